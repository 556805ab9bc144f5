/** Which session a stream is in, and what comes next in it. */
import { nextSession } from "../../core/time/calendar.ts";
import type { EpochDay } from "../../core/time/dates.ts";
import { SECOND_NS, tradeDateAt } from "../../core/time/sessions.ts";
import { dayClock } from "../scan/tick_target.ts";

/** Something that a time brings. */
export type SessionTurn =
  /** Pre-market of a trade date opens. */
  | { readonly kind: "open"; readonly tradeDate: EpochDay; readonly time: bigint }
  /** Post-market of it is over. */
  | { readonly kind: "closed"; readonly tradeDate: EpochDay; readonly time: bigint };

/** Follows the time of a stream from one session to the next. Times are ns since the Unix epoch. */
export class SessionClock {
  #tradeDate: EpochDay | null = null;
  #isOpen = false;

  /** The trade date under way or, at night, the one to come; `null` before the first time is known. */
  get tradeDate(): EpochDay | null {
    return this.#tradeDate;
  }

  /** When the next turn comes: at that time, or right after it if it is the end of a session. */
  get next(): SessionTurn {
    if (this.#tradeDate === null) throw new TypeError("No time is known yet");
    const tradeDate = this.#tradeDate;
    const { preOpen, postClose } = dayClock(tradeDate);
    return this.#isOpen
      ? { kind: "closed", tradeDate, time: epochNs(postClose) }
      : { kind: "open", tradeDate, time: epochNs(preOpen) };
  }

  /** Finds the session of the first time of a stream. */
  start(time: bigint): void {
    if (this.#tradeDate !== null) return;
    const date = tradeDateAt(Number(time / BigInt(SECOND_NS)));
    const isOver = time > epochNs(dayClock(date).postClose);
    this.#tradeDate = isOver ? nextSession(date) : date;
  }

  /** Makes the next turn. */
  turn(): SessionTurn {
    const turn = this.next;
    this.#isOpen = turn.kind === "open";
    if (turn.kind === "closed") this.#tradeDate = nextSession(turn.tradeDate);
    return turn;
  }
}

function epochNs(seconds: number): bigint {
  return BigInt(seconds) * BigInt(SECOND_NS);
}
