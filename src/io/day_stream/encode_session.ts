/** A session as the tables and facts that go over the wire. */
import { makeTable, type Table } from "../../core/columns/table.ts";
import type { SingleDay } from "../../core/day/day.ts";
import { adjustDay, withPrevious } from "../../core/day/lookback.ts";
import { formatDate } from "../../core/time/dates.ts";
import { encodeArrow } from "../arrow/encoder.ts";
import type { DayFacts, EncodedDay } from "../cache/encoded_day.ts";
import { loadSession } from "../day/load_session.ts";
import { outputTables } from "../day/output_tables.ts";
import { formatUtc } from "../text/time_text.ts";
import type { SessionJob } from "./day_plans.ts";

/** Columns that hold one value for the whole session, or depend on the role it plays: the header says these. */
const HEADER_COLUMNS: readonly string[] = ["symbol", "trade_date", "context"];

/** Loads and encodes a session. @throws {MomoError} If it cannot be read. */
export async function encodeSession({ session, factors, bars }: SessionJob): Promise<EncodedDay> {
  const { day, problems } = loadSession(session, new AbortController().signal);
  const adjusted = factors === null ? day : adjustDay(day, factors);
  const tables = await Promise.all(
    outputTables(adjusted, { bars }).map(async ({ schema, table }) => ({
      name: schema,
      rows: table.length,
      bytes: ownBytes(await encodeArrow(ownColumns(table))),
    })),
  );
  return {
    facts: {
      ...sessionFacts(adjusted),
      price_factor: factors?.priceFactor ?? 1,
      volume_factor: factors?.volumeFactor ?? 1,
      damage: problems.map(({ message }) => message),
    },
    tables,
  };
}

/** A day's own table without what its header says. */
function ownColumns({ columns, data }: Table): Table {
  const isOwn = HEADER_COLUMNS.every((name, i) => columns[i]?.name === name);
  const from = isOwn ? HEADER_COLUMNS.length : 0;
  return makeTable(columns.slice(from), data.slice(from));
}

/** Bytes with memory of their own, which can move to another thread. */
function ownBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = bytes;
  const isWhole = buffer instanceof ArrayBuffer && buffer.byteLength === bytes.byteLength;
  return isWhole ? new Uint8Array(buffer) : new Uint8Array(bytes);
}

/** What is to be known of a session beside its tables. */
export function sessionFacts(day: SingleDay): DayFacts {
  const { symbol, tradeDate, base, bars1s, trades, quotes, others, gaps, source } = day;
  const instant = (ns: number) => formatUtc(base + BigInt(Math.round(ns)));
  const lengths = [bars1s, trades, quotes, ...others.map(({ table }) => table)];
  return {
    symbol,
    trade_date: formatDate(tradeDate),
    context_start: instant(withPrevious(day, day).previous!.contextStart),
    rows: lengths.reduce((sum, { length }) => sum + length, 0),
    condition: source.condition,
    gaps: gaps.map(({ kind, table, start, end }) => {
      return { kind, table, start: instant(start), end: instant(end) };
    }),
    warnings: source.warnings,
  };
}
