/** The kinds of days that small companies' shares have. */
import type { SessionBounds } from "../../core/time/sessions.ts";
import { type DayPlan, type Move, UNEVENTFUL } from "./day_plan.ts";
import type { RandomStream } from "./random.ts";

/** Names of the kinds of days. */
export const REGIMES = [
  "quiet",
  "dead_zone",
  "gap_and_go",
  "squeeze",
  "flush",
  "fade",
  "cycle",
  "news",
] as const;

/** A kind of day. */
export type Regime = typeof REGIMES[number];

/** How often each kind comes where nothing is laid down. */
export const REGIME_WEIGHTS: readonly (readonly [Regime, number])[] = [
  ["quiet", 60],
  ["dead_zone", 12],
  ["gap_and_go", 6],
  ["squeeze", 6],
  ["flush", 5],
  ["fade", 5],
  ["cycle", 5],
  ["news", 1],
];

type Planner = (random: RandomStream, session: RegularSession) => Partial<DayPlan>;

const PLANNERS: Readonly<Record<Regime, Planner>> = {
  quiet: (random) => ({ activity: random.between(0.7, 1.4) }),
  dead_zone: (random, session) => ({
    volatility: 0.6,
    activity: 0.5,
    silences: [{
      start: session.at(random.between(0.15, 0.3)),
      end: session.at(random.between(0.65, 0.85)),
    }],
  }),
  gap_and_go: (random, session) => ({
    gap: random.between(0.08, 0.2),
    volatility: 1.6,
    activity: random.between(3, 7),
    moves: [
      session.before(2 * 3600, 90, random.between(0.03, 0.1), { activity: 10 }),
      session.move(0, 45, random.between(0.12, 0.26), { activity: 5, volatility: 1.8 }),
      session.move(0.3, 120, random.between(-0.08, 0.02), { volatility: 0.8 }),
    ],
  }),
  squeeze: (random, session) => ({
    volatility: 1.3,
    activity: random.between(2.5, 6),
    moves: squeezeMoves(random, session, random.between(0.2, 0.5)),
  }),
  flush: (random, session) => {
    const start = random.between(0.05, 0.4);
    return {
      volatility: 1.4,
      activity: random.between(2, 6),
      moves: [
        session.move(start, random.between(8, 18), random.between(-0.28, -0.16), {
          activity: 24,
          volatility: 2,
        }),
        session.move(start + 0.06, 25, random.between(0.05, 0.11), { activity: 5 }),
      ],
    };
  },
  fade: (random, session) => ({
    gap: random.between(0.1, 0.22),
    volatility: 1.6,
    activity: random.between(2, 6),
    moves: [
      session.move(0, 12, random.between(0.04, 0.09), { activity: 6, volatility: 1.6 }),
      session.move(0.04, 110, random.between(-0.2, -0.12), { activity: 3, volatility: 1.3 }),
      session.move(0.5, 150, random.between(-0.12, -0.05), { activity: 1.5 }),
    ],
  }),
  cycle: (random, session) => ({
    volatility: 1.2,
    activity: random.between(1.5, 5),
    moves: [
      ...cycleMoves(session, 0.02, random.between(0.1, 0.18)),
      ...cycleMoves(session, 0.52, random.between(0.05, 0.1)),
    ],
  }),
  news: (random, session) => {
    const start = session.at(random.between(0.15, 0.25)) + random.integer(5, 50);
    const end = start + random.integer(30, 50) * 60 + random.integer(1, 20);
    const afterwards = { start: end, end: end + 3600, activity: 6, volatility: 2 };
    return {
      volatility: 1.3,
      activity: random.between(3, 6),
      moves: [{ ...afterwards, change: random.between(-0.05, 0.12) }],
      newsHalt: { start, end, change: random.between(0.12, 0.3) },
    };
  },
};

/**
 * Lays out a day of the given kind. Everything is placed relative to the regular session, so that half days have the
 * same story in less time.
 */
export function planDay(regime: Regime, bounds: SessionBounds, random: RandomStream): DayPlan {
  const overnight = { gap: random.between(-0.012, 0.012) };
  return { ...UNEVENTFUL, ...overnight, ...PLANNERS[regime](random, new RegularSession(bounds)) };
}

type MoveOptions = Partial<Pick<Move, "activity" | "volatility">>;

/** Places moves within a regular session. */
class RegularSession {
  readonly #open: number;
  readonly #seconds: number;

  constructor({ open, close }: SessionBounds) {
    this.#open = open;
    this.#seconds = close - open;
  }

  /** Second of the day at a fraction of the session. */
  at(fraction: number): number {
    return Math.round(this.#open + fraction * this.#seconds);
  }

  /** A move that starts at a fraction of the session; `minutes` are those of a full session. */
  move(fraction: number, minutes: number, change: number, options: MoveOptions = {}): Move {
    const length = minutes * 60 * this.#seconds / 23_400;
    return this.#moveFrom(this.at(fraction), length, change, options);
  }

  /** A move that starts a number of seconds before the open. */
  before(seconds: number, minutes: number, change: number, options: MoveOptions = {}): Move {
    return this.#moveFrom(this.#open - seconds, minutes * 60, change, options);
  }

  #moveFrom(start: number, seconds: number, change: number, options: MoveOptions): Move {
    const end = start + Math.round(seconds);
    return { start, end, change, activity: 1, volatility: 1, ...options };
  }
}

/** Two legs up with a rest between; pauses take a good part of the first. */
function squeezeMoves(random: RandomStream, session: RegularSession, start: number): Move[] {
  return [
    session.move(start, random.between(12, 16), random.between(0.5, 0.7), {
      activity: 40,
      volatility: 2,
    }),
    session.move(start + 0.05, 25, random.between(-0.16, -0.08), { activity: 8 }),
    session.move(start + 0.13, random.between(4, 8), random.between(0.08, 0.16), {
      activity: 20,
      volatility: 1.6,
    }),
    session.move(start + 0.2, 60, random.between(-0.14, -0.04), { activity: 2 }),
  ];
}

/** Accumulation, breakout, momentum, distribution. */
function cycleMoves(session: RegularSession, start: number, rise: number): Move[] {
  return [
    session.move(start, 45, 0.005, { activity: 1.2, volatility: 0.4 }),
    session.move(start + 0.12, 4, rise * 0.4, { activity: 10, volatility: 1.3 }),
    session.move(start + 0.135, 35, rise, { activity: 5, volatility: 1.2 }),
    session.move(start + 0.23, 50, -rise * 0.7, { activity: 2.5, volatility: 1.5 }),
  ];
}
