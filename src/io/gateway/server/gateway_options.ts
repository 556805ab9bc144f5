/** How a replay gateway works. */
import type { ReplayClock } from "../replay/replay_clock.ts";
import type { ReplayMarket } from "../replay/replay_market.ts";
import type { KeyRing } from "./key_ring.ts";
import type { SlowReaderBehavior } from "../protocol/authentication.ts";

/** Bounds that keep one client from harming others. */
export interface GatewayLimits {
  /** Connections at the same time; further ones are closed at once. */
  readonly connections: number;
  /** Sessions of one key and dataset at the same time. */
  readonly sessionsPerKey: number;
  /** Time from the connection to the authentication, ms. */
  readonly authenticationMs: number;
  /** Time from the connection to the start of the session, ms. */
  readonly startMs: number;
  /** Time that a client has to close its side after the end, ms. */
  readonly closeMs: number;
  /** Time without any byte taken by the network after which a client is given up, ms. */
  readonly stallMs: number;
  /** How far a reader may be behind before it counts as slow, ms. */
  readonly slowMs: number;
  /** Time from one warning to the next, ms. */
  readonly warningMs: number;
  /** Time from one heartbeat to the next, ms, for clients that do not choose it. */
  readonly heartbeatMs: number;
  /** Symbols of one subscription. */
  readonly symbols: number;
  /** Lines by which a session subscribes. */
  readonly subscriptions: number;
  /** Bytes of all requests of a session. */
  readonly requestBytes: number;
}

/** Used where nothing else is said. */
export const DEFAULT_LIMITS: GatewayLimits = {
  connections: 1000,
  sessionsPerKey: 100,
  authenticationMs: 30_000,
  startMs: 600_000,
  closeMs: 10_000,
  stallMs: 300_000,
  slowMs: 1000,
  warningMs: 10_000,
  heartbeatMs: 30_000,
  symbols: 100_000,
  subscriptions: 1000,
  requestBytes: 1024 * 1024,
};

/** Where sessions are told about. */
export interface GatewayLog {
  info(event: string, message: string): void;
  warning(event: string, message: string): void;
}

/** Everything that sessions share. */
export interface SessionContext {
  readonly market: ReplayMarket;
  /** When the clock of a session starts, ns since the base of the replay, unless it asks for a later start. */
  readonly begin: number;
  /** `null`: everybody is let in. */
  readonly keys: KeyRing | null;
  readonly limits: GatewayLimits;
  readonly log: GatewayLog;
  readonly monotonicMs: () => number;
  /** What readers that do not choose get. */
  readonly slowReader: SlowReaderBehavior;
  /** The clock of all sessions; `null` if each has its own, which starts with it. */
  readonly sharedClock: ReplayClock | null;
  /** A clock that starts now. @param begin ns since the base of the replay. */
  readonly newClock: (begin: number) => ReplayClock;
  /** How far back `start` may reach from the time of a shared clock, ns. */
  readonly replayWindowNs: number;
  /** What happens, counted for all sessions. */
  readonly counts: GatewayCounts;
}

/** What has happened since a gateway began to listen. */
export interface GatewayCounts {
  /** Connections taken, and those turned away because there were too many. */
  accepted: number;
  refused: number;
  /** Sessions that the gateway ended: bad requests, no requests, no room in the network. */
  dropped: number;
  /** Bytes that sessions sent once they had started, compressed where the client wanted that. */
  sentBytes: number;
}
