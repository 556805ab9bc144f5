/** Days of a data provider, as any other day. */
import {
  type Adjustment,
  adjustmentFactors,
  type CorporateAction,
} from "../../core/clean/corporate_actions.ts";
import type { VisitNeed } from "../../core/cache/visit_need.ts";
import type { Day, DayTableName, SingleDay } from "../../core/day/day.ts";
import {
  type DayName,
  formatDayName,
  parseDayName,
  requireSession,
} from "../../core/day/day_name.ts";
import { dayBytes } from "../../core/day/day_memory.ts";
import { adjustDay, withPrevious } from "../../core/day/lookback.ts";
import { makeDay, type TableInput } from "../../core/day/make_day.ts";
import { NO_ROWS } from "../../core/day/table_columns.ts";
import { messageOf, MomoError } from "../../core/error.ts";
import type { DataProvider, ProvidedDay } from "../../core/provider/data_provider.ts";
import { previousSession } from "../../core/time/calendar.ts";
import { formatDate } from "../../core/time/dates.ts";
import { newYorkMidnight } from "../../core/time/new_york.ts";
import { SECOND_NS, sessionBounds } from "../../core/time/sessions.ts";
import type { DayLoader, LoadedDay } from "../cache/day_loader.ts";
import type { ColumnDay } from "../day_stream/day_worker.ts";
import type { PlannedVisit } from "../day_stream/visit_source.ts";
import { barColumns, quoteColumns, type TablePlace, tradeColumns } from "./provided_tables.ts";

/** How sessions before a day are brought to its terms. */
export interface ProvidedDaysOptions {
  readonly actions: readonly CorporateAction[];
  readonly adjustment: Adjustment;
}

/** Days of a provider, to be loaded one by one or through a cache. */
export class ProvidedDays implements DayLoader<ColumnDay> {
  readonly #provider: DataProvider;
  readonly #options: ProvidedDaysOptions;

  constructor(provider: DataProvider, options: ProvidedDaysOptions) {
    this.#provider = provider;
    this.#options = options;
  }

  /**
   * A whole day.
   *
   * @throws {MomoError} `not_found` if there are no data of it; `bad_data` if the provider fails.
   */
  async loadDay(name: DayName, lookback: boolean): Promise<Day> {
    requireSession(name);
    const day = await this.#session(name);
    if (!lookback) return day;
    const before = { ...name, tradeDate: previousSession(name.tradeDate) };
    const provided = await this.#provided(before);
    if (provided === null) return day;
    return withPrevious(day, this.#make(before, provided), this.#factors(before, name));
  }

  /** The days that a visit needs; a session before is asked for whether or not there is one. */
  needOf({ visit, symbol, tradeDate, points }: PlannedVisit): VisitNeed {
    const day = formatDayName({ symbol, tradeDate });
    const before = formatDayName({ symbol, tradeDate: previousSession(tradeDate) });
    return { visit, day, lookback: `${before} for ${day}`, points };
  }

  /** @param key `SYMBOL:DATE`, or that of a session and `for` and that of the day it precedes. */
  async load(key: string): Promise<LoadedDay<ColumnDay>> {
    const [own, later] = key.split(" for ").map(parseDayName);
    const loaded = await this.#session(own!);
    const factors = later === undefined ? null : this.#factors(own!, later);
    const day = factors === null ? loaded : adjustDay(loaded, factors);
    return { value: { day, factors, damage: [] }, bytes: dayBytes(day) };
  }

  #factors({ symbol, tradeDate: from }: DayName, { tradeDate: to }: DayName) {
    const { adjustment } = this.#options;
    const actions = this.#options.actions.filter((action) => action.symbol === symbol);
    return adjustmentFactors(actions, from, to, adjustment);
  }

  async #session(name: DayName): Promise<SingleDay> {
    const provided = await this.#provided(name);
    if (provided !== null) return this.#make(name, provided);
    throw new MomoError(
      "not_found",
      `Cannot load ${
        formatDayName(name)
      } from "${this.#provider.name}": it has no data of that day`,
    );
  }

  async #provided({ symbol, tradeDate }: DayName): Promise<ProvidedDay | null> {
    try {
      return await this.#provider.day({ symbol, tradeDate: formatDate(tradeDate) });
    } catch (error) {
      if (error instanceof MomoError) throw error;
      throw new MomoError(
        "bad_data",
        `Cannot load ${formatDayName({ symbol, tradeDate })} from "${this.#provider.name}": ` +
          messageOf(error).split("\n", 1)[0],
        { cause: error },
      );
    }
  }

  #make(name: DayName, { bars, trades, quotes }: ProvidedDay): SingleDay {
    const base = BigInt(newYorkMidnight(name.tradeDate)) * BigInt(SECOND_NS);
    const what = `${formatDayName(name)} from "${this.#provider.name}"`;
    const place: TablePlace = { what, base, bounds: sessionBounds(name.tradeDate) };
    const table = <Columns>(
      own: DayTableName,
      schema: string | null,
      columns: Columns,
    ): TableInput<Columns> => ({
      columns,
      uncovered: [],
      source: {
        ...{ table: own, schema, dataset: schema === null ? null : this.#provider.name },
        ...{ files: [], fromStore: false, records: 0, recordBytes: 0 },
      },
    });
    const foldsBars = bars === undefined && trades !== undefined;
    const seconds = bars?.seconds ?? 1;
    const barSchema = bars !== undefined || foldsBars
      ? `ohlcv-1${seconds === 60 ? "m" : "s"}`
      : null;
    return makeDay({
      ...{ ...name, base, condition: null, warnings: [], others: [], foldsBars },
      barsIntervalNs: seconds * SECOND_NS,
      hasEveryQuote: quotes !== undefined,
      tables: {
        bars1s: table("bars1s", barSchema, bars ? barColumns(bars, place) : NO_ROWS.bars1s),
        trades: table(
          "trades",
          trades ? "trades" : null,
          trades ? tradeColumns(trades, place) : NO_ROWS.trades,
        ),
        quotes: table(
          "quotes",
          quotes ? "mbp-1" : null,
          quotes ? quoteColumns(quotes, place) : NO_ROWS.quotes,
        ),
        status: table("status", null, NO_ROWS.status),
      },
    });
  }
}
