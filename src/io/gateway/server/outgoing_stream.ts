/** The binary side of a session: bytes to the client, compressed if it wants. */
import type { ByteSink } from "../../text/byte_sink.ts";
import { writeAll } from "../../text/byte_sink.ts";
import { ZstdEncoder } from "../../zstd/encode_stream.ts";
import type { StreamCompression } from "../protocol/authentication.ts";
import type { GatewayCounts } from "./gateway_options.ts";

/** How a stream is written. */
export interface OutgoingOptions {
  readonly compression: StreamCompression;
  readonly monotonicMs: () => number;
  /** Where what the network takes is counted. */
  readonly counts: GatewayCounts;
}

/** Writes to one client, one piece at a time: a slow client holds back nobody but its own session. */
export class OutgoingStream implements Disposable {
  readonly #sink: ByteSink;
  readonly #encoder: ZstdEncoder | null;
  readonly #monotonicMs: () => number;
  #writingSince = Infinity;
  #lastSentMs: number;
  readonly #counts: GatewayCounts;

  constructor(sink: ByteSink, { compression, monotonicMs, counts }: OutgoingOptions) {
    this.#sink = sink;
    this.#encoder = compression === "zstd" ? new ZstdEncoder({ level: 1 }) : null;
    this.#monotonicMs = monotonicMs;
    this.#lastSentMs = monotonicMs();
    this.#counts = counts;
  }

  /** When the last piece was taken by the network. */
  get lastSentMs(): number {
    return this.#lastSentMs;
  }

  /** Since when the network takes nothing; infinite if nothing waits. */
  get writingSinceMs(): number {
    return this.#writingSince;
  }

  /** Sends bytes so that the client can decode them at once. They may be used again afterwards. */
  async send(bytes: Uint8Array): Promise<void> {
    if (this.#encoder === null) return await this.#write(bytes);
    const first = await this.#encoder.write(bytes);
    const rest = await this.#encoder.flush();
    await this.#write(first);
    await this.#write(rest);
  }

  /** Ends the compressed stream. */
  async finish(): Promise<void> {
    if (this.#encoder !== null) await this.#write(await this.#encoder.finish());
  }

  async #write(bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0) return;
    this.#writingSince = this.#monotonicMs();
    await writeAll({
      write: async (rest) => {
        const count = await this.#sink.write(rest);
        this.#writingSince = this.#monotonicMs();
        return count;
      },
    }, bytes);
    this.#writingSince = Infinity;
    this.#lastSentMs = this.#monotonicMs();
    this.#counts.sentBytes += bytes.length;
  }

  /** Releases the encoder. */
  [Symbol.dispose](): void {
    this.#encoder?.[Symbol.dispose]();
  }
}
