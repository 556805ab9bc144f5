/** A symbol-day while it happens: what has come so far. */
import { QUALITY_BIT } from "../../core/clean/quality_bits.ts";
import { copyBars } from "../../core/columns/bars.ts";
import type { NumberColumns } from "../../core/columns/growing_columns.ts";
import { firstLateRow, orderOf, takeRows } from "../../core/columns/order_columns.ts";
import {
  type Day,
  DAY_TABLES,
  type DayTableName,
  type PreviousDay,
  type SingleDay,
  type TableSource,
} from "../../core/day/day.ts";
import { orderBars } from "../../core/day/day_bars.ts";
import type { DayName } from "../../core/day/day_name.ts";
import { foldTrades } from "../../core/day/fold_trades.ts";
import { NO_ROWS } from "../../core/day/table_columns.ts";
import { SECOND_NS } from "../../core/time/sessions.ts";
import { schemaSpan, TABLE_SCHEMAS } from "../day/day_schemas.ts";
import { TableReader } from "../day/table_reader.ts";
import { BAR_SECONDS } from "../dbn/bar_rows.ts";
import { groupRecords } from "../dbn/framing.ts";
import { type RecordChunk, wordsOf } from "../dbn/record_chunk.ts";
import { rtypeOfSchema, type Schema } from "../dbn/schema.ts";
import { timeAt, type TimeOrigin, timeOrigin } from "../gateway/replay/tape.ts";
import { dayClock } from "../scan/tick_target.ts";

/** Word of a trade's or book update's action, in its lowest byte. */
const ACTION_WORD = 7;

/** A table that fills up. Times are ns since local midnight. */
interface LiveTable {
  readonly schema: Schema | null;
  readonly reader: Pick<TableReader<NumberColumns>, "wanted" | "add">;
  readonly from: number;
  readonly to: number;
}

/** Rows of a symbol's trade date, as they come. */
export class LiveDay {
  readonly name: DayName;
  /** Local midnight, ns since the Unix epoch. */
  readonly base: bigint;
  readonly #dataset: string;
  readonly #origin: TimeOrigin;
  readonly #readers;
  readonly #tables: Readonly<Record<DayTableName, LiveTable>>;
  #at = new Int32Array(0);
  #isChanged = true;
  #day: Day | null = null;
  #previous: PreviousDay | null = null;

  /** @param schemas Those that are subscribed to. */
  constructor(name: DayName, dataset: string, schemas: readonly Schema[]) {
    this.name = name;
    this.#dataset = dataset;
    const { midnight } = dayClock(name.tradeDate);
    this.base = BigInt(midnight) * BigInt(SECOND_NS);
    this.#origin = timeOrigin(this.base);
    const schemaOf = (table: DayTableName) =>
      TABLE_SCHEMAS[table].find((schema) => schemas.includes(schema)) ?? null;
    const readerOf = <Columns extends NumberColumns>(table: DayTableName, noRows: Columns) =>
      new TableReader(table, noRows, schemaOf(table) ?? TABLE_SCHEMAS[table][0]!, this.base);
    this.#readers = {
      bars1s: readerOf("bars1s", NO_ROWS.bars1s),
      trades: readerOf("trades", NO_ROWS.trades),
      quotes: readerOf("quotes", NO_ROWS.quotes),
      status: readerOf("status", NO_ROWS.status),
    };
    const tableOf = (table: DayTableName): LiveTable => {
      const schema = schemaOf(table);
      const span = schemaSpan(schema ?? "trades", name.tradeDate);
      const since = (second: number) => (second - midnight) * SECOND_NS;
      const [from, to] = [since(span.from), since(span.to)];
      return { schema, reader: this.#readers[table], from, to };
    };
    this.#tables = {
      ...{ bars1s: tableOf("bars1s"), trades: tableOf("trades") },
      ...{ quotes: tableOf("quotes"), status: tableOf("status") },
    };
  }

  /** The session before, in terms of this one. */
  set previous(previous: PreviousDay | null) {
    this.#previous = previous;
    this.#isChanged = true;
  }

  /** Takes the records of an instrument out of a chunk. */
  add(chunk: RecordChunk, instrumentId: number): void {
    const words = wordsOf(chunk);
    const unsigned = new Uint32Array(words.buffer, words.byteOffset, words.length);
    for (const group of groupRecords(chunk)) {
      for (const name of DAY_TABLES) {
        const { schema, reader, from, to } = this.#tables[name];
        if (schema === null || reader.wanted.rtype !== group.rtype) continue;
        const { timeWord, action } = reader.wanted;
        const at = this.#room(group.count);
        let count = 0;
        for (let i = 0; i < group.count; i++) {
          const w = group.offsets === null ? i * (group.size >> 2) : group.offsets[i]! >> 2;
          if (unsigned[w + 1] !== instrumentId) continue;
          if (action !== null && (unsigned[w + ACTION_WORD]! & 0xff) !== action) continue;
          const time = timeAt(words, w + timeWord, this.#origin);
          if (time >= from && time < to) at[count++] = w;
        }
        if (count === 0) continue;
        reader.add({ words, unsigned, at, count, recordSize: group.size, lastTime: NaN });
        this.#isChanged = true;
      }
    }
  }

  /** The day so far; the same object as long as nothing new has come. Its rows are not flagged. */
  get day(): Day {
    if (this.#day === null || this.#isChanged) this.#day = this.#make();
    this.#isChanged = false;
    return this.#day;
  }

  #make(): Day {
    const { symbol, tradeDate } = this.name;
    const trades = inOrder(this.#readers.trades.finish().columns);
    const day: SingleDay = {
      ...{ symbol, tradeDate, base: this.base, trades },
      bars1s: this.#bars(trades),
      quotes: inOrder(this.#readers.quotes.finish().columns),
      status: inOrder(this.#readers.status.finish().columns),
      ...{ gaps: [], others: [] },
      source: {
        tables: {
          ...{ bars1s: this.#sourceOf("bars1s"), trades: this.#sourceOf("trades") },
          ...{ quotes: this.#sourceOf("quotes"), status: this.#sourceOf("status") },
        },
        ...{ condition: null, warnings: [] },
      },
    };
    return this.#previous === null ? day : { ...day, previous: this.#previous };
  }

  #bars(trades: SingleDay["trades"]): SingleDay["bars1s"] {
    const { schema } = this.#tables.bars1s;
    if (schema === null) {
      const folded = copyBars(foldTrades(trades, QUALITY_BIT.undefined));
      return { ...folded, quality: new Uint16Array(folded.length) };
    }
    const { columns } = this.#readers.bars1s.finish();
    const rows = Uint32Array.from(columns.start, (_, row) => row);
    // they are put in order in place: the rows that are still filled have to stay as they came
    return orderBars(takeRows(columns, rows), BAR_SECONDS.get(rtypeOfSchema(schema))! * SECOND_NS)
      .bars;
  }

  #sourceOf(table: DayTableName): TableSource {
    const { schema } = this.#tables[table];
    const { records, recordBytes } = this.#readers[table].finish();
    return {
      ...{ table, schema, dataset: schema === null ? null : this.#dataset, files: [] },
      ...{ fromStore: false, records, recordBytes, isComplete: false },
    };
  }

  #room(count: number): Int32Array {
    if (this.#at.length < count) this.#at = new Int32Array(Math.ceil(count * 1.25));
    return this.#at;
  }
}

/** Rows in order of capture. */
function inOrder<Columns extends NumberColumns & { readonly tsRecv: Float64Array }>(
  columns: Columns,
): Columns & { readonly length: number } {
  const { tsRecv } = columns;
  const { length } = tsRecv;
  const ordered = firstLateRow(tsRecv) < 0 ? columns : takeRows(columns, orderOf(tsRecv));
  return { ...ordered, length };
}
