/** What a live client receives, as bytes: DBN, or JSON lines. */
import { encodeMetadata } from "../../dbn/metadata_encode.ts";
import { RecordTextEncoder } from "../../dbn/text/text_encoder.ts";
import { type ByteSink, writeAll } from "../../text/byte_sink.ts";
import { MessageWriter, SYSTEM } from "../protocol/gateway_messages.ts";
import { RecordSink } from "../replay/record_sink.ts";
import type { Gap, LiveEvent } from "./live_events.ts";

/** Formats that can be written as records arrive. */
export type LiveFormat = "dbn" | "ndjson";

const ENCODER = new TextEncoder();
const MESSAGE_WORDS = 1024;

/** Writes events in the order of arrival, each at once. */
export class LiveWriter {
  readonly #sink: ByteSink;
  readonly #format: LiveFormat;
  readonly #text = new RecordTextEncoder({ format: "ndjson" });
  readonly #messages = new MessageWriter();
  readonly #tsOut: boolean;

  /** @param tsOut Whether records end with the send time. */
  constructor(sink: ByteSink, format: LiveFormat, tsOut: boolean) {
    this.#sink = sink;
    this.#format = format;
    this.#tsOut = tsOut;
  }

  /**
   * Writes metadata, records and gaps; other events have no place in the output.
   *
   * @throws {Deno.errors.BrokenPipe} If the reader has left.
   */
  async write(event: LiveEvent): Promise<void> {
    const bytes = this.#bytesOf(event);
    if (bytes !== null) await writeAll(this.#sink, bytes);
  }

  #bytesOf(event: LiveEvent): Uint8Array | null {
    const isDbn = this.#format === "dbn";
    if (event.kind === "records") {
      return isDbn ? event.chunk.bytes : this.#text.encode(event.chunk);
    }
    if (event.kind === "metadata") return isDbn ? encodeMetadata(event.metadata) : null;
    if (event.kind !== "gap") return null;
    const text = gapText(event.gap);
    return isDbn ? this.#gapRecord(text, event.gap.to) : ENCODER.encode(text + "\n");
  }

  #gapRecord(text: string, time: bigint): Uint8Array {
    const sink = new RecordSink(MESSAGE_WORDS, this.#tsOut);
    sink.setSendTime(time);
    sink.addMessage(this.#messages.system(SYSTEM.unset, text, time));
    return sink.take();
  }
}

/** A gap as one JSON object; times are ISO 8601 in UTC, both included. */
function gapText({ schema, from, to, cause, filled, state }: Gap): string {
  const times = { from: isoTime(from), to: isoTime(to) };
  return JSON.stringify({ kind: "gap", schema, ...times, cause, filled, state });
}

function isoTime(time: bigint): string {
  return new Temporal.Instant(time).toString({ fractionalSecondDigits: 9 });
}
