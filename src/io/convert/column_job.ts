/** How records are written as typed columns. */
import type { DbnHeader } from "../dbn/dbn_header.ts";
import { metadataJson } from "../dbn/text/metadata_json.ts";
import type { PriceForm } from "./record_columns.ts";

/** Which columns are written, and what for. A plain object that can be sent to a worker. */
export interface ColumnJob {
  /** What the records belong to, with the metadata of the result. */
  readonly output: DbnHeader;
  readonly prices: PriceForm;
  /** Whether there is a column of symbols. */
  readonly mapSymbols: boolean;
}

/** Records of a row group, and of a batch. */
export const ROWS = 65_536;

/** What a file says about its records beside their columns. */
export function fileMetadata({ output, prices }: ColumnJob): Record<string, string> {
  const { metadata, version } = output;
  const common = {
    "momo.dbn_version": String(version),
    "momo.price_unit": prices === "int" ? "1e-9" : "1",
    "momo.time_unit": "ns since 1970-01-01 UTC",
  };
  if (metadata === null) return common;
  return {
    "momo.dataset": metadata.dataset,
    "momo.schema": metadata.schema ?? "",
    ...common,
    "momo.dbn_metadata": metadataJson(metadata).trimEnd(),
  };
}
