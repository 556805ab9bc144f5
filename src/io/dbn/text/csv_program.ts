import { tsOutField } from "../columns/column.ts";
import { indexTimeOffsetOf } from "../index_time.ts";
import type { Field, RecordLayout } from "../layouts/layout.ts";
import { delimiterOf } from "./escapes.ts";
import type { TextOptions } from "./text_options.ts";
import { OP, opOf, type TextProgram, TextProgramBuilder } from "./text_program.ts";

/** Names of the header's columns, in order. */
const HEADER_COLUMNS = ["ts_event", "rtype", "publisher_id", "instrument_id"];

/** The fields of a layout in the order of its columns, without `ts_out` and `symbol`. */
export function csvFields(layout: RecordLayout): Field[] {
  return layout.textOrder.flatMap((name) => {
    if (name === "levels") return layout.fields.filter((field) => field.level !== undefined);
    const names = name === "hd" ? HEADER_COLUMNS : [name];
    return names.map((name) => layout.fields.find((field) => field.name === name)!);
  });
}

/** The header line of a layout. */
export function csvHeader(layout: RecordLayout, tsOut: boolean, options: TextOptions): string {
  const names = csvFields(layout).map((field) => field.name);
  if (tsOut) names.push("ts_out");
  if (options.symbols) names.push("symbol");
  return names.join(delimiterOf(options.format)) + "\n";
}

/** The program that writes records of a layout as lines of CSV or TSV. */
export function csvProgram(
  layout: RecordLayout,
  recordSize: number,
  tsOut: boolean,
  options: TextOptions,
): TextProgram {
  const delimiter = delimiterOf(options.format);
  const fields = csvFields(layout);
  if (tsOut) fields.push(tsOutField(recordSize));
  const builder = new TextProgramBuilder();
  fields.forEach((field, i) => {
    const op = opOf(field.type, options);
    builder.literal(i === 0 ? "" : delimiter).value(
      op,
      field.offset,
      op === OP.text ? field.size : 0,
    );
  });
  if (options.symbols) builder.literal(delimiter).value(OP.symbol, 0);
  return builder.literal("\n").build(indexTimeOffsetOf(layout));
}
