/** The first line of a session: what is spoken here, and what the numbers mean. */
import { REPORT_KINDS } from "../../core/execution/report_log.ts";
import { REASON_CODES } from "../../core/execution/reason_codes.ts";
import { INDICATOR_SPECS, OBSERVED_SPECS } from "./observed_values.ts";
import { Reply } from "./reply.ts";
import {
  ENCODINGS,
  EXTRAS,
  MOST_ENVIRONMENTS,
  PROTOCOL_VERSION,
  REQUEST_TYPES,
  type RequestId,
  WINDOW_TABLES,
} from "./session_request.ts";
import { WINDOW_COLUMNS } from "./window_reply.ts";

/** Bytes of the longest line that is read. */
export const MOST_LINE_BYTES = 1 << 20;

/** What is followed of the market of now. */
export interface LiveFacts {
  readonly dataset: string;
  readonly symbols: readonly string[];
}

/** The greeting, or the answer to one. @param live `null` without a gateway. */
export function helloReply(id: RequestId, version: string, live: LiveFacts | null): Reply {
  const windows = Object.entries(WINDOW_COLUMNS).map(([name, columns]) => [
    name,
    columns.map((column) => ({ name: column.name, unit: column.unit })),
  ]);
  return new Reply("hello", id).setAll({
    protocol: PROTOCOL_VERSION,
    program: "momo",
    version,
    requests: REQUEST_TYPES,
    encodings: ENCODINGS,
    byte_order: "little",
    include: EXTRAS,
    window_tables: WINDOW_TABLES,
    units: { price: "dollars", money: "dollars", size: "shares", ts: "ISO 8601 UTC, nanoseconds" },
    observation: OBSERVED_SPECS,
    indicators: INDICATOR_SPECS,
    windows: Object.fromEntries(windows),
    report_types: REPORT_KINDS,
    reason_codes: REASON_CODES,
    max_line_bytes: MOST_LINE_BYTES,
    max_environments: MOST_ENVIRONMENTS,
    live,
  });
}
