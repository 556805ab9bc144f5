import { MomoError } from "../../core/error.ts";
import { dayOfDateNumber, type EpochDay } from "../../core/time/dates.ts";
import { UNDEF_TS } from "./layouts/layout.ts";
import type { DbnMetadata, MappingInterval, SymbolMappings } from "./metadata.ts";
import {
  AT,
  DATASET_SIZE,
  FIXED_SIZE,
  LISTS_AT,
  MAGIC,
  PRELUDE_SIZE,
  SCHEMA_DEFINITION_AT,
  SCHEMA_NONE,
  stypeInAt,
  SYMBOL_LENGTH_AT,
} from "./metadata_layout.ts";
import { type Schema, SCHEMAS } from "./schema.ts";
import { type SType, STYPE_NONE, STYPES } from "./stype.ts";
import { type DbnVersion, isDbnVersion, symbolLengthOf } from "./version.ts";

/**
 * Bytes of a stream before its first record, as its first eight bytes say.
 *
 * @param name Of the stream, for messages.
 * @throws {MomoError} `bad_data` if the bytes are not DBN, of an unknown version, or state an impossible length.
 */
export function metadataSizeOf(prelude: Uint8Array, name: string): number {
  return PRELUDE_SIZE + new MetadataReader(prelude, name).readPrelude().length;
}

/**
 * Reads the metadata at the start of a stream. Lists, dates and codes are checked; padding at the end is skipped.
 *
 * @param bytes The stream from its first byte, at least as long as its metadata.
 * @param name Of the stream, for messages.
 * @throws {MomoError} `bad_data` with the byte offset of what is wrong.
 */
export function decodeMetadata(bytes: Uint8Array, name: string): DbnMetadata {
  return new MetadataReader(bytes, name).read();
}

class MetadataReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #name: string;
  readonly #decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  #offset = LISTS_AT;
  #end = 0;
  #symbolLength = 0;

  constructor(bytes: Uint8Array, name: string) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#name = name;
  }

  readPrelude(): { version: DbnVersion; length: number } {
    if (this.#bytes.length < PRELUDE_SIZE) {
      throw this.#error(`the data end at byte ${this.#bytes.length}, inside the DBN prelude`);
    }
    if (MAGIC.some((byte, i) => this.#bytes[i] !== byte)) {
      throw this.#error("the first bytes are not DBN (44 42 4e)");
    }
    const version = this.#bytes[AT.version]!;
    if (!isDbnVersion(version)) {
      throw this.#error(`version ${version} at byte ${AT.version} is not known, expected 1 to 3`);
    }
    const length = this.#view.getUint32(AT.length, true);
    if (length < FIXED_SIZE) {
      throw this.#error(
        `metadata length ${length} at byte ${AT.length} is too small, expected at least ${FIXED_SIZE}`,
      );
    }
    return { version, length };
  }

  read(): DbnMetadata {
    const { version, length } = this.readPrelude();
    this.#end = PRELUDE_SIZE + length;
    if (this.#bytes.length < this.#end) {
      throw this.#error(
        `the data end at byte ${this.#bytes.length}, inside the metadata of ${this.#end} bytes`,
      );
    }
    const end = this.#view.getBigUint64(AT.end, true);
    const limit = this.#view.getBigUint64(AT.limit, true);
    const stypeAt = stypeInAt(version);
    this.#symbolLength = this.#readSymbolLength(version);
    return {
      version,
      dataset: this.#text(AT.dataset, DATASET_SIZE),
      schema: this.#schema(),
      start: this.#view.getBigUint64(AT.start, true),
      end: end === 0n || end === UNDEF_TS ? null : end,
      limit: limit === 0n ? null : limit,
      stypeIn: this.#bytes[stypeAt] === STYPE_NONE ? null : this.#stype(stypeAt),
      stypeOut: this.#stype(stypeAt + 1),
      tsOut: this.#bytes[stypeAt + 2] !== 0,
      symbolCstrLen: this.#symbolLength,
      ...this.#readLists(),
    };
  }

  #readSymbolLength(version: DbnVersion): number {
    const length = version === 1 ? symbolLengthOf(1) : this.#view.getUint16(SYMBOL_LENGTH_AT, true);
    if (length === 0) throw this.#error(`symbol length 0 at byte ${SYMBOL_LENGTH_AT}`);
    const definitionLength = this.#view.getUint32(SCHEMA_DEFINITION_AT, true);
    if (definitionLength !== 0) {
      throw this.#error(`a schema definition at byte ${SCHEMA_DEFINITION_AT} is not supported`);
    }
    return length;
  }

  #readLists(): Pick<DbnMetadata, "symbols" | "partial" | "notFound" | "mappings"> {
    return {
      symbols: this.#symbols("symbols"),
      partial: this.#symbols("partial symbols"),
      notFound: this.#symbols("symbols not found"),
      mappings: this.#mappings(),
    };
  }

  #symbols(what: string): string[] {
    const count = this.#count(what, this.#symbolLength);
    return Array.from({ length: count }, () => this.#symbol());
  }

  #mappings(): SymbolMappings[] {
    const count = this.#count("mappings", this.#symbolLength + 4);
    return Array.from({ length: count }, () => {
      const rawSymbol = this.#symbol();
      const intervalCount = this.#count("mapping intervals", 8 + this.#symbolLength);
      return {
        rawSymbol,
        intervals: Array.from({ length: intervalCount }, () => this.#interval()),
      };
    });
  }

  #interval(): MappingInterval {
    return { startDate: this.#date(), endDate: this.#date(), symbol: this.#symbol() };
  }

  /** Reads the length of a list whose entries take at least `entrySize` bytes each. */
  #count(what: string, entrySize: number): number {
    const at = this.#offset;
    this.#offset += 4;
    const count = this.#offset <= this.#end ? this.#view.getUint32(at, true) : Infinity;
    if (this.#offset + count * entrySize > this.#end) {
      throw this.#error(
        `the list of ${what} at byte ${at} runs past the end of the metadata at byte ${this.#end}`,
      );
    }
    return count;
  }

  #date(): EpochDay {
    const at = this.#offset;
    this.#offset += 4;
    const value = this.#view.getUint32(at, true);
    const day = dayOfDateNumber(value);
    if (day === undefined) {
      throw this.#error(`${value} at byte ${at} is no date, expected YYYYMMDD`);
    }
    return day;
  }

  #symbol(): string {
    const at = this.#offset;
    this.#offset += this.#symbolLength;
    // an entry may start within the block and still run past its end
    if (this.#offset > this.#end) {
      throw this.#error(`the symbol at byte ${at} runs past the end of the metadata`);
    }
    return this.#text(at, this.#symbolLength);
  }

  /** Text without the NUL bytes at its end; one inside stays. */
  #text(at: number, size: number): string {
    let length = size;
    while (length > 0 && this.#bytes[at + length - 1] === 0) length--;
    try {
      return this.#decoder.decode(this.#bytes.subarray(at, at + length));
    } catch (error) {
      throw this.#error(`the text at byte ${at} is not UTF-8`, error);
    }
  }

  #schema(): Schema | null {
    const code = this.#view.getUint16(AT.schema, true);
    if (code === SCHEMA_NONE) return null;
    const schema = SCHEMAS[code];
    if (!schema) throw this.#error(`schema code ${code} at byte ${AT.schema} is not known`);
    return schema;
  }

  #stype(at: number): SType {
    const code = this.#bytes[at]!;
    const stype = STYPES[code];
    if (!stype) throw this.#error(`symbology type code ${code} at byte ${at} is not known`);
    return stype;
  }

  #error(reason: string, cause?: unknown): MomoError {
    return new MomoError("bad_data", `Cannot read "${this.#name}": ${reason}`, { cause });
  }
}
