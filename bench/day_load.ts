/**
 * Time and memory of loading a busy symbol-day, 250 000 quotes and 100 000 trades, from files and from the day store:
 * `deno run -A bench/day_load.ts`. A delivery that is given with `--data DIR --day SYMBOL:DATE` is measured as well.
 */
import { parseArgs } from "node:util";
import { type Day, DAY_TABLES } from "../src/core/day/day.ts";
import { dayBytes } from "../src/core/day/day_memory.ts";
import { type DayName, formatDayName, parseDayName } from "../src/core/day/day_name.ts";
import { newYorkMidnight } from "../src/core/time/new_york.ts";
import { SECOND_NS } from "../src/core/time/sessions.ts";
import { openCatalog } from "../src/io/catalog/catalog.ts";
import { DaySources } from "../src/io/day/day_sources.ts";
import { loadDay } from "../src/io/day/load_day.ts";
import { DayStore } from "../src/io/day_store/day_store.ts";
import { fillStore } from "../src/io/day_store/fill_store.ts";
import { type ColumnInput, encodeColumns } from "../src/io/dbn/encode/encode_columns.ts";
import { encodeDbn } from "../src/io/dbn/encode/write_dbn.ts";
import { newMetadata } from "../src/io/dbn/metadata.ts";
import type { Schema } from "../src/io/dbn/schema.ts";
import { BUSY_DAY, madeUpDay } from "./made_up_day.ts";
import { type BenchSuite, formatMeasurements, type Measurement } from "./measurement.ts";

const COLD_MS = 150;
const STORE_MS = 50;
const MEMORY_RATIO = 1.5;
const ROUNDS = 15;
const SYMBOL = "BUSY";
const INSTRUMENT_ID = 7;
const SIGNAL = new AbortController().signal;

/** Writes a made-up day as files framed like those of a batch delivery. */
function writeDay(directory: string): DayName {
  const { tradeDate, quotes, trades, bars1s } = madeUpDay({
    ...BUSY_DAY,
    quotes: 250_000,
    trades: 100_000,
  });
  const base = BigInt(newYorkMidnight(tradeDate)) * BigInt(SECOND_NS);
  const times = (column: Float64Array) =>
    BigUint64Array.from(column, (time) => base + BigInt(time));
  const write = (schema: Schema, rows: number, columns: Record<string, ColumnInput>) => {
    const day = 86_400_000_000_000n;
    const start = BigInt(tradeDate) * day;
    const span = { startDate: tradeDate, endDate: tradeDate + 1, symbol: String(INSTRUMENT_ID) };
    const metadata = newMetadata({
      ...{ version: 1, dataset: "EQUS.MINI", schema, start, end: start + day },
      ...{ stypeIn: "raw_symbol", stypeOut: "instrument_id", symbols: [SYMBOL] },
      mappings: [{ rawSymbol: SYMBOL, intervals: [span] }],
    });
    const common = { publisher_id: 95, instrument_id: INSTRUMENT_ID };
    const records = encodeColumns(schema, 1, rows, { ...common, ...columns });
    Deno.writeFileSync(`${directory}/${schema}.dbn.zst`, encodeDbn(metadata, [records], "batch"));
  };
  write("mbp-1", quotes.length, {
    ...{ ts_event: times(quotes.tsEvent), ts_recv: times(quotes.tsRecv), action: "A", side: "B" },
    ...{ price: quotes.bid, size: quotes.bidSize, flags: 130, sequence: quotes.askSize },
    ...{ bid_px_00: quotes.bid, ask_px_00: quotes.ask },
    ...{ bid_sz_00: quotes.bidSize, ask_sz_00: quotes.askSize },
  });
  write("trades", trades.length, {
    ...{ ts_event: times(trades.tsEvent), ts_recv: times(trades.tsRecv), action: "T", side: "B" },
    ...{ price: trades.price, size: trades.size, flags: 130, sequence: trades.size },
  });
  write("ohlcv-1s", bars1s.length, {
    ...{ ts_event: times(bars1s.start), open: bars1s.open, high: bars1s.high, low: bars1s.low },
    ...{ close: bars1s.close, volume: BigUint64Array.from(bars1s.volume, BigInt) },
  });
  return { symbol: SYMBOL, tradeDate };
}

/** Smallest and middle time of some rounds, ms, after a first one that the middle leaves out, and the day. */
function timeLoads(sources: DaySources, name: DayName) {
  const samples: number[] = [];
  let day: Day | undefined;
  for (let round = 0; round <= ROUNDS; round++) {
    const start = performance.now();
    day = loadDay(sources, name, SIGNAL).day;
    samples.push(performance.now() - start);
  }
  const [first = NaN, ...rest] = samples;
  const sorted = rest.toSorted((a, b) => a - b);
  return { first, middle: sorted[sorted.length >> 1]!, day: day! };
}

function rawBytes(day: Day): number {
  return DAY_TABLES.reduce((sum, name) => sum + day.source.tables[name].recordBytes, 0);
}

/** Loads a day of some data from its files and from a store that is filled with it. */
async function measureDay(data: string, name: DayName, store: string): Promise<Measurement[]> {
  const catalog = openCatalog([data]);
  const fromFiles = timeLoads(new DaySources(catalog), name);
  const symbol = catalog.symbols.find(name.symbol)!;
  const { sizeBytes } = await fillStore({
    ...{ store, catalog, datasets: [], schemas: [], memoryBytes: 2 ** 30, signal: SIGNAL },
    ...{ symbols: new Set([symbol]), start: name.tradeDate, end: name.tradeDate },
    purpose: "bench",
  });
  const fromStore = timeLoads(new DaySources(catalog, { store: new DayStore(store) }), name);
  const { day } = fromFiles;
  const note = `${formatDayName(name)}: ${day.quotes.length} quotes, ${day.trades.length} trades`;
  const row = (what: string, unit: string, measured: number, target: number | null) => ({
    ...{ what, unit, measured, target, note },
  });
  return [
    row("day from files, first load", "ms", fromFiles.first, null),
    row("day from files", "ms", fromFiles.middle, COLD_MS),
    row("day from the store, first load", "ms", fromStore.first, null),
    row("day from the store", "ms", fromStore.middle, STORE_MS),
    row("memory of the day over its raw records", "", dayBytes(day) / rawBytes(day), MEMORY_RATIO),
    row("stored over raw records", "", sizeBytes / rawBytes(day), null),
  ];
}

/** Measures a made-up day, and one of a delivery if there is one. */
export async function measureDayLoad(
  directory: string,
  delivery?: { readonly data: string; readonly day: DayName },
): Promise<Measurement[]> {
  const data = `${directory}/day_load`;
  await Deno.mkdir(data);
  const rows = await measureDay(data, writeDay(data), `${directory}/day_load_store`);
  if (delivery === undefined) return rows;
  const store = `${directory}/day_load_delivery`;
  return [...rows, ...await measureDay(delivery.data, delivery.day, store)];
}

/** Loading a busy day. */
export const DAY_LOAD: BenchSuite = {
  name: "day_load",
  run: (directory) => measureDayLoad(directory),
};

if (import.meta.main) {
  const { values } = parseArgs({
    args: Deno.args,
    options: { data: { type: "string" }, day: { type: "string" } },
  });
  const directory = await Deno.makeTempDir({ prefix: "momo-bench-" });
  try {
    const { data, day } = values;
    const delivery = data && day ? { data, day: parseDayName(day) } : undefined;
    const text = formatMeasurements(await measureDayLoad(directory, delivery));
    await Deno.stdout.write(new TextEncoder().encode(text + "\n"));
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}
