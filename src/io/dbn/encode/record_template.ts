import { type Field, HEADER_FIELDS, type RecordLayout } from "../layouts/layout.ts";
import { layoutOfVersion } from "../layouts/select.ts";
import type { DbnVersion } from "../version.ts";
import { tsOutField } from "../columns/column.ts";
import { writeField } from "./field_value.ts";

/** A record with the default in every field, ready to be copied and filled in. */
export interface RecordTemplate {
  /** Fields of the record. */
  readonly layout: RecordLayout;
  /** The record itself. */
  readonly bytes: Uint8Array;
  /** Every field by name, `ts_out` included if the record ends with it. */
  readonly fields: ReadonlyMap<string, Field>;
}

/** The record of a type in a version, with header length and type set. Asking for an unknown type is a mistake. */
export function recordTemplate(rtype: number, version: DbnVersion, tsOut: boolean): RecordTemplate {
  const layout = layoutOfVersion(rtype, version);
  if (!layout) throw new TypeError(`Record type ${rtype} is not known`);
  return templateOf(layout, rtype, tsOut);
}

/** As `recordTemplate`, for a layout. */
export function templateOf(layout: RecordLayout, rtype: number, tsOut: boolean): RecordTemplate {
  const size = layout.size + (tsOut ? 8 : 0);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  const all = tsOut ? [...layout.fields, tsOutField(size)] : layout.fields;
  for (const field of all) writeField(view, bytes, 0, field, field.default);
  bytes[0] = size / 4;
  bytes[RTYPE_OFFSET] = rtype;
  return { layout, bytes, fields: new Map(all.map((field) => [field.name, field])) };
}

const RTYPE_OFFSET = HEADER_FIELDS[0]!.offset;
