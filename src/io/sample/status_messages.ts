/** Trading status messages of a day, in the shape that Nasdaq's feed gives them. */
import type { SessionBounds } from "../../core/time/sessions.ts";
import type { PathHalt } from "./price_path.ts";
import type { RandomStream } from "./random.ts";

/** One message; times in ns since local midnight, codes as in DBN. */
export interface StatusMessage {
  readonly tsEvent: number;
  readonly tsRecv: number;
  readonly action: number;
  readonly reason: number;
  /** `Y`, `N`, or `~` where the message does not say. */
  readonly isTrading: string;
  readonly isQuoting: string;
  readonly isShortSellRestricted: string;
}

/** What the messages of a day tell. */
export interface StatusStory {
  readonly bounds: SessionBounds;
  readonly halts: readonly PathHalt[];
  /** Whether short selling is restricted from the start: the price fell by a tenth the session before. */
  readonly isRestricted: boolean;
  /** When the price had fallen by a tenth, ns since local midnight; `null` if it did not. */
  readonly restrictedAt: number | null;
}

const ACTION = { preOpen: 1, trading: 7, halt: 8, pause: 9, shortSale: 14 } as const;
const REASON = {
  none: 0,
  newsPending: 30,
  newsReleased: 31,
  newsAndResumption: 32,
  luld: 50,
} as const;

/** About 03:05. */
const START_OF_DAY = 3 * 3600 + 5 * 60 + 30;

/** The messages of a day, by time. */
export function statusMessages(story: StatusStory, random: RandomStream): StatusMessage[] {
  const { bounds, halts } = story;
  const log = new StatusLog(story, random);
  const startOfDay = (START_OF_DAY + random.between(0, 15)) * 1e9;
  // before the day begins the first message does not know about short selling; at times they come in the other order
  if (random.chance(0.9)) {
    log.add(startOfDay, ACTION.trading, REASON.none, "N", "~");
    log.add(startOfDay + random.integer(300, 12_000), ACTION.shortSale, REASON.none, "N");
  } else {
    log.add(startOfDay, ACTION.shortSale, REASON.none, "~");
    log.add(startOfDay + random.integer(300, 12_000), ACTION.trading, REASON.none, "N");
  }
  log.add(bounds.preOpen * 1e9 + random.integer(90_000, 170_000), ACTION.preOpen, 0, "Y");
  log.add(bounds.open * 1e9 + random.integer(55_000, 80_000), ACTION.trading, 0, "Y");
  for (const halt of halts) {
    if (halt.kind === "luld") log.add(halt.start, ACTION.pause, REASON.luld, "N");
    else addNewsHalt(log, halt);
    log.add(halt.end, ACTION.trading, REASON.none, "Y");
  }
  if (story.restrictedAt !== null) addRestriction(log, story.restrictedAt, halts);
  return log.finish();
}

function addNewsHalt(log: StatusLog, { start, end }: PathHalt): void {
  log.add(start, ACTION.halt, REASON.newsPending, "N");
  log.add(start + Math.floor((end - start) * 0.4), ACTION.halt, REASON.newsReleased, "N");
  log.add(start + Math.floor((end - start) * 0.7), ACTION.halt, REASON.newsAndResumption, "N");
}

/** The message repeats the trading state, which it does not change. */
function addRestriction(log: StatusLog, at: number, halts: readonly PathHalt[]): void {
  const isHalted = halts.some(({ start, end }) => at >= start && at < end);
  log.add(at, ACTION.shortSale, REASON.none, isHalted ? "N" : "Y");
}

class StatusLog {
  readonly #story: StatusStory;
  readonly #random: RandomStream;
  readonly #messages: StatusMessage[] = [];

  constructor(story: StatusStory, random: RandomStream) {
    this.#story = story;
    this.#random = random;
  }

  /** Short selling is as the story has it at that time, unless given. */
  add(at: number, action: number, reason: number, isTrading: string, restricted?: string): void {
    const { isRestricted, restrictedAt } = this.#story;
    const isRestrictedNow = isRestricted || (restrictedAt !== null && at >= restrictedAt);
    const tsEvent = Math.floor(at);
    this.#messages.push({
      tsEvent,
      tsRecv: tsEvent + this.#random.integer(165_000, 176_000),
      action,
      reason,
      isTrading,
      isQuoting: isTrading,
      isShortSellRestricted: restricted ?? (isRestrictedNow ? "Y" : "N"),
    });
  }

  finish(): StatusMessage[] {
    return this.#messages.sort((a, b) => a.tsRecv - b.tsRecv);
  }
}
