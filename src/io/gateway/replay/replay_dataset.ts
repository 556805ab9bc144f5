/** One dataset of a replay: its symbols, what they stand for, and their records. */
import type { EpochDay } from "../../../core/time/dates.ts";
import { DAY_SECONDS } from "../../../core/time/new_york.ts";
import type { CatalogFile } from "../../catalog/catalog_file.ts";
import type { SymbolTable } from "../../catalog/file_symbols.ts";
import type { Problem } from "../../catalog/problem.ts";
import { overlaps, type TimeSpan } from "../../day/day_files.ts";
import type { Schema } from "../../dbn/schema.ts";
import { ParentSymbols } from "./parent_symbols.ts";
import { readTape, type TapeReading } from "./read_tape.ts";
import type { Tape } from "./tape.ts";

/** From one time to another, an instrument id stands for a symbol. */
export interface IdSpan {
  readonly id: number;
  /** ns since the base of the replay; end excluded. */
  readonly from: number;
  readonly to: number;
}

/** The stretch of time that a replay serves. */
export interface ReplayWindow {
  /** ns since the Unix epoch that times of the replay count from; a whole second. */
  readonly base: bigint;
  /** Epoch seconds. */
  readonly span: TimeSpan;
}

/** What a dataset is made of. */
export interface DatasetParts {
  readonly name: string;
  readonly files: readonly CatalogFile[];
  readonly table: SymbolTable;
  readonly window: ReplayWindow;
  /** Symbols to serve; `null` for every one. */
  readonly served: ReadonlySet<string> | null;
  /** Told what is wrong with files. */
  readonly onProblem: (problem: Problem) => void;
}

const SECOND_NS = 1e9;

/** Answers for one dataset. Tapes are read when they are first asked for, and shared. */
export class ReplayDataset {
  readonly name: string;
  /** Schemas that the data have. */
  readonly schemas: ReadonlySet<Schema>;
  readonly #parts: DatasetParts;
  readonly #ids: ReadonlyMap<string, readonly IdSpan[]>;
  readonly #byId = new Map<number, { readonly symbol: string; readonly span: IdSpan }[]>();
  readonly #tapes = new Map<string, TapeReading>();
  #parents: ParentSymbols | undefined;

  constructor(parts: DatasetParts) {
    const { name, files, window } = parts;
    this.name = name;
    this.#parts = parts;
    const inWindow = files.filter((file) => overlaps(file, window.span));
    this.schemas = new Set(
      inWindow.map(({ schema }) => schema).filter((schema) => schema !== null),
    );
    this.#ids = idSpans(parts, inWindow);
    for (const [symbol, spans] of this.#ids) {
      for (const span of spans) {
        const owners = this.#byId.get(span.id) ?? [];
        owners.push({ symbol, span });
        this.#byId.set(span.id, owners);
      }
    }
  }

  /** The symbols that are served, in order. */
  get symbols(): string[] {
    return [...this.#ids.keys()].sort();
  }

  /** The ids of a symbol in order of time; none if it is not served. */
  idsOf(symbol: string): readonly IdSpan[] {
    return this.#ids.get(symbol) ?? [];
  }

  /** The symbol that an id stands for at a time, or first comes to stand for; `undefined` if it never does. */
  symbolOfId(id: number, time: number): string | undefined {
    const owners = this.#byId.get(id) ?? [];
    const present = owners.find(({ span }) => span.from <= time && time < span.to);
    return (present ?? owners[0])?.symbol;
  }

  /** The served symbols of a parent such as `QZAF.SPOT`, by the definitions that the data hold. */
  symbolsOfParent(parent: string, signal: AbortSignal): string[] {
    this.#parents ??= new ParentSymbols(this.symbols.flatMap((symbol) => {
      const files = this.#parts.files.filter(({ schema }) => schema === "definition");
      const from = Math.min(...files.map(({ start }) => start));
      const span = { from, to: this.#parts.window.span.to };
      return files.length === 0
        ? []
        : [{ symbol, tape: this.#read("definition", symbol, span, signal).tape }];
    }));
    return this.#parents.childrenOf(parent);
  }

  /**
   * The records of a symbol.
   *
   * @throws The signal's reason, if it is aborted.
   */
  tape(schema: Schema, symbol: string, signal: AbortSignal): Tape {
    return this.reading(schema, symbol, signal).tape;
  }

  /** Whether the records of a symbol were read before, so that they are there at once. */
  hasTape(schema: Schema, symbol: string): boolean {
    return this.#tapes.has(tapeKey(schema, symbol));
  }

  /** The same, with the stretches of time that no file covers. */
  reading(schema: Schema, symbol: string, signal: AbortSignal): TapeReading {
    const key = tapeKey(schema, symbol);
    let reading = this.#tapes.get(key);
    if (reading === undefined) {
      reading = this.#read(schema, symbol, this.#parts.window.span, signal);
      this.#tapes.set(key, reading);
    }
    return reading;
  }

  #read(schema: Schema, symbol: string, span: TimeSpan, signal: AbortSignal): TapeReading {
    const { files, table, window: { base }, onProblem } = this.#parts;
    const number = table.find(symbol);
    if (number === undefined) throw new TypeError(`Symbol ${symbol} is in no file`);
    const problems: Problem[] = [];
    const own = files.filter((file) => file.schema === schema);
    const request = { schema, symbol: number, files: own, base, span };
    const reading = readTape(request, problems, signal);
    problems.forEach(onProblem);
    return reading;
  }
}

function tapeKey(schema: Schema, symbol: string): string {
  return `${schema} ${symbol}`;
}

/** What the files of a dataset say about ids in the window; where they differ, the last file counts. */
function idSpans(
  { table, window, served }: DatasetParts,
  files: readonly CatalogFile[],
): Map<string, IdSpan[]> {
  const firstDay = Math.floor(window.span.from / DAY_SECONDS);
  const endDay = Math.ceil(window.span.to / DAY_SECONDS);
  const ids = new Map<string, (number | undefined)[]>();
  for (const { symbols } of files) {
    for (let i = 0; i < symbols.symbol.length; i++) {
      const name = table.nameOf(symbols.symbol[i]!);
      if (served !== null && !served.has(name)) continue;
      const from = Math.max(symbols.from[i]!, firstDay);
      const to = Math.min(symbols.to[i]!, endDay);
      if (from >= to) continue;
      let days = ids.get(name);
      if (days === undefined) ids.set(name, days = new Array(endDay - firstDay).fill(undefined));
      for (let day = from; day < to; day++) days[day - firstDay] = symbols.instrumentId[i]!;
    }
  }
  const named = [...ids].map(([name, days]): [string, IdSpan[]] => [
    name,
    joinDays(days, firstDay, window.base),
  ]);
  return new Map(named);
}

/** Days in a row with one id as one span. */
function joinDays(
  days: readonly (number | undefined)[],
  firstDay: EpochDay,
  base: bigint,
): IdSpan[] {
  const origin = Number(base / BigInt(SECOND_NS));
  const timeOf = (index: number) => ((firstDay + index) * DAY_SECONDS - origin) * SECOND_NS;
  const spans: IdSpan[] = [];
  days.forEach((id, index) => {
    if (id === undefined) return;
    const last = spans.at(-1);
    const span = { id, from: timeOf(index), to: timeOf(index + 1) };
    if (last?.id === id && last.to === span.from) {
      spans[spans.length - 1] = { ...last, to: span.to };
    } else spans.push(span);
  });
  return spans;
}
