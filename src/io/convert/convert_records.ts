/** Conversion of DBN inputs: opened, merged, chosen from, written. */
import { MomoError } from "../../core/error.ts";
import type { DbnHeader, FragmentFormat } from "../dbn/dbn_header.ts";
import { type FilePart, planParts } from "../dbn/file_parts.ts";
import type { RecordChunk } from "../dbn/record_chunk.ts";
import { metadataJson } from "../dbn/text/metadata_json.ts";
import { truncationError } from "../dbn/truncation.ts";
import { CURRENT_VERSION } from "../dbn/version.ts";
import { refuseExisting } from "../store/refuse_existing.ts";
import { checkRequest, type ConvertRequest } from "./convert_request.ts";
import { InputProblems } from "./input_problems.ts";
import { daysOf } from "./dataset_days.ts";
import { checkKnown } from "./known_choice.ts";
import { narrowMetadata } from "./narrow_metadata.ts";
import { chooseRecords, prepareAll } from "./prepare_records.ts";
import { isEncodedText } from "./record_format.ts";
import {
  writeOutputFile,
  writeStandardOutput,
  writeStandardOutputWhole,
  type WrittenOutput,
} from "./record_output.ts";
import { compressed, piecesOf, textPlan } from "./record_pieces.ts";
import type { RecordChoice } from "./record_filter.ts";
import { limitRecords } from "./record_range.ts";
import { RecordStream } from "./record_stream.ts";
import { splitRecords } from "./split_records.ts";
import { isLive } from "./symbol_lookup.ts";
import { BYTES_BEFORE_THREADS, textOfParts } from "./text_pieces.ts";
import { isDivisible } from "./text_plan.ts";
import { timeWindow } from "./time_window.ts";

/** What a conversion is told and tells while it runs. */
export interface ConvertHooks {
  readonly signal: AbortSignal;
  /** Told of records that were read and kept. */
  readonly onRecords: (count: number) => void;
}

/** What a conversion did. */
export interface ConvertReport {
  /** Records written. */
  readonly records: number;
  readonly outputs: readonly WrittenOutput[];
  /** What kept inputs from being read to their end. */
  readonly problems: readonly MomoError[];
}

/** Decompressed bytes of a part that a thread reads. */
const PART_BYTES = 1024 * 1024;
/** Files that are smaller as they are stored are read on this thread without a look at their frames. */
const SMALL_FILE_BYTES = 512 * 1024;

/**
 * Converts the inputs of a request. The readable part of a damaged input is used, unless the request is strict.
 *
 * @throws {MomoError} `usage` if wishes exclude each other; `conflict` if an output exists; `not_found`, `bad_data` or
 * `io` if an input cannot be opened or used, an output not be written, or a record not be expressed in the format.
 * @throws {Deno.errors.BrokenPipe} If the reader of standard output has left.
 */
export async function convertRecords(
  request: ConvertRequest,
  hooks: ConvertHooks,
): Promise<ConvertReport> {
  checkRequest(request);
  const { output: { path }, split, force } = request;
  if (path !== undefined && split === null && !force) await refuseExisting(path);
  const problems = new InputProblems(request.strict);
  await using stream = await openStream(request, problems, hooks.signal);
  const conversion = new Conversion(request, hooks, stream, problems);
  const outputs = await conversion.run();
  return { records: conversion.records, outputs, problems: problems.all };
}

function openStream(
  request: ConvertRequest,
  problems: InputProblems,
  signal: AbortSignal,
): Promise<RecordStream> {
  const { inputs, fragment, upgrade } = request;
  const format: FragmentFormat = { version: fragment.version ?? CURRENT_VERSION };
  return RecordStream.open({
    names: inputs,
    fragment: fragment.all ? format : null,
    namedFragment: format,
    ...{ upgrade, problems, signal },
  });
}

/** One conversion under way. */
class Conversion {
  /** Records written so far. */
  records = 0;
  readonly #request: ConvertRequest;
  readonly #choice: RecordChoice;
  readonly #hooks: ConvertHooks;
  readonly #stream: RecordStream;
  readonly #problems: InputProblems;
  /** What the result belongs to. */
  readonly #output: DbnHeader;

  constructor(
    request: ConvertRequest,
    hooks: ConvertHooks,
    stream: RecordStream,
    problems: InputProblems,
  ) {
    const { choice: { schemas, symbols, period }, limit } = request;
    const window = timeWindow(period, daysOf(stream.header.metadata));
    const choice = { schemas, symbols, window };
    checkKnown(stream.inputs.map(({ header }) => header), choice);
    this.#request = request;
    this.#choice = choice;
    this.#hooks = hooks;
    this.#stream = stream;
    this.#problems = problems;
    const { header } = stream;
    const metadata = header.metadata && narrowMetadata(header.metadata, choice, limit);
    this.#output = { ...header, metadata };
  }

  async run(): Promise<WrittenOutput[]> {
    const { split, output, style, force, threads } = this.#request;
    if (split === null) return [await this.#write(this.#pieces())];
    return await splitRecords(this.#chunks(), {
      ...{ split, form: output, style, output: this.#output, threads, force },
      pattern: output.path!, // checked with the request
      signal: this.#hooks.signal,
    });
  }

  async #write(pieces: AsyncGenerator<Uint8Array>): Promise<WrittenOutput> {
    const { signal } = this.#hooks;
    const { output: { path }, strict } = this.#request;
    if (path !== undefined) return await writeOutputFile(path, pieces, signal);
    const write = strict ? writeStandardOutputWhole : writeStandardOutput;
    return await write(pieces, signal);
  }

  #pieces(): AsyncGenerator<Uint8Array> {
    const { output: form, style, threads, metadataOnly } = this.#request;
    if (metadataOnly) return compressed(this.#metadata(), { form });
    const parts = this.#parts();
    if (parts !== null) return compressed(this.#textOfParts(parts), { form });
    return piecesOf(this.#chunks(), { form, style, output: this.#output, threads });
  }

  async *#metadata(): AsyncGenerator<Uint8Array> {
    const { style: { prettyTimes, indent }, output: { format } } = this.#request;
    const options = { prettyTimes, indent: indent && format === "json" };
    const json = metadataJson(this.#output.metadata!, options); // fragments were refused with the request
    yield await Promise.resolve(new TextEncoder().encode(json));
  }

  /** The chosen records in order. */
  #chunks(): AsyncGenerator<RecordChunk> {
    const { limit } = this.#request;
    const chosen = this.#choose(this.#stream.chunks());
    return this.#counted(limit === null ? chosen : limitRecords(chosen, limit));
  }

  #choose(chunks: AsyncGenerator<RecordChunk>): AsyncGenerator<RecordChunk> {
    return prepareAll(chunks, chooseRecords(this.#stream.header, this.#choice));
  }

  async *#counted(chunks: AsyncGenerator<RecordChunk>): AsyncGenerator<RecordChunk> {
    for await (const chunk of chunks) {
      this.#count(chunk.count);
      yield chunk;
    }
  }

  #count(records: number): void {
    this.records += records;
    this.#hooks.onRecords(records);
  }

  /** Parts of the input that threads can read and write on their own; null if that is not possible or no gain. */
  #parts(): FilePart[] | null {
    const { output: { format }, style, threads, limit } = this.#request;
    const [input, ...others] = this.#stream.inputs;
    const file = input?.file;
    if (!file || others.length > 0 || threads === 1 || limit !== null) return null;
    if (!isEncodedText(format) || !isDivisible(this.#output, textPlan(format, style))) return null;
    const needsOrder = this.#choice.symbols.length > 0 && file.header.metadata !== null &&
      isLive(file.header.metadata);
    if (needsOrder || file.source.size < SMALL_FILE_BYTES) return null;
    try {
      const parts = planParts(file, PART_BYTES);
      const last = parts?.at(-1);
      return last !== undefined && last.start > BYTES_BEFORE_THREADS ? parts : null;
    } catch (error) {
      if (error instanceof MomoError) return null; // reading in order meets it too, after what comes before it
      throw error;
    }
  }

  #textOfParts(parts: readonly FilePart[]): AsyncGenerator<Uint8Array> {
    const { output: { format }, style, threads, upgrade } = this.#request;
    const { file } = this.#stream.inputs[0]!;
    if (!isEncodedText(format) || !file) {
      throw new TypeError("Parts were planned for text of a file");
    }
    return textOfParts({
      output: this.#output,
      text: textPlan(format, style),
      threads,
      parts,
      file: { path: file.source.name, header: file.header, upgrade, choice: this.#choice },
      onPart: ({ records, truncation }) => {
        this.#count(records);
        if (truncation !== null) this.#problems.meet(truncationError(truncation));
      },
      chunksFrom: (offset) => this.#counted(this.#choose(this.#stream.chunksFrom(offset))),
    });
  }
}
