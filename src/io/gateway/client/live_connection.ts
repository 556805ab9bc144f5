/** One session with a live gateway, from the connection to its end. */
import { messageOf, MomoError } from "../../../core/error.ts";
import { upgradeChunks } from "../../convert/prepare_records.ts";
import { type DbnHeader, HeaderCollector, newAssembler } from "../../dbn/dbn_header.ts";
import type { DbnMetadata } from "../../dbn/metadata.ts";
import type { RecordChunk } from "../../dbn/record_chunk.ts";
import { upgradeMetadata } from "../../dbn/upgrade/upgrade_metadata.ts";
import { writeAll } from "../../text/byte_sink.ts";
import { decodeZstdStream } from "../../zstd/decode_stream.ts";
import { formatAuthentication, type SessionOptions } from "../protocol/authentication.ts";
import { LineSplitter, parseControlLine } from "../protocol/control_line.ts";
import { cramResponse } from "../protocol/cram.ts";
import { ERROR } from "../protocol/gateway_messages.ts";
import { formatSubscription, type SubscriptionRequest } from "../protocol/subscription.ts";
import type { LiveClock } from "./live_clock.ts";
import { GatewayRefusal, LostConnection } from "./lost_connection.ts";

/** Where a gateway listens. */
export interface GatewayAddress {
  readonly hostname: string;
  readonly port: number;
}

/** A connection as far as a client needs it. */
export interface LiveSocket {
  read(into: Uint8Array): Promise<number | null>;
  write(bytes: Uint8Array): Promise<number>;
  close(): void;
}

/** How long a client waits, ms. */
export interface LiveTimeouts {
  readonly connectMs: number;
  /** From the connection to the answer to the authentication, however slowly it comes. */
  readonly authenticationMs: number;
  /** Silence beyond the interval of heartbeats. */
  readonly silenceMs: number;
}

/** As the official clients wait. */
export const DEFAULT_TIMEOUTS: LiveTimeouts = {
  connectMs: 10_000,
  authenticationMs: 30_000,
  silenceMs: 10_000,
};

/** What a session needs. */
export interface ConnectionOptions {
  readonly address: GatewayAddress;
  readonly key: string;
  readonly session: SessionOptions;
  /** All are sent before the session starts. */
  readonly subscriptions: readonly SubscriptionRequest[];
  readonly timeouts: LiveTimeouts;
  readonly clock: LiveClock;
  readonly dial: (address: GatewayAddress) => Promise<LiveSocket>;
}

const READ_BYTES = 64 * 1024;
/** Seconds between heartbeats if the client does not choose. */
const DEFAULT_HEARTBEAT = 30;
const GREETING_LINES = 2;

/** Dials by TCP. */
export async function dialTcp({ hostname, port }: GatewayAddress): Promise<LiveSocket> {
  const conn = await Deno.connect({ hostname, port });
  conn.setNoDelay(true);
  return conn;
}

/** A session that has started. */
export class LiveConnection implements Disposable {
  /** As of version 3. */
  readonly metadata: DbnMetadata;
  readonly #socket: WatchedSocket;
  readonly #start: StreamStart;

  private constructor(socket: WatchedSocket, start: StreamStart) {
    this.#socket = socket;
    this.#start = start;
    this.metadata = upgradeMetadata(start.header.metadata!, 3); // only fragments have none
  }

  /**
   * Connects, authenticates, subscribes, starts, and reads the metadata.
   *
   * @throws {LostConnection} If the connection cannot be made or breaks.
   * @throws {GatewayRefusal} If the gateway does not accept the key or the options.
   * @throws {MomoError} `usage` if a request cannot be expressed.
   * @throws The signal's reason, if it is aborted.
   */
  static async open(options: ConnectionOptions, signal: AbortSignal): Promise<LiveConnection> {
    const socket = await WatchedSocket.dial(options, signal);
    try {
      await authenticate(socket, options);
      const lines = options.subscriptions.flatMap(formatSubscription);
      for (const line of lines) await socket.send(line);
      await socket.send("start_session\n");
      const { session: { heartbeatSeconds }, timeouts: { silenceMs } } = options;
      socket.setLimit((heartbeatSeconds ?? DEFAULT_HEARTBEAT) * 1000 + silenceMs);
      const name = `${options.address.hostname}:${options.address.port}`;
      return new LiveConnection(socket, await readStart(socket.bytes(), name, options));
    } catch (error) {
      socket.close();
      signal.throwIfAborted();
      throw lost(error);
    }
  }

  /**
   * The records, version 3, as they come, until the gateway ends the session.
   *
   * @throws {LostConnection} If the connection breaks, is silent for too long, or what comes is no DBN; what was received
   * before is given out first.
   */
  async *chunks(): AsyncGenerator<RecordChunk> {
    const { header, bytes, rest } = this.#start;
    const records = newAssembler(header, { chunkBytes: 1 });
    const upgrade = upgradeChunks(header);
    try {
      for (let piece: Uint8Array | null = rest; piece !== null; piece = await nextOf(bytes)) {
        records.append(piece);
        const chunk = records.take();
        records.take(); // throws if what follows is no record: then the chunk is in doubt as well
        if (chunk !== undefined) yield upgrade(chunk);
      }
    } catch (error) {
      throw lost(error);
    } finally {
      this.#socket.close();
      await bytes.return?.();
    }
    if (records.pendingBytes > 0) {
      throw new LostConnection("the connection was closed inside a record");
    }
  }

  /** Closes the connection. */
  [Symbol.dispose](): void {
    this.#socket.close();
  }
}

/** A binary stream of which the metadata were read. */
interface StreamStart {
  readonly header: DbnHeader;
  /** What follows the metadata. */
  readonly rest: Uint8Array;
  readonly bytes: AsyncIterator<Uint8Array, unknown>;
}

async function readStart(
  stored: AsyncGenerator<Uint8Array>,
  name: string,
  { session: { compression } }: ConnectionOptions,
): Promise<StreamStart> {
  const bytes = compression === "zstd" ? decodeZstdStream(stored, { name }) : stored;
  const collector = new HeaderCollector(name, compression);
  while (true) {
    const piece = await nextOf(bytes);
    if (piece === null) throw new LostConnection("the gateway ended the session at its start");
    const collected = collector.push(piece);
    if (collected) return { ...collected, bytes };
  }
}

async function nextOf(bytes: AsyncIterator<Uint8Array, unknown>): Promise<Uint8Array | null> {
  const { done, value } = await bytes.next();
  return done ? null : value;
}

async function authenticate(socket: WatchedSocket, options: ConnectionOptions): Promise<void> {
  const { session, key } = options;
  const [, challengeLine] = await socket.lines(GREETING_LINES);
  const challenge = parseControlLine(challengeLine!).get("cram");
  if (challenge === undefined) throw new LostConnection("the gateway sent no challenge");
  await socket.send(formatAuthentication({ ...session, auth: cramResponse(challenge, key) }));
  const [answer] = await socket.lines(1);
  const fields = parseControlLine(answer!);
  if (fields.get("success") === "1") return;
  throw new GatewayRefusal(ERROR.authFailed, fields.get("error") ?? answer!);
}

/** What is wrong, as far as it is the network's fault or the gateway's; bugs and user errors stay what they are. */
function lost(error: unknown): unknown {
  if (error instanceof LostConnection || error instanceof GatewayRefusal) return error;
  if (error instanceof MomoError && error.code === "usage") return error;
  const isExpected = error instanceof MomoError || isNetworkError(error);
  return isExpected ? new LostConnection(messageOf(error), { cause: error }) : error;
}

function isNetworkError(error: unknown): boolean {
  const kinds = [
    ...[Deno.errors.ConnectionRefused, Deno.errors.ConnectionReset, Deno.errors.ConnectionAborted],
    ...[Deno.errors.BrokenPipe, Deno.errors.NotConnected, Deno.errors.TimedOut],
    ...[Deno.errors.BadResource, Deno.errors.Interrupted, Deno.errors.UnexpectedEof],
    ...[Deno.errors.AddrNotAvailable, Deno.errors.NetworkUnreachable],
  ];
  return kinds.some((kind) => error instanceof kind) ||
    (error instanceof Error && error.constructor === Error &&
      /os error|lookup/.test(error.message));
}

/** A socket that is closed when nothing comes for too long, or when its user leaves. */
class WatchedSocket {
  readonly #socket: LiveSocket;
  readonly #clock: LiveClock;
  readonly #done = new AbortController();
  readonly #signal: AbortSignal;
  readonly #splitter = new LineSplitter();
  #limitMs: number;
  #lastMs: number;
  /** Whether all that comes first has to be there within the limit; later, each piece has it for itself. */
  #isOpening = true;
  #isLate = false;
  readonly #leave = () => this.close();

  private constructor(socket: LiveSocket, options: ConnectionOptions, signal: AbortSignal) {
    this.#socket = socket;
    this.#clock = options.clock;
    this.#limitMs = options.timeouts.authenticationMs;
    this.#lastMs = this.#clock.monotonicMs();
    this.#signal = signal;
    signal.addEventListener("abort", this.#leave, { once: true });
    this.#watch();
  }

  static async dial(options: ConnectionOptions, signal: AbortSignal): Promise<WatchedSocket> {
    const { dial, address, clock, timeouts } = options;
    const done = new AbortController();
    const dialing = dial(address);
    const late = clock.wait(timeouts.connectMs, AbortSignal.any([signal, done.signal]))
      .then(() => null);
    try {
      const socket = await Promise.race([dialing, late]);
      if (socket !== null) return new WatchedSocket(socket, options, signal);
    } catch (error) {
      throw lost(error);
    } finally {
      done.abort();
    }
    dialing.then((socket) => socket.close(), () => {}); // whatever comes of it now is of no use
    signal.throwIfAborted();
    throw new LostConnection(`no connection within ${timeouts.connectMs / 1000} s`);
  }

  /** Sets how long the gateway may be silent from now on. */
  setLimit(ms: number): void {
    this.#isOpening = false;
    this.#limitMs = ms;
    this.#lastMs = this.#clock.monotonicMs();
  }

  async send(line: string): Promise<void> {
    await writeAll(this.#socket, new TextEncoder().encode(line));
  }

  /** The next lines. */
  async lines(count: number): Promise<string[]> {
    const lines: string[] = [];
    const bytes = new Uint8Array(READ_BYTES);
    while (lines.length < count) {
      const read = await this.#read(bytes);
      if (read === null) throw new LostConnection("the gateway closed the connection");
      lines.push(...this.#splitter.push(bytes.subarray(0, read)));
    }
    return lines;
  }

  /** All bytes until the end. */
  async *bytes(): AsyncGenerator<Uint8Array> {
    while (true) {
      const bytes = new Uint8Array(READ_BYTES);
      const read = await this.#read(bytes);
      if (read === null) return;
      yield bytes.subarray(0, read);
    }
  }

  close(): void {
    if (this.#done.signal.aborted) return;
    this.#done.abort();
    this.#signal.removeEventListener("abort", this.#leave);
    this.#socket.close();
  }

  async #read(into: Uint8Array): Promise<number | null> {
    try {
      const count = await this.#socket.read(into);
      if (!this.#isOpening) this.#lastMs = this.#clock.monotonicMs();
      return count;
    } catch (error) {
      this.#signal.throwIfAborted();
      if (!this.#isLate) throw error;
      throw new LostConnection(
        this.#isOpening ? "the gateway lets nobody in" : "the gateway is silent",
      );
    }
  }

  async #watch(): Promise<void> {
    const { signal } = this.#done;
    while (!signal.aborted) {
      const leftMs = this.#lastMs + this.#limitMs - this.#clock.monotonicMs();
      if (leftMs <= 0) {
        this.#isLate = true;
        this.close();
        return;
      }
      await this.#clock.wait(leftMs, signal);
    }
  }
}
