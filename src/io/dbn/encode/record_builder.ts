import { rtypeOfSchema, type Schema } from "../schema.ts";
import type { DbnVersion } from "../version.ts";
import { type FieldValue, writeField } from "./field_value.ts";
import { type RecordTemplate, recordTemplate } from "./record_template.ts";

/** Values of a record by DBN field name; fields left out keep their default. Levels carry their index: `bid_px_00`. */
export type RecordValues = Readonly<Record<string, FieldValue>>;

/** What a builder's records have in common. */
export interface BuilderOptions {
  /** Version whose layouts are used. */
  readonly version: DbnVersion;
  /** Whether every record ends with `ts_out`; default false. */
  readonly tsOut?: boolean;
}

/**
 * Makes records of any type, one at a time.
 *
 * ```ts
 * const builder = new RecordBuilder({ version: 3 });
 * builder.add("trades", { publisher_id: 95, instrument_id: 7, ts_event: 1_742_900_000_000_000_000n, price: 3_720_250_000 });
 * const records = builder.take();
 * ```
 */
export class RecordBuilder {
  readonly #options: BuilderOptions;
  readonly #templates = new Map<number, RecordTemplate>();
  #bytes = new Uint8Array(64 * 1024);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  /** Starts with no records. */
  constructor(options: BuilderOptions) {
    this.#options = options;
  }

  /** Bytes of the records that wait to be taken. */
  get length(): number {
    return this.#length;
  }

  /**
   * Adds a record. Numbers stand for integers of any width while they are safe integers.
   *
   * @param type A schema, or a record type for messages.
   * @throws {MomoError} `bad_data` if a text does not fit its field.
   * @throws {RangeError} if a number does not fit its field.
   * @throws {TypeError} if the record has no such field.
   */
  add(type: Schema | number, values: RecordValues): void {
    const template = this.#templateOf(typeof type === "number" ? type : rtypeOfSchema(type));
    const at = this.#length;
    this.#makeRoom(at + template.bytes.length);
    this.#bytes.set(template.bytes, at);
    for (const name in values) {
      const field = template.fields.get(name);
      if (!field) throw new TypeError(`Record ${template.layout.name} has no field ${name}`);
      writeField(this.#view, this.#bytes, at, field, values[name]!);
    }
    this.#length = at + template.bytes.length;
  }

  /** The records added since the last call, in memory of their own. */
  take(): Uint8Array {
    const records = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return records;
  }

  #templateOf(rtype: number): RecordTemplate {
    let template = this.#templates.get(rtype);
    if (!template) {
      const { version, tsOut = false } = this.#options;
      template = recordTemplate(rtype, version, tsOut);
      this.#templates.set(rtype, template);
    }
    return template;
  }

  #makeRoom(size: number): void {
    if (size <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(size, 2 * this.#bytes.length));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}
