/** The replay gateway: a server that live clients connect to as to the vendor's. */
import { MomoError } from "../../../core/error.ts";
import { ioError } from "../../store/io_error.ts";
import { PacedClock, type ReplayClock, UnpacedClock } from "../replay/replay_clock.ts";
import type { ReplayMarket } from "../replay/replay_market.ts";
import { ClientSession } from "./client_session.ts";
import {
  DEFAULT_LIMITS,
  type GatewayCounts,
  type GatewayLimits,
  type GatewayLog,
  type SessionContext,
} from "./gateway_options.ts";
import type { KeyRing } from "./key_ring.ts";

/** How to run a gateway. */
export interface GatewayOptions {
  readonly hostname: string;
  /** 0 is any that is free. */
  readonly port: number;
  readonly market: ReplayMarket;
  /** Seconds of the replay in a second; infinite: as fast as each client takes it. */
  readonly speed: number;
  /** Whether all sessions share one clock, which starts with the gateway; else each has its own. */
  readonly sharesClock?: boolean;
  /** When clocks start, ns since the base of the replay; by default 04:00 of the first trade date. */
  readonly begin?: number | undefined;
  /** Keys that are accepted; `null` lets everybody in. */
  readonly keys: KeyRing | null;
  readonly limits?: Partial<GatewayLimits>;
  readonly log?: GatewayLog;
  readonly slowReader?: SessionContext["slowReader"];
  /** How far back `start` may reach from the time of a shared clock, ns; by default a day. */
  readonly replayWindowNs?: number;
  readonly monotonicMs?: () => number;
}

const SILENT: GatewayLog = { info() {}, warning() {} };
const DAY_NS = 86_400e9;
const CHECK_MS = 1000;

/** A listening gateway. */
export class GatewayServer implements AsyncDisposable {
  readonly #listener: Deno.TcpListener;
  readonly #context: SessionContext;
  readonly #sessions = new Map<ClientSession, Promise<void>>();
  readonly #places = new Map<string, number>();
  readonly #accepting: Promise<void>;
  readonly #timer: ReturnType<typeof setInterval>;
  #nextId = Math.floor(Date.now() / 1000);
  #refused = 0;

  private constructor(listener: Deno.TcpListener, context: SessionContext) {
    this.#listener = listener;
    this.#context = context;
    this.#accepting = this.#accept();
    this.#timer = setInterval(() => this.#check(), CHECK_MS);
  }

  /**
   * Begins to listen.
   *
   * @throws {MomoError} `io` if the address cannot be used, `usage` if a clock of full speed is to be shared.
   */
  static listen(options: GatewayOptions): GatewayServer {
    const { hostname, port } = options;
    const context = contextOf(options);
    try {
      return new GatewayServer(Deno.listen({ hostname, port }), context);
    } catch (error) {
      if (error instanceof Deno.errors.NotCapable) throw error;
      throw ioError("listen on", `${hostname}:${port}`, error);
    }
  }

  /** Where clients connect to. */
  get address(): { readonly hostname: string; readonly port: number } {
    const { hostname, port } = this.#listener.addr as Deno.NetAddr;
    return { hostname, port };
  }

  /** Connections now. */
  get connections(): number {
    return this.#sessions.size;
  }

  /** What has happened so far. */
  get counts(): Readonly<GatewayCounts> {
    return this.#context.counts;
  }

  /** Ends all sessions and stops listening. */
  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    this.#listener.close();
    await this.#accepting;
    for (const session of this.#sessions.keys()) session.end("the gateway closes");
    await Promise.all(this.#sessions.values());
  }

  async #accept(): Promise<void> {
    while (true) {
      let conn: Deno.TcpConn;
      try {
        conn = await this.#listener.accept();
      } catch (error) {
        if (error instanceof Deno.errors.BadResource) return; // closed
        if (error instanceof Deno.errors.Interrupted) return;
        this.#context.log.warning("accept", `Cannot accept a connection: ${error}`);
        await new Promise((resolve) => setTimeout(resolve, 10)); // out of file descriptors
        continue;
      }
      this.#serve(conn);
    }
  }

  #serve(conn: Deno.TcpConn): void {
    const { limits, log, counts } = this.#context;
    if (this.#sessions.size >= limits.connections) {
      counts.refused++;
      if (this.#refused++ === 0) {
        log.warning("refused", `Refused a connection: there are ${limits.connections} already`);
      }
      conn.close();
      return;
    }
    counts.accepted++;
    const session = new ClientSession(conn, {
      context: this.#context,
      id: this.#nextId++,
      admit: (key, dataset) => this.#admit(`${key} ${dataset}`),
    });
    this.#sessions.set(session, session.run().finally(() => this.#sessions.delete(session)));
  }

  #admit(name: string): Disposable | null {
    const places = this.#places;
    const taken = places.get(name) ?? 0;
    if (taken >= this.#context.limits.sessionsPerKey) return null;
    places.set(name, taken + 1);
    return {
      [Symbol.dispose]: () => {
        const left = places.get(name)! - 1;
        if (left === 0) places.delete(name);
        else places.set(name, left);
      },
    };
  }

  #check(): void {
    if (this.#refused > 1) {
      const text = `Refused ${this.#refused - 1} more connections`;
      this.#context.log.warning("refused", text);
    }
    this.#refused = 0;
    for (const session of this.#sessions.keys()) session.check();
  }
}

function contextOf(options: GatewayOptions): SessionContext {
  const { market, speed, sharesClock = false, keys, log = SILENT, slowReader = "skip" } = options;
  const { monotonicMs = () => performance.now(), replayWindowNs = DAY_NS } = options;
  const { begin = market.begin } = options;
  if (sharesClock && speed === Infinity) {
    throw new MomoError(
      "usage",
      "Cannot share a clock at full speed: each client sets its own pace",
    );
  }
  const newClock = (time: number): ReplayClock =>
    speed === Infinity ? new UnpacedClock(time) : new PacedClock(time, speed, monotonicMs);
  return {
    ...{ market, keys, log, monotonicMs, slowReader, newClock, replayWindowNs, begin },
    limits: { ...DEFAULT_LIMITS, ...options.limits },
    sharedClock: sharesClock ? newClock(begin) : null,
    counts: { accepted: 0, refused: 0, dropped: 0, sentBytes: 0 },
  };
}
