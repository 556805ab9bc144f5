/** Hands replies over: their frames follow in the same stream, or lie in files. */
import { resolve } from "node:path";
import { writeFileAtomic } from "../store/atomic_file.ts";
import { OwnedFolder } from "../cache/owned_folder.ts";
import { joinBytes } from "../bytes/join_bytes.ts";
import { lengthPrefix } from "../day_stream/day_writer.ts";
import { MomoError } from "../../core/error.ts";
import { type ByteSink, writeAll } from "../text/byte_sink.ts";
import type { Frame, Reply } from "./reply.ts";

/** Files that may be left to the trainer at the same time. */
const MOST_FILES = 4096;

/** Bytes that are gathered before they are written. */
const MOST_GATHERED = 64 * 1024;

const OWN_NAME = /^frame-\d+\.(bin|arrows)(\.[0-9a-f]+\.tmp)?$/;

/** A folder that frames are handed over in; one for all sessions of a process. */
export class ExchangeFolder implements AsyncDisposable {
  readonly #folder: OwnedFolder;
  readonly #names = new Set<string>();
  #count = 0;

  private constructor(folder: OwnedFolder) {
    this.#folder = folder;
  }

  /**
   * Takes a folder; files that a killed run left in it are removed.
   *
   * @throws {MomoError} `conflict` if another process has it; `io` if it cannot be used.
   */
  static async open(path: string, purpose: string): Promise<ExchangeFolder> {
    const isOwn = (name: string) => OWN_NAME.test(name);
    const whole = resolve(path); // the trainer may work in another directory
    return new ExchangeFolder(await OwnedFolder.open({ path: whole, isOwn, purpose }));
  }

  /**
   * Writes a frame.
   *
   * @returns Path of the file.
   * @throws {MomoError} `budget` if the trainer left too many files; `io` if it cannot be written.
   */
  async write({ encoding, bytes }: Frame): Promise<string> {
    if (this.#names.size >= MOST_FILES) {
      throw new MomoError(
        "budget",
        `Cannot hand over one more file: ${MOST_FILES} are not released`,
        { hint: `send {"type":"release","files":[…]} once files were read` },
      );
    }
    const name = `frame-${this.#count++}.${encoding === "arrow" ? "arrows" : "bin"}`;
    const path = this.#folder.entry(name);
    this.#names.add(name);
    await writeFileAtomic(path, (file) => writeAll(file, bytes));
    return path;
  }

  /** Removes files that the trainer has read; others are left alone. @returns How many. */
  async release(paths: readonly string[]): Promise<number> {
    let count = 0;
    for (const path of paths) {
      const name = path.slice(path.lastIndexOf("/") + 1);
      if (path !== this.#folder.entry(name) || !this.#names.delete(name)) continue;
      await this.#folder.remove(name);
      count++;
    }
    return count;
  }

  /** Removes all files. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#folder[Symbol.asyncDispose]();
  }
}

/** Writes replies to one trainer. */
export class ReplyWriter {
  readonly #sink: ByteSink;
  readonly #exchange: ExchangeFolder | null;
  readonly #encoder = new TextEncoder();

  /** @param exchange Where frames go; `null` for the same stream. */
  constructor(sink: ByteSink, exchange: ExchangeFolder | null) {
    this.#sink = sink;
    this.#exchange = exchange;
  }

  /**
   * Writes a reply with its frames.
   *
   * @throws {MomoError} `budget` or `io`, before anything is written, if a frame cannot be put into a file.
   * @throws {Deno.errors.BrokenPipe} If the reader has left.
   */
  async write(reply: Reply): Promise<void> {
    const { frames } = reply;
    if (frames.length === 0) return await this.#line(reply);
    const exchange = this.#exchange;
    const facts = [];
    for (const frame of frames) {
      const { name, encoding, bytes } = frame;
      const file = exchange === null ? {} : { file: await exchange.write(frame) };
      facts.push({ name, encoding, ...frame.facts, bytes: bytes.length, ...file });
    }
    reply.set("frames", facts);
    if (exchange !== null) return await this.#line(reply);
    const pieces = frames.flatMap(({ bytes }) => [lengthPrefix(bytes.length), bytes]);
    await this.#pieces([this.#encoder.encode(reply.text + "\n"), ...pieces]);
  }

  /** Small pieces go together: each write costs as much as many bytes. */
  async #pieces(pieces: readonly Uint8Array[]): Promise<void> {
    let gathered: Uint8Array[] = [];
    let length = 0;
    for (const piece of pieces) {
      if (length + piece.length > MOST_GATHERED && length > 0) {
        await writeAll(this.#sink, joinBytes(gathered));
        gathered = [];
        length = 0;
      }
      gathered.push(piece);
      length += piece.length;
    }
    await writeAll(this.#sink, joinBytes(gathered));
  }

  async #line(reply: Reply): Promise<void> {
    await writeAll(this.#sink, this.#encoder.encode(reply.text + "\n"));
  }
}
