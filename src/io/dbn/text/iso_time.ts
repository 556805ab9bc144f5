import { dateParts } from "../../../core/time/dates.ts";
import { belowBillionOf, billionsOf, writeNine, writePair } from "./digits.ts";

const DAY_SECONDS = 86_400;
const HYPHEN = 0x2d;
const COLON = 0x3a;
const POINT = 0x2e;
const LETTER_T = 0x54;
const LETTER_Z = 0x5a;

/** Writes times as `YYYY-MM-DDTHH:MM:SS.nnnnnnnnnZ`; the date of the last one is kept. */
export class IsoTimeWriter {
  #day = -1;
  /** `YYYY-MM-DDT` and one more byte, as three words. */
  readonly #date = new DataView(new ArrayBuffer(12));

  /** Writes the uint64 ns since the epoch of two words at `at`; returns the position after it. */
  write(out: DataView, at: number, low: number, high: number): number {
    const seconds = billionsOf(low, high);
    const day = Math.floor(seconds / DAY_SECONDS);
    if (day !== this.#day) this.#setDay(day);
    for (let i = 0; i < 12; i += 4) out.setUint32(at + i, this.#date.getUint32(i));
    const second = seconds - day * DAY_SECONDS;
    const minute = (second / 60) | 0;
    const hour = (minute / 60) | 0;
    writePair(out, at + 11, hour);
    out.setUint8(at + 13, COLON);
    writePair(out, at + 14, minute - hour * 60);
    out.setUint8(at + 16, COLON);
    writePair(out, at + 17, second - minute * 60);
    out.setUint8(at + 19, POINT);
    writeNine(out, at + 20, belowBillionOf(low, seconds));
    out.setUint8(at + 29, LETTER_Z);
    return at + 30;
  }

  #setDay(day: number): void {
    const { year, month, day: dayOfMonth } = dateParts(day);
    writePair(this.#date, 0, Math.floor(year / 100));
    writePair(this.#date, 2, year % 100);
    this.#date.setUint8(4, HYPHEN);
    writePair(this.#date, 5, month);
    this.#date.setUint8(7, HYPHEN);
    writePair(this.#date, 8, dayOfMonth);
    this.#date.setUint8(10, LETTER_T);
    this.#day = day;
  }
}
