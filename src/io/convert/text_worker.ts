/** The worker role `text`: reads parts of a file, or takes records, and gives back their text. */
import { MomoError } from "../../core/error.ts";
import type { ByteSource } from "../bytes/byte_source.ts";
import { openFileSource } from "../bytes/file_source.ts";
import type { DbnHeader } from "../dbn/dbn_header.ts";
import { type FilePart, readPart } from "../dbn/file_parts.ts";
import type { RecordChunk } from "../dbn/record_chunk.ts";
import type { Truncation } from "../dbn/truncation.ts";
import { NativeContext } from "../zstd/native_context.ts";
import { answerTask, portableError } from "../workers/answer.ts";
import type { HandleMessage } from "../workers/worker_entry.ts";
import {
  chooseRecords,
  type PrepareChunk,
  upgradeChunks,
  upgradedHeader,
} from "./prepare_records.ts";
import type { RecordChoice } from "./record_filter.ts";
import { type TextEncoding, textEncoding, type TextPlan } from "./text_plan.ts";

/** First message to a text worker. */
export interface TextOpening {
  readonly role: "text";
  /** The file that parts are read from; null if records come as they are, and then they are prepared already. */
  readonly file: TextFile | null;
  /** What the text belongs to, with the metadata of the result. */
  readonly output: DbnHeader;
  readonly text: TextPlan;
}

/** A file whose parts become text. */
export interface TextFile {
  readonly path: string;
  /** As read from the file. */
  readonly header: DbnHeader;
  readonly upgrade: boolean;
  readonly choice: RecordChoice;
}

/** A task for a text worker. */
export interface TextRequest {
  readonly input: FilePart | RecordChunk;
  /** Memory that the text may be put into. */
  readonly memory: ArrayBuffer | null;
}

/** What a text worker answers. */
export interface TextResult {
  /** Text of the records up to the first that cannot be written; in memory of its own. */
  readonly text: Uint8Array<ArrayBuffer>;
  /** Number of records read and kept. */
  readonly records: number;
  /** Whether a part could be read as planned; if not, there is no text, and the file has to be read sequentially. */
  readonly isReadable: boolean;
  /** Where the file is cut. */
  readonly truncation: Truncation | null;
  /** Why a record cannot be written: a plain object. */
  readonly failure: unknown;
}

/** The handler of a new worker's messages. */
export function textRole(): HandleMessage {
  let worker: TextWorker | undefined;
  return async (message) => {
    const request = message as TextOpening | TextRequest; // only the program's own pool writes here
    if ("role" in request) {
      worker = new TextWorker(request);
      return;
    }
    await answerTask(() => worker!.handle(request), ({ text }) => [text.buffer]);
  };
}

/** A part that was read, or records as they came. */
interface ReadInput {
  readonly chunk: RecordChunk;
  readonly truncation: Truncation | null;
}

class TextWorker {
  readonly #opening: TextOpening;
  readonly #context = new NativeContext();
  #source: ByteSource | undefined;
  #prepare: PrepareChunk | undefined;
  #encoding: TextEncoding | undefined;

  constructor(opening: TextOpening) {
    this.#opening = opening;
  }

  handle({ input, memory }: TextRequest): TextResult {
    const read = this.#read(input);
    if (read === null) return unreadable();
    const encoding = this.#encoding ??= this.#newEncoding();
    const { chunk, truncation } = read;
    const text = ownText(encoding.encode(chunk), memory);
    return {
      text,
      records: chunk.count,
      isReadable: true,
      truncation,
      failure: failureOf(encoding),
    };
  }

  #newEncoding(): TextEncoding {
    const { output, text } = this.#opening;
    const encoding = textEncoding(output, { ...text, writeHeader: false });
    encoding.start();
    return encoding;
  }

  /** Null for a part that cannot be read as planned: reading in order finds out why, after what comes before it. */
  #read(input: FilePart | RecordChunk): ReadInput | null {
    if ("bytes" in input) return { chunk: input, truncation: null };
    try {
      const file = this.#opening.file!;
      this.#source ??= openFileSource(file.path);
      this.#prepare ??= preparationOf(file);
      const read = readPart(this.#source, input, { context: this.#context });
      return read && { ...read, chunk: this.#prepare(read.chunk) };
    } catch (error) {
      if (error instanceof MomoError) return null;
      throw error;
    }
  }
}

function preparationOf({ header, upgrade, choice }: TextFile): PrepareChunk {
  const upgradeChunk: PrepareChunk = upgrade ? upgradeChunks(header) : (chunk) => chunk;
  const choose = chooseRecords(upgrade ? upgradedHeader(header) : header, choice);
  return (chunk) => choose(upgradeChunk(chunk));
}

function unreadable(): TextResult {
  const text = new Uint8Array(0);
  return { text, records: 0, isReadable: false, truncation: null, failure: null };
}

function failureOf(encoding: TextEncoding): unknown {
  try {
    encoding.finish();
    return null;
  } catch (error) {
    return portableError(error);
  }
}

/** A copy of the text in the given memory, or in new one with room for a longer text later. */
function ownText(text: Uint8Array, memory: ArrayBuffer | null): Uint8Array<ArrayBuffer> {
  const fits = memory !== null && memory.byteLength >= text.length;
  const buffer = fits ? memory : new ArrayBuffer(Math.ceil(text.length * ROOM));
  const own = new Uint8Array(buffer, 0, text.length);
  own.set(text);
  return own;
}

/** Texts of parts of equal size differ by less than this factor, mostly. */
const ROOM = 1.1;
