import { MomoError } from "../../../core/error.ts";
import { layoutOfGroup } from "../columns/group_layout.ts";
import type { RecordLayout } from "../layouts/layout.ts";
import { type RecordChunk, wordsOf } from "../record_chunk.ts";
import { csvProgram } from "./csv_program.ts";
import { OVERSHOOT } from "./digits.ts";
import { jsonProgram } from "./json_program.ts";
import { type RecordViews, RecordWriter } from "./record_writer.ts";
import { SymbolText } from "./symbol_text.ts";
import { isJson, type TextOptions } from "./text_options.ts";
import type { TextProgram } from "./text_program.ts";

/** Throws a `MomoError` for a record that must not be written; `offset` is its byte offset in the stream. */
export type AcceptRecord = (layout: RecordLayout, rtype: number, offset: number) => void;

/**
 * Writes records as text, chunk by chunk, straight into bytes that are used again for the next chunk. JSON, CSV and
 * TSV come out byte for byte as the official tool writes them.
 */
export class RecordTextEncoder {
  readonly #options: TextOptions;
  readonly #writer: RecordWriter;
  readonly #symbolBytes: number;
  /** Programs by the first two bytes of a record: its length and type. */
  readonly #programs = new Map<number, TextProgram>();
  #out = new Uint8Array(64 * 1024);
  #view = new DataView(this.#out.buffer);
  readonly #accept: AcceptRecord;
  #failure: MomoError | undefined;

  /**
   * Starts with no text.
   *
   * @param accept Called once for each form of record before the first is written; its error ends the output.
   */
  constructor(options: TextOptions, accept: AcceptRecord = () => {}) {
    this.#accept = accept;
    const symbols = options.symbols && new SymbolText(options.symbols, options.format);
    this.#options = options;
    this.#writer = new RecordWriter(options.format, symbols);
    this.#symbolBytes = symbols?.maxBytes ?? 0;
  }

  /**
   * The text of all records of a chunk. A record that cannot be written ends it; the error comes with the next call of
   * `encode` or `finish`, after the text before it could be used.
   *
   * @returns Bytes that stay valid until the next call.
   * @throws {MomoError} `bad_data` if an earlier chunk held a record of unknown type or shorter than its layout.
   */
  encode(chunk: RecordChunk): Uint8Array {
    this.finish();
    const views = viewsOf(chunk);
    const { words } = views;
    let program: TextProgram | undefined;
    let form = -1;
    let at = 0;
    for (let word = 0; word < words.length; word += form & 0xff) {
      const head = words[word]! & 0xffff;
      if (head !== form) {
        form = head;
        program = this.#programOf(chunk, form, word * 4);
      }
      if (!program) break;
      const room = at + program.maxBytes + this.#symbolBytes + OVERSHOOT;
      if (room > this.#out.length) this.#grow(room);
      at = this.#writer.write(program, views, word * 4, this.#view, at);
    }
    return this.#out.subarray(0, at);
  }

  /** Throws the error of a record that the last chunk could not write. */
  finish(): void {
    if (this.#failure) throw this.#failure;
  }

  #programOf(chunk: RecordChunk, form: number, offset: number): TextProgram | undefined {
    const known = this.#programs.get(form);
    if (known) return known;
    const group = {
      rtype: form >> 8,
      size: (form & 0xff) * 4,
      count: 1,
      offsets: Uint32Array.of(offset),
    };
    try {
      const layout = layoutOfGroup(chunk, group);
      this.#accept(layout, group.rtype, chunk.offset + offset);
      const build = isJson(this.#options.format) ? jsonProgram : csvProgram;
      const program = build(layout, group.size, chunk.tsOut, this.#options);
      this.#programs.set(form, program);
      return program;
    } catch (error) {
      if (!(error instanceof MomoError)) throw error;
      this.#failure = error;
      return undefined;
    }
  }

  #grow(size: number): void {
    const larger = new Uint8Array(Math.max(size, 2 * this.#out.length));
    larger.set(this.#out);
    this.#out = larger;
    this.#view = new DataView(larger.buffer);
  }
}

function viewsOf(chunk: RecordChunk): RecordViews {
  const { buffer, byteOffset, length } = chunk.bytes;
  return {
    bytes: chunk.bytes,
    halves: new Uint16Array(buffer, byteOffset, length >> 1),
    words: wordsOf(chunk),
  };
}
