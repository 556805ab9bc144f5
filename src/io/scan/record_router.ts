/** Sorting the records of tick files into the symbol-days they belong to. */
import { MomoError } from "../../core/error.ts";
import type { EpochDay } from "../../core/time/dates.ts";
import { SECOND_NS } from "../../core/time/sessions.ts";
import type { Problem } from "../catalog/problem.ts";
import { type RecordView, type TickFile, visitRecords } from "./tick_files.ts";
import { type DayClock, type DayTarget, utcDayOffset } from "./tick_target.ts";

/** A symbol-day that takes records. */
export interface RoutedDay {
  readonly candidate: DayTarget;
  readonly clock: DayClock;
}

/** Takes a record of a symbol-day; `tsRecv` is its capture time, ns since local midnight. */
export type UseRecord<D> = (day: D, view: RecordView, tsRecv: number) => void;

/** A symbol-day and the times, in ns since the UTC day at hand, that belong to it. */
interface Route<D> {
  readonly day: D;
  readonly from: number;
  readonly to: number;
  readonly offset: number;
}

/** Finds the symbol-day that a record belongs to. */
export class RecordRouter<D extends RoutedDay> {
  readonly #symbols: ReadonlySet<number>;
  readonly #days: readonly D[];
  readonly #range: (clock: DayClock) => readonly [from: number, to: number];
  readonly #routes = new Map<number, Route<D>[]>(); // by symbol, for one UTC day
  #utcDay: EpochDay = NaN;

  /** @param range Instants [from, to), epoch seconds, that a day takes records of. */
  constructor(days: readonly D[], range: (clock: DayClock) => readonly [number, number]) {
    this.#days = days;
    this.#range = range;
    this.#symbols = new Set(days.map((day) => day.candidate.symbol));
  }

  /** Hands the records of a file to the days they belong to. Damage becomes a problem; what came before it is used. */
  readFile(file: TickFile, problems: Problem[], use: UseRecord<D>): void {
    const report = (message: string) =>
      problems.push({ severity: "error", message, damagedFile: file.key });
    try {
      const cut = visitRecords(file, this.#symbols, (view) => this.#route(view, use));
      if (cut !== null) report(`Cut off: ${cut}`);
    } catch (error) {
      if (!(error instanceof MomoError)) throw error;
      report(error.message);
    }
  }

  #route(view: RecordView, use: UseRecord<D>): void {
    if (view.utcDay !== this.#utcDay) this.#place(view.utcDay);
    for (const route of this.#routes.get(view.symbol) ?? []) {
      if (view.sinceDay >= route.from && view.sinceDay < route.to) {
        use(route.day, view, view.sinceDay + route.offset);
      }
    }
  }

  #place(utcDay: EpochDay): void {
    this.#utcDay = utcDay;
    this.#routes.clear();
    for (const day of this.#days) {
      const offset = utcDayOffset(utcDay, day.clock);
      const [from, to] = this.#range(day.clock);
      const sinceMidnight = (instant: number) => (instant - day.clock.midnight) * SECOND_NS;
      const route = {
        day,
        from: sinceMidnight(from) - offset,
        to: sinceMidnight(to) - offset,
        offset,
      };
      if (route.to <= 0 || route.from >= 86_400 * SECOND_NS) continue;
      const routes = this.#routes.get(day.candidate.symbol);
      if (routes) routes.push(route);
      else this.#routes.set(day.candidate.symbol, [route]);
    }
  }
}
