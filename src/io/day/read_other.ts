/** Reading records of schemas that a day's own tables are not made from. */
import type { OtherTable } from "../../core/day/day.ts";
import type { EpochDay } from "../../core/time/dates.ts";
import { SECOND_NS } from "../../core/time/sessions.ts";
import type { Table } from "../../core/columns/table.ts";
import type { RecordColumns } from "../dbn/columns/column.ts";
import { readStoredRecords } from "../day_store/read_stored.ts";
import type { Problem } from "../catalog/problem.ts";
import { recordColumns } from "../convert/record_columns.ts";
import { recordTable } from "../convert/record_table.ts";
import { layoutOfSchema } from "../dbn/schema.ts";
import { dayClock } from "../scan/tick_target.ts";
import type { OtherPlan } from "./day_plan.ts";
import { schemaSpan } from "./day_schemas.ts";
import type { RecordTarget } from "./read_day_file.ts";
import { readFiles } from "./read_files.ts";
import { RecordBuffer } from "./record_buffer.ts";
import { recordsOf } from "./table_reader.ts";

/**
 * The records of a schema and trade date as a table with DBN names, in the order of the files.
 *
 * @param problems Receives what is wrong with files.
 * @throws The signal's reason, if it is aborted.
 */
export function readOther(
  { schema, dataset, files, stored }: OtherPlan,
  tradeDate: EpochDay,
  signal: AbortSignal,
  problems: Problem[],
): OtherTable {
  const span = schemaSpan(schema, tradeDate);
  if (stored !== null) {
    const records = readStoredRecords(stored, span);
    return { schema, dataset, files: stored.files, table: tableOf(records) };
  }
  const buffer = new RecordBuffer();
  const target: RecordTarget = {
    wanted: recordsOf(schema),
    add: (picked) => buffer.add(picked),
    mark: () => buffer.mark(),
  };
  const base = BigInt(dayClock(tradeDate).midnight) * BigInt(SECOND_NS);
  const { used } = readFiles({ files, base, span, targets: [target] }, signal, problems);
  return {
    schema,
    dataset,
    files: used,
    table: tableOf(buffer.columns(layoutOfSchema(schema, 3))),
  };
}

function tableOf(records: RecordColumns): Table {
  const options = { prices: "int", tsOut: false, symbols: false } as const;
  return recordTable(records, recordColumns(records.layout, options), null);
}
