/** Records as they are, in JSON lines: the same lines as a live gateway's records have. */
import { chunkOf } from "../dbn/framing.ts";
import { RecordTextEncoder } from "../dbn/text/text_encoder.ts";
import type { HistoryPart, TakenRecords } from "./history_part.ts";

/** Turns the records of a part into text. */
export class RawTextPart implements HistoryPart {
  readonly base: bigint;
  readonly #part: HistoryPart;
  readonly #text = new RecordTextEncoder({ format: "ndjson" });

  /** @param part Records of version 3. */
  constructor(part: HistoryPart) {
    this.base = part.base;
    this.#part = part;
  }

  nextTime(): number {
    return this.#part.nextTime();
  }

  take(limit: number): TakenRecords {
    const { bytes, count, time } = this.#part.take(limit);
    return { bytes: this.#text.encode(chunkOf(bytes)).slice(), count, time };
  }

  seek(time: number): void {
    this.#part.seek(time);
  }
}
