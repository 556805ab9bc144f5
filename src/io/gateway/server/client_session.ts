/** One connection to the replay gateway: greeting, authentication, subscriptions, and then records until it ends. */
import { messageOf, MomoError } from "../../../core/error.ts";
import { type AuthenticationRequest, parseAuthentication } from "../protocol/authentication.ts";
import { type ControlFields, LineSplitter, parseControlLine } from "../protocol/control_line.ts";
import { newChallenge } from "../protocol/cram.ts";
import {
  parseSubscription,
  type SubscriptionLine,
  type SubscriptionRequest,
} from "../protocol/subscription.ts";
import { writeAll } from "../../text/byte_sink.ts";
import type { ReplayDataset } from "../replay/replay_dataset.ts";
import type { SessionContext } from "./gateway_options.ts";
import { RecordSender } from "./record_sender.ts";

/** What a gateway says first. */
export const GREETING = "lsg_version=0.8.0 (momo)";
const READ_BYTES = 16 * 1024;
/** Name of the key of clients that need none. */
const NO_KEY = "-";
/** Characters of a reason that are told: what a client sent may be part of it. */
const REASON_LENGTH = 200;

/** What a session needs of its gateway. */
export interface SessionHost {
  readonly context: SessionContext;
  /** Number of the session. */
  readonly id: number;
  /** Takes a place for a session of a key and dataset; `null` if there is none. */
  readonly admit: (key: string, dataset: string) => Disposable | null;
}

/** A connection and what it has come to. */
export class ClientSession {
  readonly #host: SessionHost;
  readonly #conn: Deno.TcpConn;
  readonly #challenge = newChallenge();
  readonly #stop = new AbortController();
  readonly #startedMs: number;
  readonly #name: string;
  #dataset: ReplayDataset | null = null;
  #sender: RecordSender | null = null;
  #streaming: Promise<void> | null = null;
  #place: Disposable | null = null;
  #isRefused = false;
  #isClosed = false;
  /** Bytes of requests so far. */
  #requestBytes = 0;
  /** When the last byte was sent. */
  #endedMs = Infinity;
  /** Subscriptions whose last chunk has not come. */
  #chunks: SubscriptionLine[] = [];
  /** Lines that subscribed so far. */
  #subscriptions = 0;

  constructor(conn: Deno.TcpConn, host: SessionHost) {
    this.#conn = conn;
    this.#host = host;
    this.#startedMs = host.context.monotonicMs();
    const { remoteAddr } = conn;
    this.#name = `session ${host.id} (${remoteAddr.hostname}:${remoteAddr.port})`;
  }

  /** Serves the client until it or the data end, or it misbehaves. Never throws. */
  async run(): Promise<void> {
    try {
      this.#conn.setNoDelay(true);
      this.#conn.setKeepAlive(true);
      await this.#write(`${GREETING}\ncram=${this.#challenge}\n`);
      await this.#readLines();
      this.#stop.abort(); // the client sends nothing more: what is in flight is the last
    } catch (error) {
      this.#drop(messageOf(error));
    } finally {
      await this.#streaming;
      this.#close();
      this.#sender?.[Symbol.dispose]();
    }
  }

  /** Ends the session for a fault of the client's or of the connection. */
  #drop(reason: string): void {
    if (!this.#isClosed) this.#host.context.counts.dropped++;
    this.end(reason);
  }

  /** Ends the session at once, even if bytes still wait for the client to take them. */
  end(reason: string): void {
    if (this.#isClosed) return;
    this.#host.context.log.warning("dropped", `Dropped ${this.#name}: ${shortened(reason)}`);
    this.#stop.abort();
    this.#close();
  }

  /** Looks whether the client keeps to its times. */
  check(): void {
    const { context: { limits, monotonicMs } } = this.#host;
    const nowMs = monotonicMs();
    if (this.#dataset === null && nowMs - this.#startedMs > limits.authenticationMs) {
      this.#drop("it did not authenticate itself in time");
    }
    if (this.#streaming === null && nowMs - this.#startedMs > limits.startMs) {
      this.#drop("it did not start its session in time");
    }
    if (nowMs - this.#endedMs > limits.closeMs) this.#drop("it does not close its side");
    const waitedMs = nowMs - (this.#sender?.writingSinceMs ?? Infinity);
    if (waitedMs > limits.stallMs) this.#drop("it takes no bytes any more");
  }

  #close(): void {
    this.#isClosed = true;
    this.#place?.[Symbol.dispose]();
    this.#place = null;
    try {
      this.#conn.close();
    } catch (error) {
      if (!(error instanceof Deno.errors.BadResource)) throw error; // closed already
    }
  }

  async #write(text: string): Promise<void> {
    await writeAll(this.#conn, new TextEncoder().encode(text));
  }

  async #readLines(): Promise<void> {
    const splitter = new LineSplitter();
    const bytes = new Uint8Array(READ_BYTES);
    while (!this.#isRefused) {
      const count = await this.#conn.read(bytes);
      if (count === null) return;
      this.#countRequests(count);
      for (const line of splitter.push(bytes.subarray(0, count))) {
        if (line.trim() !== "") await this.#take(parseControlLine(line));
        if (this.#isRefused) return;
      }
    }
  }

  /** Bounds what a client can make the gateway remember. */
  #countRequests(bytes: number): void {
    const { requestBytes: most } = this.#host.context.limits;
    this.#requestBytes += bytes;
    if (this.#requestBytes <= most) return;
    throw new MomoError("protocol", `Cannot serve requests of more than ${most} bytes`);
  }

  async #take(fields: ControlFields): Promise<void> {
    if (this.#dataset === null) return await this.#authenticate(fields);
    if (fields.has("start_session")) return this.#start();
    if (fields.has("schema") || fields.has("symbols")) return this.#subscribe(fields);
    throw new MomoError("protocol", `Cannot serve a line with ${[...fields.keys()][0]}`);
  }

  async #authenticate(fields: ControlFields): Promise<void> {
    const { context: { market, log }, id, admit } = this.#host;
    let request: AuthenticationRequest;
    let key: string | null;
    try {
      request = parseAuthentication(fields);
      key = this.#identify(request.auth);
    } catch (error) {
      return await this.#refuse(messageOf(error));
    }
    if (key === null) return await this.#refuse("Authentication failed.");
    const dataset = market.datasets.get(request.dataset);
    if (dataset === undefined) {
      const known = [...market.datasets.keys()].join(", ");
      return await this.#refuse(`Unknown dataset ${request.dataset}; there are ${known}`);
    }
    this.#dataset = dataset;
    this.#place = admit(key, dataset.name);
    this.#sender = new RecordSender({
      context: this.#host.context,
      ...{ dataset, request, conn: this.#conn, signal: this.#stop.signal },
      isOverLimit: this.#place === null,
    });
    log.info("session", `${this.#name}: ${dataset.name}, ${request.client || "unnamed client"}`);
    await this.#write(`success=1|session_id=${id}\n`);
  }

  #identify(response: string): string | null {
    const { keys } = this.#host.context;
    return keys === null ? NO_KEY : keys.identify(response, this.#challenge);
  }

  async #refuse(reason: string): Promise<void> {
    const { log } = this.#host.context;
    this.#isRefused = true;
    const text = shortened(reason);
    log.warning("refused", `Refused ${this.#name}: ${text}`);
    await this.#write(`success=0|error=${text.replaceAll(/[|\n]/g, " ")}\n`);
  }

  #subscribe(fields: ControlFields): void {
    const { symbols: mostSymbols, subscriptions: most } = this.#host.context.limits;
    if (++this.#subscriptions > most) {
      throw new MomoError("protocol", `Cannot serve more than ${most} lines that subscribe`);
    }
    const line = parseSubscription(fields);
    this.#chunks.push(line);
    const count = this.#chunks.reduce((sum, { symbols }) => sum + symbols.length, 0);
    if (count > mostSymbols) {
      throw new MomoError(
        "protocol",
        `Cannot serve a subscription to more than ${mostSymbols} symbols`,
      );
    }
    if (!line.isLast) return;
    const request = joinChunks(this.#chunks, line);
    this.#chunks = [];
    this.#sender!.subscribe(request); // made with the authentication
  }

  #start(): void {
    if (this.#streaming !== null) {
      throw new MomoError("protocol", "Cannot start a session that has started");
    }
    const { log } = this.#host.context;
    this.#streaming = this.#sender!.run().then(async () => {
      if (this.#stop.signal.aborted) return;
      log.info("session", `${this.#name}: ended`);
      this.#endedMs = this.#host.context.monotonicMs();
      await this.#conn.closeWrite(); // the client sees a clean end, and then closes its side
    }).catch((error) => {
      // a client that has ended its side may be gone before the last bytes
      if (this.#stop.signal.aborted) this.#close();
      else this.#drop(messageOf(error));
    });
  }
}

/** The chunks of one subscription as a whole: those before the last one that ask for the same. */
function joinChunks(
  chunks: readonly SubscriptionLine[],
  last: SubscriptionLine,
): SubscriptionRequest {
  const { schema, stypeIn, start, snapshot, id } = last;
  const odd = chunks.find((chunk) => chunk.schema !== schema || chunk.stypeIn !== stypeIn);
  if (odd !== undefined) {
    throw new MomoError(
      "protocol",
      `Cannot subscribe to ${schema}: a chunk before the last is of ${odd.schema}`,
    );
  }
  return {
    schema,
    stypeIn,
    start,
    snapshot,
    id,
    symbols: chunks.flatMap(({ symbols }) => symbols),
  };
}

function shortened(reason: string): string {
  return reason.length <= REASON_LENGTH ? reason : `${reason.slice(0, REASON_LENGTH)}…`;
}
