/** What a provider gave, checked and as columns. */
import { MomoError } from "../../core/error.ts";
import type {
  InstantList,
  NumberList,
  ProvidedBars,
  ProvidedQuotes,
  ProvidedTrades,
} from "../../core/provider/data_provider.ts";
import type { BarColumns, QuoteColumns, TradeColumns } from "../../core/day/table_columns.ts";
import { SECOND_NS, type SessionBounds } from "../../core/time/sessions.ts";

const NANO = 1e9;
const SIDE_NONE = "N";

/** Where tables are of. */
export interface TablePlace {
  /** What is loaded from where, for messages: `QZAF:2024-11-25 from "my-bars"`. */
  readonly what: string;
  /** Local midnight, ns since the Unix epoch. */
  readonly base: bigint;
  readonly bounds: SessionBounds;
}

/** @throws {MomoError} `bad_data` if a column has another length or holds something else. */
export function barColumns(bars: ProvidedBars, place: TablePlace): BarColumns {
  const table = new ProvidedTable("bars", bars.start, place);
  const { length } = table;
  return {
    start: table.times("start", bars.start),
    open: table.prices("open", bars.open),
    high: table.prices("high", bars.high),
    low: table.prices("low", bars.low),
    close: table.prices("close", bars.close),
    volume: table.numbers("volume", bars.volume),
    publisherId: new Uint16Array(length),
    quality: new Uint16Array(length),
  };
}

/** @throws {MomoError} As `barColumns`. */
export function tradeColumns(trades: ProvidedTrades, place: TablePlace): TradeColumns {
  const { received, happened = received, price, size, side } = trades;
  const table = new ProvidedTable("trades", received, place);
  const { length } = table;
  return {
    tsEvent: table.times("happened", happened),
    tsRecv: table.times("received", received),
    price: table.prices("price", price),
    size: Uint32Array.from(table.numbers("size", size)),
    side: table.sides(side),
    flags: new Uint8Array(length),
    sequence: new Uint32Array(length),
    quality: new Uint16Array(length),
  };
}

/** @throws {MomoError} As `barColumns`. */
export function quoteColumns(quotes: ProvidedQuotes, place: TablePlace): QuoteColumns {
  const { received, happened = received, bid, ask, bidSize, askSize } = quotes;
  const table = new ProvidedTable("quotes", received, place);
  const { length } = table;
  return {
    tsEvent: table.times("happened", happened),
    tsRecv: table.times("received", received),
    bid: table.prices("bid", bid),
    ask: table.prices("ask", ask),
    bidSize: Uint32Array.from(table.numbers("bidSize", bidSize)),
    askSize: Uint32Array.from(table.numbers("askSize", askSize)),
    flags: new Uint8Array(length),
    quality: new Uint16Array(length),
  };
}

/** One table; rows outside the sessions of the day are left out. */
class ProvidedTable {
  readonly #name: string;
  readonly #place: TablePlace;
  readonly #given: number;
  /** Rows that are used. */
  readonly #rows: readonly number[];

  constructor(name: string, available: InstantList, place: TablePlace) {
    this.#name = name;
    this.#place = place;
    this.#given = available.length;
    const first = place.base + BigInt(place.bounds.preOpen * SECOND_NS);
    const end = place.base + BigInt(place.bounds.postClose * SECOND_NS);
    this.#rows = Array.from(available, (time, row) => {
      if (typeof time !== "bigint") {
        throw this.#wrong("times", `${time} in row ${row}, expected a bigint`);
      }
      return time >= first && time < end ? row : -1;
    }).filter((row) => row >= 0);
  }

  /** Number of rows that are used. */
  get length(): number {
    return this.#rows.length;
  }

  times(column: string, values: InstantList): Float64Array {
    this.#checkLength(column, values.length);
    return Float64Array.from(this.#rows, (row) => Number(values[row]! - this.#place.base));
  }

  prices(column: string, values: NumberList): Float64Array {
    return this.numbers(column, values).map((price) => Math.round(price * NANO));
  }

  numbers(column: string, values: NumberList): Float64Array {
    this.#checkLength(column, values.length);
    return Float64Array.from(this.#rows, (row) => {
      const value = values[row];
      if (typeof value === "number") return value;
      throw this.#wrong(column, `${String(value)} in row ${row}, expected a number`);
    });
  }

  sides(values: ProvidedTrades["side"]): Uint8Array {
    if (values !== undefined) this.#checkLength("side", values.length);
    return Uint8Array.from(this.#rows, (row) => (values?.[row] ?? SIDE_NONE).charCodeAt(0));
  }

  #checkLength(column: string, length: number): void {
    if (length === this.#given) return;
    throw this.#wrong(column, `${length} rows, expected ${this.#given}`);
  }

  #wrong(column: string, state: string): MomoError {
    const { what } = this.#place;
    return new MomoError(
      "bad_data",
      `Cannot load ${what}: ${column} of ${this.#name} has ${state}`,
    );
  }
}
