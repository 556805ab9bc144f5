/** Records of local files, for what a gateway does not have any more. */
import type { Catalog } from "../../catalog/catalog.ts";
import type { CatalogFile } from "../../catalog/catalog_file.ts";
import { distinctSymbols } from "../../catalog/file_symbols.ts";
import type { Problem } from "../../catalog/problem.ts";
import { chunkOf } from "../../dbn/framing.ts";
import type { RecordChunk } from "../../dbn/record_chunk.ts";
import { isSchema, type Schema } from "../../dbn/schema.ts";
import { CursorHeap } from "../../convert/cursor_heap.ts";
import { type ReplayCursor, TapeCursor } from "../replay/replay_cursor.ts";
import { RecordSink } from "../replay/record_sink.ts";
import { readTape } from "../replay/read_tape.ts";
import { intervalOf, type Tape } from "../replay/tape.ts";

/** Which records are wanted. Times are ns since the Unix epoch. */
export interface LocalRequest {
  readonly dataset: string;
  readonly schema: string;
  /** Raw symbols; `null` for every one. */
  readonly symbols: readonly string[] | null;
  /** First and, excluded, last time, compared with what `start` is compared with. */
  readonly from: bigint;
  readonly to: bigint;
  /** Only records that can be seen by then; by default all. */
  readonly availableBy?: bigint;
}

/** What was found. */
export interface LocalAnswer {
  /** In the order of their capture. */
  readonly chunks: readonly RecordChunk[];
  /** Whether files cover the whole time for every symbol. */
  readonly isWhole: boolean;
}

/** Finds records of the past. */
export interface LocalRecords {
  /** Never throws for data that are not there or damaged: then the answer is not whole. */
  read(request: LocalRequest, signal: AbortSignal): LocalAnswer;
}

const SECOND_NS = 1_000_000_000n;
/** Room for records that were captured later than they happened, s. */
const LATE_SECONDS = 60;
const SINK_WORDS = 64 * 1024;

/** The files of a catalog as records of the past. */
export class CatalogRecords implements LocalRecords {
  readonly #catalog: Catalog;

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
  }

  read(request: LocalRequest, signal: AbortSignal): LocalAnswer {
    const { dataset, schema, from, to } = request;
    if (to <= from) return { chunks: [], isWhole: true };
    if (!isSchema(schema)) return { chunks: [], isWhole: false };
    const files = this.#catalog.files.filter((file) =>
      file.dataset === dataset && file.schema === schema
    );
    const numbers = this.#numbersOf(request, files);
    const readings = numbers.map((symbol) =>
      readPart({ ...request, schema, symbol, files }, signal)
    );
    return {
      chunks: merge(readings.map(({ tape }) => tape)),
      isWhole: files.length > 0 && readings.length > 0 && readings.every(({ isWhole }) => isWhole),
    };
  }

  /** Numbers of the wanted symbols in the catalog; -1 for one that no file has. */
  #numbersOf({ symbols }: LocalRequest, files: readonly CatalogFile[]): number[] {
    if (symbols !== null) return symbols.map((name) => this.#catalog.symbols.find(name) ?? -1);
    return [...new Set(files.flatMap((file) => distinctSymbols(file.symbols)))];
  }
}

interface PartRequest extends Omit<LocalRequest, "schema"> {
  readonly schema: Schema;
  readonly symbol: number;
  readonly files: readonly CatalogFile[];
}

/** The records of one symbol. */
function readPart(
  { schema, symbol, files, from, to, availableBy }: PartRequest,
  signal: AbortSignal,
): { tape: Tape; isWhole: boolean } {
  const base = from / SECOND_NS * SECOND_NS;
  const delay = Math.ceil((intervalOf(schema) ?? 0) / Number(SECOND_NS));
  const span = {
    from: Number(base / SECOND_NS),
    to: Number((to + SECOND_NS - 1n) / SECOND_NS) + delay + LATE_SECONDS,
  };
  const problems: Problem[] = [];
  const { tape, uncovered } = readTape({ schema, symbol, files, base, span }, problems, signal);
  const end = Number(to - base);
  const by = availableBy === undefined ? Infinity : Number(availableBy - base);
  const isWhole = problems.length === 0 && uncovered.every((part) => part.from >= end);
  return { tape: between(tape, { from: Number(from - base), to: end, by }), isWhole };
}

/** The records of a tape whose times lie in [from, to), and that can be seen by a time. */
function between(tape: Tape, { from, to, by }: { from: number; to: number; by: number }): Tape {
  const isIn = (row: number) =>
    tape.startTime[row]! >= from && tape.startTime[row]! < to && tape.available[row]! <= by;
  const rows = Uint32Array.from({ length: tape.length }, (_, row) => row).filter(isIn);
  const { stride } = tape;
  const words = new Int32Array(rows.length * stride);
  rows.forEach((row, i) => {
    words.set(tape.words.subarray(row * stride, (row + 1) * stride), i * stride);
  });
  return {
    ...{ schema: tape.schema, words, stride, length: rows.length },
    available: Float64Array.from(rows, (row) => tape.available[row]!),
    startTime: Float64Array.from(rows, (row) => tape.startTime[row]!),
  };
}

function merge(tapes: readonly Tape[]): RecordChunk[] {
  const heap = new CursorHeap<ReplayCursor>();
  tapes.forEach((tape, order) => heap.add(new TapeCursor(tape, order, -Infinity, null)));
  const sink = new RecordSink(SINK_WORDS, false);
  const chunks: RecordChunk[] = [];
  for (let cursor = heap.top; cursor !== undefined; cursor = heap.top) {
    if (cursor.time === Infinity) heap.removeTop();
    else {
      cursor.copy(sink, Infinity, heap.second);
      heap.siftTop();
    }
    if (sink.isFull || (heap.top === undefined && !sink.isEmpty)) {
      chunks.push(chunkOf(sink.take().slice(), { name: "local files" }));
    }
  }
  return chunks;
}
