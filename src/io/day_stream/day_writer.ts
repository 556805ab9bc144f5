/** Hands days over: as a stream of bytes, or as files and a line that names them. */
import { resolve } from "node:path";
import type { DayFacts, EncodedTable } from "../cache/encoded_day.ts";
import { OwnedFolder } from "../cache/owned_folder.ts";
import { writeFileAtomic } from "../store/atomic_file.ts";
import { type ByteSink, writeAll } from "../text/byte_sink.ts";

/** Makes the header of a visit from what is known about where its tables are. */
export type MakeHeader = (tables: readonly DayFacts[]) => string;

/** Takes visits one after another. */
export interface DayWriter extends AsyncDisposable {
  /**
   * Writes a visit's header and tables.
   *
   * @throws {MomoError} `io` if they cannot be written.
   * @throws {Deno.errors.BrokenPipe} If the reader has left.
   */
  write(visit: number, header: MakeHeader, tables: readonly EncodedTable[]): Promise<void>;
  /** The reader needs the visit's tables no longer. */
  release(visit: number): Promise<void>;
}

const LENGTH_BYTES = 8;

/** The length of what follows, as 8 bytes, little-endian. */
export function lengthPrefix(length: number): Uint8Array {
  const bytes = new Uint8Array(LENGTH_BYTES);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  return bytes;
}

async function writeLine(sink: ByteSink, line: string): Promise<void> {
  await writeAll(sink, new TextEncoder().encode(line + "\n"));
}

function factsOf({ name, rows, bytes }: EncodedTable) {
  return { name, rows, bytes: bytes.length };
}

/** Days in one stream: the header line, then each table after its length. */
export class StreamWriter implements DayWriter {
  readonly #sink: ByteSink;

  constructor(sink: ByteSink) {
    this.#sink = sink;
  }

  /** Writes header and tables, one after another. */
  async write(_: number, header: MakeHeader, tables: readonly EncodedTable[]): Promise<void> {
    await writeLine(
      this.#sink,
      header(tables.map(factsOf)),
    );
    for (const { bytes } of tables) {
      await writeAll(this.#sink, lengthPrefix(bytes.length));
      await writeAll(this.#sink, bytes);
    }
  }

  /** Nothing: the bytes are gone. */
  release(): Promise<void> {
    return Promise.resolve();
  }

  /** Nothing. */
  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }
}

const OWN_NAME = /^visit-\d+-[\w.-]+\.arrows(\.[0-9a-f]+\.tmp)?$/;

/**
 * Days as Arrow files in a folder, each header line naming them. A visit's files are there before its line and until it
 * is over; at the end none is left, and those that a killed run left are removed at the beginning.
 */
export class ExchangeWriter implements DayWriter {
  readonly #sink: ByteSink;
  readonly #folder: OwnedFolder;
  readonly #files = new Map<number, readonly string[]>();

  private constructor(sink: ByteSink, folder: OwnedFolder) {
    this.#sink = sink;
    this.#folder = folder;
  }

  /**
   * Takes a folder.
   *
   * @throws {MomoError} `conflict` if another process has it; `io` if it cannot be used.
   */
  static async open(path: string, sink: ByteSink, purpose: string): Promise<ExchangeWriter> {
    const isOwn = (name: string) => OWN_NAME.test(name);
    const whole = resolve(path); // the reader may work in another directory
    return new ExchangeWriter(sink, await OwnedFolder.open({ path: whole, isOwn, purpose }));
  }

  /** Writes the files, then the line. */
  async write(visit: number, header: MakeHeader, tables: readonly EncodedTable[]): Promise<void> {
    const names = tables.map(({ name }) => `visit-${visit}-${name}.arrows`);
    this.#files.set(visit, names);
    for (const [i, { bytes }] of tables.entries()) {
      await writeFileAtomic(this.#folder.entry(names[i]!), (file) => writeAll(file, bytes));
    }
    const facts = tables.map((table, i) => {
      return { ...factsOf(table), file: this.#folder.entry(names[i]!) };
    });
    await writeLine(this.#sink, header(facts));
  }

  /** Removes the visit's files. */
  async release(visit: number): Promise<void> {
    for (const name of this.#files.get(visit) ?? []) await this.#folder.remove(name);
    this.#files.delete(visit);
  }

  /** Removes all files, and releases the folder. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#folder[Symbol.asyncDispose]();
  }
}
