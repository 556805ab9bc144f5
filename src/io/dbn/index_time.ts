import type { RecordLayout } from "./layouts/layout.ts";

/**
 * Byte offset of the time that orders a record among others and dates its symbol: `ts_recv` where it has one,
 * otherwise `ts_event`.
 */
export function indexTimeOffsetOf(layout: RecordLayout): number {
  const field = layout.fields.find((field) => field.name === "ts_recv") ??
    layout.fields.find((field) => field.name === "ts_event");
  return field!.offset;
}
