/** Bars for every second: where nothing traded there is a row that says so, and no price is made up. */
import {
  type Cell,
  type ColumnData,
  type ColumnSpec,
  makeTable,
} from "../../core/columns/table.ts";
import type { DayGap } from "../../core/day/gaps.ts";
import { SECOND_NS, type SessionBounds } from "../../core/time/sessions.ts";
import type { OutputTable } from "../day/output_tables.ts";

const TRADED: ColumnSpec = {
  name: "traded",
  type: "bool",
  unit: "",
  causality: "causal",
  nullable: true,
  help: "Whether anything traded; null where no data tell",
};

/** The session that bars are of. */
export interface BarSession {
  /** Local midnight, ns since the Unix epoch. */
  readonly base: bigint;
  readonly bounds: SessionBounds;
  readonly gaps: readonly DayGap[];
  /** What has to be added to times since the session's midnight to get those of `available`. */
  readonly offset: number;
  /** Start of the momentum context, ns since the session's midnight. */
  readonly contextStart: number;
  readonly symbol: string;
  readonly tradeDate: number;
}

/**
 * The bars with a row for each second of the session. `traded` is true for bars, false for seconds without a trade, whose
 * prices are null and volume 0, and null for seconds that the data do not cover.
 *
 * @param bars Bars of a second of one session, as `outputTables` gives them.
 */
export function everySecond(bars: OutputTable, session: BarSession): OutputTable {
  const { bounds: { preOpen, postClose }, offset } = session;
  const length = postClose - preOpen;
  const rows = new Int32Array(length).fill(-1);
  for (const [row, end] of bars.available.entries()) {
    const second = Math.round((end - offset) / SECOND_NS) - 1 - preOpen;
    if (second >= 0 && second < length) rows[second] = row;
  }
  const { columns, data } = bars.table;
  const fill = (spec: ColumnSpec, i: number) => filled(spec, data[i]!, rows, session);
  const traded = Array.from(
    rows,
    (row, i) => row >= 0 ? true : isCovered(session, i) ? false : null,
  );
  return {
    schema: bars.schema,
    table: makeTable([...columns.map(nullable), TRADED], [...columns.map(fill), traded]),
    available: Float64Array.from(rows, (_, i) => (preOpen + i + 1) * SECOND_NS + offset),
  };
}

function nullable(spec: ColumnSpec): ColumnSpec {
  return spec.name === "volume" ? { ...spec, nullable: true } : spec;
}

function filled(
  { name }: ColumnSpec,
  data: ColumnData,
  rows: Int32Array,
  session: BarSession,
): ColumnData {
  const { base, bounds: { preOpen }, contextStart, symbol, tradeDate } = session;
  const instants = (delay: number) =>
    BigInt64Array.from(rows, (_, i) => base + BigInt((preOpen + i + delay) * SECOND_NS));
  switch (name) {
    case "symbol":
      return new Array<Cell>(rows.length).fill(symbol);
    case "trade_date":
      return new Int32Array(rows.length).fill(tradeDate);
    case "context":
      return Uint8Array.from(rows, (_, i) => Number((preOpen + i + 1) * SECOND_NS >= contextStart));
    case "ts_event":
      return instants(0);
    case "ts_end":
      return instants(1);
    case "volume":
      return Array.from(
        rows,
        (row, i) => row >= 0 ? Number(data[row]) : isCovered(session, i) ? 0 : null,
      );
    case "quality":
      return Uint16Array.from(rows, (row) => row >= 0 ? Number(data[row]) : 0);
    default:
      return Float64Array.from(rows, (row) => row >= 0 ? Number(data[row]) : NaN);
  }
}

/** Whether silence in a second means that nobody traded. */
function isCovered({ gaps, bounds: { preOpen } }: BarSession, second: number): boolean {
  const start = (preOpen + second) * SECOND_NS;
  return !gaps.some((gap) =>
    gap.table === "bars1s" && gap.kind !== "quotes" && start >= gap.start && start < gap.end
  );
}
