/** The last seconds of an environment's market: bars aligned over all symbols, trades, quotes, statistics. */
import {
  type ColumnData,
  type ColumnSpec,
  makeTable,
  type Table,
} from "../../core/columns/table.ts";
import type { Environment } from "../../core/environment/environment.ts";
import type { Scene } from "../../core/environment/scene.ts";
import { MomoError } from "../../core/error.ts";
import {
  BAR_WINDOW_COLUMNS,
  type QuoteWindow,
  type TradeWindow,
} from "../../core/market/market_windows.ts";
import { tapeRowsBy } from "../../core/market/tape_rows.ts";
import { windowStatistics } from "../../core/market/window_statistics.ts";
import { SECOND_NS } from "../../core/time/sessions.ts";
import { instantOf } from "./environment_reply.ts";
import { numberFrame, tableFrame } from "./number_frames.ts";
import { dollars, finite } from "./observed_values.ts";
import type { Reply } from "./reply.ts";
import type { RequestOf } from "./session_request.ts";

type WindowRequest = RequestOf<"window">;

const DOLLAR = 1e9;

/** A table of numbers, row by row. */
interface NumberTable {
  readonly columns: readonly ColumnSpec[];
  readonly rows: number;
  /** `rows` times as many numbers as there are columns; times in ns since local midnight. */
  readonly values: Float64Array;
}

function column(name: string, type: ColumnSpec["type"], unit: string, help: string): ColumnSpec {
  return { name, type, unit, causality: "causal", nullable: true, help };
}

const time = (help: string) => column("time", "timestamp", "ns since local midnight", help);
const price = (name: string, help: string) => column(name, "float64", "dollars", help);
const shares = (name: string, help: string) => column(name, "float64", "shares", help);

/** Columns of each table of a window; `time` is an instant in Arrow. */
export const WINDOW_COLUMNS: Readonly<Record<"bars" | "trades" | "quotes", readonly ColumnSpec[]>> =
  {
    bars: BAR_WINDOW_COLUMNS.map((name) =>
      name === "volume"
        ? shares(name, "0 where nothing traded")
        : price(name, "The last close where nothing traded")
    ),
    trades: [
      time("Capture time"),
      price("price", "Price"),
      shares("size", "Size"),
      column("aggressor", "float64", "side", "1 bought, -1 sold, 0 unknown"),
    ],
    quotes: [
      time("Capture time"),
      price("bid", "Best bid"),
      price("ask", "Best ask"),
      shares("bid_size", "Size at the bid"),
      shares("ask_size", "Size at the ask"),
    ],
  };

/** Adds a window that ends at the environment's present to a reply. */
export async function replyWindow(
  reply: Reply,
  environment: Environment,
  request: WindowRequest,
): Promise<void> {
  const { tables = ["bars"], encoding = "f64", seconds } = request;
  const chosen = chosenScenes(environment, request.symbols);
  const { scenes } = environment;
  reply.setAll({
    ts: instantOf(environment.scene, environment.now),
    base_ns: String(environment.scene.day.base),
    symbols: chosen.map((i) => scenes[i]!.day.symbol),
    seconds,
  });
  for (const name of tables) {
    if (name === "statistics") reply.set(name, statistics(environment, chosen, seconds));
    else if (name === "bars") await addBars(reply, environment, chosen, { seconds, encoding });
    else {
      for (const i of chosen) {
        const table = name === "trades"
          ? tradeRows(environment.windows(i).trades(environment.now, seconds * SECOND_NS))
          : quoteRows(environment.windows(i).quotes(environment.now, seconds * SECOND_NS));
        await addTable(reply, scenes[i]!, { name, table, encoding });
      }
    }
  }
}

function chosenScenes({ scenes }: Environment, symbols: readonly string[] | undefined): number[] {
  const own = scenes.map(({ day }) => day.symbol);
  if (symbols === undefined) return own.map((_, i) => i);
  return symbols.map((symbol) => {
    const at = own.indexOf(symbol);
    if (at >= 0) return at;
    throw new MomoError(
      "not_found",
      `Cannot show a window of "${symbol}": the environment watches ${own.join(", ")}`,
    );
  });
}

interface Wanted {
  readonly seconds: number;
  readonly encoding: NonNullable<WindowRequest["encoding"]>;
}

/** Bars of all symbols in one array: every row of a second is about the same second. */
async function addBars(
  reply: Reply,
  environment: Environment,
  chosen: readonly number[],
  { seconds, encoding }: Wanted,
): Promise<void> {
  const { scenes, now } = environment;
  const { intervalNs } = scenes[chosen[0]!]!.market.bars;
  if (chosen.some((i) => scenes[i]!.market.bars.intervalNs !== intervalNs)) {
    throw new MomoError("usage", "Cannot align bars of different lengths: ask for each symbol");
  }
  const count = Math.max(1, Math.floor(seconds * SECOND_NS / intervalNs));
  const width = BAR_WINDOW_COLUMNS.length;
  const values = new Float64Array(chosen.length * count * width);
  let origin = 0;
  for (const [k, i] of chosen.entries()) {
    const into = values.subarray(k * count * width, (k + 1) * count * width);
    origin = environment.windows(i).barsInto(now, count, into);
    for (let at = 0; at < into.length; at++) {
      if (at % width !== width - 1) into[at] = into[at]! / DOLLAR;
    }
  }
  const facts = {
    start: instantOf(environment.scene, origin),
    interval_ns: intervalNs,
    columns: BAR_WINDOW_COLUMNS,
  };
  if (encoding === "f64" || encoding === "f32") {
    const shape = [chosen.length, count, width];
    reply.frames.push(numberFrame("bars", values, encoding, { shape, ...facts }));
    return;
  }
  for (const [k, i] of chosen.entries()) {
    const own = values.subarray(k * count * width, (k + 1) * count * width);
    const starts = Float64Array.from({ length: count }, (_, row) => origin + row * intervalNs);
    const table = withStarts({ columns: WINDOW_COLUMNS.bars, rows: count, values: own }, starts);
    await addTable(reply, scenes[i]!, { name: "bars", table, encoding });
  }
}

/** The table with a time in front of each row. */
function withStarts({ columns, rows, values }: NumberTable, starts: Float64Array): NumberTable {
  const width = columns.length;
  const wider = new Float64Array(rows * (width + 1));
  for (let row = 0; row < rows; row++) {
    wider[row * (width + 1)] = starts[row]!;
    wider.set(values.subarray(row * width, (row + 1) * width), row * (width + 1) + 1);
  }
  return { columns: [time("Start of the bar"), ...columns], rows, values: wider };
}

function tradeRows({ length, time, price, size, aggressor }: TradeWindow): NumberTable {
  return rowsOf("trades", length, [time, inDollars(price), size, aggressor]);
}

function quoteRows({ length, time, bid, ask, bidSize, askSize }: QuoteWindow): NumberTable {
  return rowsOf("quotes", length, [time, inDollars(bid), inDollars(ask), bidSize, askSize]);
}

function inDollars(prices: Float64Array): Float64Array {
  return prices.map((value) => value / DOLLAR);
}

function rowsOf(
  name: "trades" | "quotes",
  rows: number,
  data: readonly Float64Array[],
): NumberTable {
  const columns = WINDOW_COLUMNS[name];
  const values = new Float64Array(rows * columns.length);
  for (const [k, cells] of data.entries()) {
    for (let row = 0; row < rows; row++) values[row * columns.length + k] = cells[row]!;
  }
  return { columns, rows, values };
}

async function addTable(
  reply: Reply,
  scene: Scene,
  { name, table, encoding }: {
    readonly name: string;
    readonly table: NumberTable;
    readonly encoding: Wanted["encoding"];
  },
): Promise<void> {
  const { columns, rows, values } = table;
  const { symbol } = scene.day;
  const key = `${name}/${symbol}`;
  if (encoding === "arrow") {
    reply.frames.push(await tableFrame(key, arrowTable(scene, table)));
  } else if (encoding === "json") {
    const cells = Array.from(
      { length: rows },
      (_, row) =>
        columns.map(({ type }, k) => {
          const value = values[row * columns.length + k]!;
          return type === "timestamp" ? instantOf(scene, value) : finite(value);
        }),
    );
    reply.set(key, { columns: columns.map((spec) => spec.name), rows: cells });
  } else {
    const names = columns.map((spec) => spec.name);
    const shape = [rows, columns.length];
    reply.frames.push(numberFrame(key, values, encoding, { shape, columns: names }));
  }
}

function arrowTable({ day }: Scene, { columns, rows, values }: NumberTable): Table {
  const data = columns.map(({ type }, k): ColumnData => {
    const cells = Float64Array.from({ length: rows }, (_, i) => values[i * columns.length + k]!);
    return type === "timestamp" ? BigInt64Array.from(cells, (ns) => day.base + BigInt(ns)) : cells;
  });
  return makeTable(columns, data);
}

function statistics(environment: Environment, chosen: readonly number[], seconds: number) {
  const { scenes, now, feedLatencyNs } = environment;
  const visible = now - feedLatencyNs;
  return Object.fromEntries(chosen.map((i) => {
    const { market, day } = scenes[i]!;
    const from = tapeRowsBy(market, visible - seconds * SECOND_NS);
    const { prints, volume, boughtVolume, soldVolume, vwap, high, low, first, last } =
      windowStatistics(market, from, tapeRowsBy(market, visible));
    return [day.symbol, {
      ...{ prints, volume, bought_volume: boughtVolume, sold_volume: soldVolume },
      ...{ vwap: dollars(vwap), high: dollars(high), low: dollars(low) },
      ...{ first: dollars(first), last: dollars(last) },
    }];
  }));
}
