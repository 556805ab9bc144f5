/** Rows of the index in the making: analysed now, or taken over from an earlier index. */
import type { ColumnSpec, Table } from "../../core/columns/table.ts";
import { TableBuilder } from "../../core/columns/table_builder.ts";
import type { DayRows } from "../../core/scan/analyse_day.ts";
import { DAY_COLUMNS, POINT_COLUMNS } from "../../core/scan/index_columns.ts";
import type { EpochDay } from "../../core/time/dates.ts";
import { newYorkMidnight } from "../../core/time/new_york.ts";

/** A day's row in the builders. */
interface DayPosition {
  readonly symbol: string;
  readonly day: EpochDay;
  readonly row: number;
  readonly firstPoint: number;
  readonly points: number;
}

/** The two tables of an index, in their final order. `files` of the days are still keys. */
export interface IndexTables {
  readonly days: Table;
  readonly points: Table;
}

/** While rows are collected, source files are named by their keys. */
const BUILDER_DAY_COLUMNS: readonly ColumnSpec[] = DAY_COLUMNS.map((spec) =>
  spec.name === "files" ? { ...spec, type: "string[]" } : spec
);

const NS_PER_SECOND = 1_000_000_000n;

/** Collects rows in any order; of two for one day the later counts. */
export class IndexRows {
  readonly #days = new TableBuilder(BUILDER_DAY_COLUMNS);
  readonly #points = new TableBuilder(POINT_COLUMNS);
  readonly #positions = new Map<string, DayPosition>();

  /** Number of days collected. */
  get length(): number {
    return this.#positions.size;
  }

  /** Adds the rows of an analysed day. */
  add({ day, points }: DayRows): void {
    const firstPoint = this.#points.length;
    const midnight = BigInt(newYorkMidnight(day.trade_date)) * NS_PER_SECOND;
    for (const point of points) {
      this.#points.add({
        ...point,
        symbol: day.symbol,
        trade_date: day.trade_date,
        day_row: 0,
        ts: midnight + BigInt(point.ts),
      });
    }
    this.#place(day.symbol, day.trade_date, this.#days.add({ ...day }), firstPoint);
  }

  /**
   * Takes over the rows of a day from an earlier index.
   *
   * @param row Row of the day in `tables.days`, whose `files` are keys.
   * @param firstPoint Row of its first reset point in `tables.points`, and their number.
   */
  addKnown(tables: IndexTables, row: number, firstPoint: number, points: number): void {
    const first = this.#points.length;
    for (let i = 0; i < points; i++) this.#points.addFrom(tables.points, firstPoint + i);
    const symbol = String(tables.days.data[SYMBOL]![row]);
    const day = Number(tables.days.data[TRADE_DATE]![row]);
    this.#place(symbol, day, this.#days.addFrom(tables.days, row), first);
  }

  /** Takes a day out again, if it is there. */
  drop(symbol: string, day: EpochDay): void {
    this.#positions.delete(`${symbol} ${day}`);
  }

  #place(symbol: string, day: EpochDay, row: number, firstPoint: number): void {
    const points = this.#points.length - firstPoint;
    this.#positions.set(`${symbol} ${day}`, { symbol, day, row, firstPoint, points });
  }

  /** The tables, sorted by symbol, trade date and time. */
  tables(): IndexTables {
    const order = [...this.#positions.values()].sort((a, b) =>
      a.symbol < b.symbol ? -1 : a.symbol > b.symbol ? 1 : a.day - b.day
    );
    const days = this.#days.take(Uint32Array.from(order, (position) => position.row));
    const total = order.reduce((sum, { points }) => sum + points, 0);
    const rows = new Uint32Array(total);
    const dayRows = new Int32Array(total);
    let at = 0;
    for (const [dayRow, { firstPoint, points }] of order.entries()) {
      for (let i = 0; i < points; i++) {
        rows[at] = firstPoint + i;
        dayRows[at++] = dayRow;
      }
    }
    const points = this.#points.take(rows);
    const data = points.data.map((column, i) => i === DAY_ROW ? dayRows : column);
    return { days, points: { ...points, data } };
  }
}

const SYMBOL = DAY_COLUMNS.findIndex((spec) => spec.name === "symbol");
const TRADE_DATE = DAY_COLUMNS.findIndex((spec) => spec.name === "trade_date");
const DAY_ROW = POINT_COLUMNS.findIndex((spec) => spec.name === "day_row");

/** Days with file ids in place of file keys, and the other way round; days without files as they are. */
export function mapFiles<From, To>(
  days: Table,
  type: "int32[]" | "string[]",
  map: (file: From) => To,
): Table {
  const files = days.columns.findIndex((spec) => spec.name === "files");
  if (files < 0) return days;
  const columns = days.columns.map((spec, i) => i === files ? { ...spec, type } : spec);
  const lists = days.data[files] as unknown as readonly (readonly From[])[]; // a list column
  const mapped = Array.from(lists, (list) => list.map(map));
  const data = days.data.map((column, i) =>
    i === files ? mapped as unknown as Table["data"][number] : column
  );
  return { columns, length: days.length, data };
}
