/**
 * Real bars and status messages of one symbol, read without the project's own decoders: a minimal reading of DBN
 * version 1 (56-byte ohlcv and 40-byte status records) on top of fzstd, with wall-clock times from the platform's time
 * zone database.
 */
import { readdirSync, readFileSync } from "node:fs";
import { decompress } from "fzstd";
import { type Bars, createBars } from "../../../src/core/columns/bars.ts";
import type { Status } from "../../../src/core/columns/status.ts";

const DELIVERIES = "../shared/data/mlgo";
const OHLCV_BYTES = 56;
const STATUS_BYTES = 40;

/** One trade date of the delivery. */
export interface DeliveredDay {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly bars: Bars;
  /** `null` where the delivery has no status file of the day. */
  readonly status: Status | null;
}

/** The delivery's days with one-second bars, in order; none, and a line that says so, if it is not there. */
export function deliveredDays(): DeliveredDay[] {
  const bars = filesOf("ohlcv-1s").flatMap((path) => rowsOf(path, OHLCV_BYTES));
  if (bars.length === 0) sayAbsent();
  const statusFiles = filesOf("status");
  const status = statusFiles.flatMap((path) => rowsOf(path, STATUS_BYTES));
  const covered = new Set(statusFiles.map((path) => /(\d{8})\.status/.exec(path)?.[1]));
  const byDate = Map.groupBy(bars, (row) => localTime(row.getBigUint64(8, true)).date);
  return [...byDate].map(([date, rows]) => ({
    date,
    bars: barsOf(rows),
    status: covered.has(date.replaceAll("-", "")) ? statusOf(status, date) : null,
  }));
}

/** One bar a UTC day, prices in dollars; none, and a line that says so, if the delivery is not there. */
export function deliveredDailyBars() {
  const rows = filesOf("ohlcv-1d").flatMap((path) => rowsOf(path, OHLCV_BYTES));
  if (rows.length === 0) sayAbsent();
  return rows.map((row) => ({
    date: new Date(Number(row.getBigUint64(8, true) / 1_000_000n)).toISOString().slice(0, 10),
    open: Number(row.getBigInt64(16, true)) / 1e9,
    close: Number(row.getBigInt64(40, true)) / 1e9,
    volume: Number(row.getBigUint64(48, true)),
  }));
}

function sayAbsent(): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`skipped: no delivery in ${DELIVERIES}\n`));
}

function filesOf(schema: string): string[] {
  try {
    return readdirSync(DELIVERIES, { recursive: true }).map(String)
      .filter((path) => path.endsWith(`.${schema}.dbn.zst`)).sort()
      .map((path) => `${DELIVERIES}/${path}`);
  } catch {
    return [];
  }
}

/** The records of a file, each as a view of its bytes. */
function rowsOf(path: string, recordBytes: number): DataView[] {
  const bytes = decompress(readFileSync(path));
  const whole = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const rows: DataView[] = [];
  for (let at = 8 + whole.getUint32(4, true); at < bytes.length; at += recordBytes) {
    rows.push(new DataView(bytes.buffer, bytes.byteOffset + at, recordBytes));
  }
  return rows;
}

const NEW_YORK = new Intl.DateTimeFormat("sv-SE", {
  timeZone: "America/New_York",
  dateStyle: "short",
  timeStyle: "medium",
});
const HOUR_NS = 3_600_000_000_000n;
const hours = new Map<bigint, { date: string; hour: number }>();

/** Date and ns since midnight by the wall clock of New York, whose offset is a whole number of hours. */
function localTime(ns: bigint): { date: string; ns: number } {
  const utcHour = ns / HOUR_NS;
  let local = hours.get(utcHour);
  if (local === undefined) {
    const text = NEW_YORK.format(Number(utcHour) * 3_600_000); // 2025-02-03 09:00:00
    local = { date: text.slice(0, 10), hour: Number(text.slice(11, 13)) };
    hours.set(utcHour, local);
  }
  return { date: local.date, ns: local.hour * 3.6e12 + Number(ns % HOUR_NS) };
}

function barsOf(rows: readonly DataView[]): Bars {
  const bars = createBars(1e9, rows.length);
  for (const [i, row] of rows.entries()) {
    bars.start[i] = localTime(row.getBigUint64(8, true)).ns;
    bars.open[i] = Number(row.getBigInt64(16, true));
    bars.high[i] = Number(row.getBigInt64(24, true));
    bars.low[i] = Number(row.getBigInt64(32, true));
    bars.close[i] = Number(row.getBigInt64(40, true));
    bars.volume[i] = Number(row.getBigUint64(48, true));
  }
  return bars;
}

/** Messages of the date itself, up to 20:00; what was said the evening before has no bearing on halts. */
function statusOf(all: readonly DataView[], date: string): Status {
  const rows = all.filter((row) => {
    const local = localTime(row.getBigUint64(16, true));
    return local.date === date && local.ns < 20 * 3.6e12;
  });
  return {
    length: rows.length,
    tsEvent: Float64Array.from(rows, (row) => localTime(row.getBigUint64(8, true)).ns),
    tsRecv: Float64Array.from(rows, (row) => localTime(row.getBigUint64(16, true)).ns),
    action: Uint16Array.from(rows, (row) => row.getUint16(24, true)),
    reason: Uint16Array.from(rows, (row) => row.getUint16(26, true)),
    isTrading: Uint8Array.from(rows, (row) => row.getUint8(30)),
    isQuoting: Uint8Array.from(rows, (row) => row.getUint8(31)),
    isShortSellRestricted: Uint8Array.from(rows, (row) => row.getUint8(32)),
  };
}
