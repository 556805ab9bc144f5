/** All inputs of a conversion as one stream of records of one version. */
import { MomoError } from "../../core/error.ts";
import type { DbnHeader, FragmentFormat } from "../dbn/dbn_header.ts";
import type { RecordChunk } from "../dbn/record_chunk.ts";
import { wordsOf } from "../dbn/record_chunk.ts";
import type { InputProblems } from "./input_problems.ts";
import { mergeMetadata, type NamedMetadata } from "./merge_metadata.ts";
import { mergeRecords, type MergeSource } from "./merge_records.ts";
import { prepareAll, upgradeChunks, upgradedHeader } from "./prepare_records.ts";
import { isFragmentName } from "./record_format.ts";
import { openInput, type RecordInput } from "./record_input.ts";
import { partOf } from "./record_range.ts";
import { indexTimeWord } from "./record_times.ts";

/** Which inputs are opened and how. */
export interface StreamOptions {
  /** Paths, or `-` for standard input. */
  readonly names: readonly string[];
  /** Set if all inputs are fragments; others are known by their names. */
  readonly fragment: FragmentFormat | null;
  /** Format of fragments that are known by their names. */
  readonly namedFragment: FragmentFormat;
  /** Whether records are brought to the current version. */
  readonly upgrade: boolean;
  readonly problems: InputProblems;
  /** Aborting it ends waiting for inputs. */
  readonly signal: AbortSignal;
}

/** Opened inputs. */
export class RecordStream implements AsyncDisposable {
  /** What all records belong to: after the upgrade, and merged. */
  readonly header: DbnHeader;
  /** The inputs in order, with their own headers. */
  readonly inputs: readonly RecordInput[];
  readonly #options: StreamOptions;

  private constructor(inputs: readonly RecordInput[], options: StreamOptions) {
    this.inputs = inputs;
    this.#options = options;
    this.header = commonHeader(inputs.map(({ header }) => {
      return options.upgrade ? upgradedHeader(header) : header;
    }));
  }

  /**
   * Opens all inputs and reads their metadata.
   *
   * @throws {MomoError} If one cannot be opened or is not DBN, or they cannot be merged.
   */
  static async open(options: StreamOptions): Promise<RecordStream> {
    await using opened = new AsyncDisposableStack();
    const inputs: RecordInput[] = [];
    const { signal } = options;
    for (const name of options.names) {
      const fragment = options.fragment ?? (isFragmentName(name) ? options.namedFragment : null);
      const known = fragment === null ? {} : { fragment };
      inputs.push(opened.use(await openInput(name, { ...known, reuseBuffer: true }, signal)));
    }
    const stream = new RecordStream(inputs, options);
    opened.move();
    return stream;
  }

  /**
   * All records in order; what ends an input early is noted among the problems. A chunk is valid until the next one is
   * asked for.
   */
  chunks(): AsyncGenerator<RecordChunk> {
    const [first, ...others] = this.inputs;
    if (others.length === 0) return this.#chunksOf(first!);
    const sources = this.inputs.map((input): MergeSource => ({
      firstTime: firstTimeOf(input),
      chunks: () => this.#chunksOf(input),
    }));
    return mergeRecords(sources, this.header);
  }

  /** The records of the only input from a byte offset of its decompressed content on, at which a record starts. */
  chunksFrom(offset: number): AsyncGenerator<RecordChunk> {
    return this.#chunksOf(this.inputs[0]!, offset);
  }

  /** Closes the inputs. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const input of this.inputs) await input[Symbol.asyncDispose]();
  }

  async *#chunksOf(input: RecordInput, offset = 0): AsyncGenerator<RecordChunk> {
    try {
      const chunks = offset === 0 ? input.chunks() : skipTo(input.chunks(), offset);
      if (!this.#options.upgrade) yield* chunks;
      else yield* prepareAll(chunks, upgradeChunks(input.header));
    } catch (error) {
      this.#options.problems.meet(error);
    }
  }
}

function commonHeader(headers: readonly DbnHeader[]): DbnHeader {
  const [first, ...others] = headers;
  if (first === undefined) throw new TypeError("There are no inputs");
  if (others.length === 0) return first;
  const named = headers.flatMap(({ name, metadata }): NamedMetadata[] => {
    return metadata === null ? [] : [{ name, metadata }];
  });
  if (named.length > 0 && named.length < headers.length) {
    throw new MomoError("usage", "Cannot merge fragments with files that have metadata", {
      hint: "convert the fragments on their own, with --format fragment the others",
    });
  }
  const metadata = named.length === 0 ? null : mergeMetadata(named);
  return { ...first, name: `${first.name} and ${others.length} more`, metadata };
}

/** The index timestamp of a file's first record; null if it has none, or cannot be read twice. */
function firstTimeOf({ file }: RecordInput): MergeSource["firstTime"] {
  if (file === null) return null;
  try {
    for (const chunk of file.chunks()) {
      const words = wordsOf(chunk);
      const time = indexTimeWord(words, 0);
      return { low: words[time]! >>> 0, high: words[time + 1]! >>> 0 };
    }
  } catch (error) {
    if (!(error instanceof MomoError)) throw error; // reading meets it again
  }
  return null;
}

/** Leaves out what lies before a byte offset of the stream. */
async function* skipTo(
  chunks: AsyncGenerator<RecordChunk>,
  offset: number,
): AsyncGenerator<RecordChunk> {
  for await (const chunk of chunks) {
    const skipped = Math.max(0, offset - chunk.offset);
    if (skipped < chunk.bytes.length) yield partOf(chunk, skipped, chunk.bytes.length);
  }
}
