/** What symbol an instrument stands for at the time of a record. */
import type { EpochDay } from "../../core/time/dates.ts";
import type { DbnMetadata } from "../dbn/metadata.ts";
import { LiveSymbolMap } from "../dbn/live_symbol_map.ts";
import type { RecordChunk } from "../dbn/record_chunk.ts";
import { SymbolMap } from "../dbn/symbol_map.ts";
import { isUndefinedTime, utcDayOf } from "./record_times.ts";

/** Symbols of the records of one stream. */
export interface SymbolLookup {
  /** Takes in what a chunk itself says about symbols; to be called before its records are looked up. */
  update(chunk: RecordChunk): void;
  /** The symbol of an instrument at an index timestamp, given as two words; `undefined` if it has none. */
  at(instrumentId: number, low: number, high: number): string | undefined;
}

/** Whether symbols come as records, since the metadata have none: a recorded live stream. */
export function isLive(metadata: DbnMetadata): boolean {
  return metadata.mappings.length === 0 && metadata.stypeIn === null;
}

/**
 * The lookup of a stream: by its metadata, or by its symbol mapping records where it is a live one.
 *
 * @param name Of the stream, for messages.
 * @throws {MomoError} `bad_data` if neither side of the mappings is instrument ids.
 */
export function symbolLookup(metadata: DbnMetadata, name: string): SymbolLookup {
  return isLive(metadata)
    ? new LiveLookup()
    : new MappedLookup(SymbolMap.fromMetadata(metadata, name));
}

/** Keeps what it found for the day of the last record: records of one day lie side by side. */
class MappedLookup implements SymbolLookup {
  readonly #map: SymbolMap;
  #day: EpochDay = -1;
  #known = new Map<number, string | undefined>();

  constructor(map: SymbolMap) {
    this.#map = map;
  }

  update(): void {}

  at(instrumentId: number, low: number, high: number): string | undefined {
    if (isUndefinedTime(low, high)) return undefined;
    const day = utcDayOf(low, high);
    if (day !== this.#day) {
      this.#day = day;
      this.#known = new Map();
    }
    const known = this.#known.get(instrumentId);
    if (known !== undefined || this.#known.has(instrumentId)) return known;
    const symbol = this.#map.symbolOf(instrumentId, day);
    this.#known.set(instrumentId, symbol);
    return symbol;
  }
}

class LiveLookup implements SymbolLookup {
  readonly #map = new LiveSymbolMap();

  update(chunk: RecordChunk): void {
    this.#map.update(chunk);
  }

  at(instrumentId: number): string | undefined {
    return this.#map.symbolOf(instrumentId);
  }
}
