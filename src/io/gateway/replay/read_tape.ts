/** Reading the records of a symbol, schema and stretch of time out of the files of a dataset. */
import { MomoError } from "../../../core/error.ts";
import { SECOND_NS } from "../../../core/time/sessions.ts";
import type { CatalogFile } from "../../catalog/catalog_file.ts";
import type { Problem } from "../../catalog/problem.ts";
import { dayFileOf, readingOrder, type TimeSpan } from "../../day/day_files.ts";
import type { RecordTarget } from "../../day/read_day_file.ts";
import { readFiles } from "../../day/read_files.ts";
import { RecordBuffer } from "../../day/record_buffer.ts";
import type { Picked } from "../../day/record_picker.ts";
import { recordsOf } from "../../day/table_reader.ts";
import { chunkOf } from "../../dbn/framing.ts";
import { layoutOfVersion } from "../../dbn/layouts/select.ts";
import { wordsOf } from "../../dbn/record_chunk.ts";
import type { Schema } from "../../dbn/schema.ts";
import { RecordUpgrader } from "../../dbn/upgrade/upgrade_chunk.ts";
import type { DbnVersion } from "../../dbn/version.ts";
import { availabilityDelay, makeTape, type Tape } from "./tape.ts";

/** Which records. */
export interface TapeRequest {
  readonly schema: Schema;
  /** Number of the symbol in the catalog. */
  readonly symbol: number;
  /** Files of the dataset and schema. */
  readonly files: readonly CatalogFile[];
  /** ns since the Unix epoch that times of the tape count from; a whole second. */
  readonly base: bigint;
  /** When the records become available, epoch seconds. */
  readonly span: TimeSpan;
}

/** Records, and what is known to be missing of them. */
export interface TapeReading {
  readonly tape: Tape;
  /** Stretches of the span that no file covers, ns since the base, in order. */
  readonly uncovered: readonly TimeSpan[];
}

/**
 * Reads a tape. A moment that several files cover is read from the first of them only.
 *
 * @param problems Receives what is wrong with files.
 * @throws The signal's reason, if it is aborted.
 */
export function readTape(
  { schema, symbol, files, base, span }: TapeRequest,
  problems: Problem[],
  signal: AbortSignal,
): TapeReading {
  const delay = Math.ceil(availabilityDelay(schema) / SECOND_NS);
  const indexed = { from: span.from - delay, to: span.to - delay };
  const own = readingOrder(
    files.map((file) => dayFileOf(file, symbol, indexed)).filter((file) => file !== null),
  );
  const target = new CurrentRecords(schema);
  const request = { files: own, base, span: indexed, targets: [target] };
  const { uncovered } = readFiles(request, signal, problems);
  return { tape: makeTape(schema, target.words, base), uncovered };
}

const VERSIONS: readonly DbnVersion[] = [3, 2, 1];

/** Gathers records of any version as those of version 3. */
class CurrentRecords implements RecordTarget {
  readonly wanted;
  readonly #buffer = new RecordBuffer();

  constructor(schema: Schema) {
    this.wanted = recordsOf(schema);
  }

  get words(): Int32Array {
    return wordsOf(this.#buffer);
  }

  readonly add = (picked: Picked): void => {
    const { rtype } = this.wanted;
    const sizeOf = (version: DbnVersion) => layoutOfVersion(rtype, version)?.size;
    if (picked.recordSize === sizeOf(3)) return this.#buffer.add(picked);
    const version = VERSIONS.find((candidate) => sizeOf(candidate) === picked.recordSize);
    if (version === undefined) throw unknownSize(rtype, picked.recordSize);
    if (picked.count === 0) return;
    const old = new RecordBuffer();
    old.add(picked);
    const words = wordsOf(new RecordUpgrader(version, 3, false).upgrade(chunkOf(old.bytes)));
    const step = words.length / picked.count;
    for (let i = 0; i < picked.count; i++) this.#buffer.addOne(words, i * step, step);
  };

  readonly mark = (): () => void => this.#buffer.mark();
}

function unknownSize(rtype: number, size: number): MomoError {
  return new MomoError(
    "bad_data",
    `Cannot replay records of type 0x${
      rtype.toString(16)
    }: they have ${size} bytes, as in no version`,
  );
}
