/** Worker threads that write text, and their results in order. */
import type { FilePart } from "../dbn/file_parts.ts";
import type { RecordChunk } from "../dbn/record_chunk.ts";
import { WORKER_ENTRY } from "../workers/entry.ts";
import { orderedResults } from "./ordered_results.ts";
import { revived, WorkerPool } from "../workers/pool.ts";
import type { TextOpening, TextRequest, TextResult } from "./text_worker.ts";

/** Writes parts of files or chunks as text, several at a time. */
export class TextPool implements Disposable {
  readonly #pool: WorkerPool<TextRequest, TextResult>;
  /** Memory of texts that have been used. */
  readonly #memory: ArrayBuffer[] = [];

  /** Starts the threads. */
  constructor(threads: number, opening: TextOpening) {
    this.#pool = new WorkerPool(WORKER_ENTRY, threads, opening);
  }

  /** Ends the threads. */
  [Symbol.dispose](): void {
    this.#pool[Symbol.dispose]();
  }

  /** The results in the order of the inputs; each text is valid until the next result is asked for. */
  async *results(
    inputs: AsyncIterator<FilePart | RecordChunk> | Iterator<FilePart | RecordChunk>,
  ): AsyncGenerator<TextResult> {
    const run = (input: FilePart | RecordChunk) => this.#run(input);
    for await (const result of orderedResults(inputs, this.#pool.size, run)) {
      yield result;
      this.#memory.push(result.text.buffer);
    }
  }

  #run(input: FilePart | RecordChunk): Promise<TextResult> {
    const memory = this.#memory.pop() ?? null;
    // the bytes of a chunk may share memory with what is still to be read
    const own = "bytes" in input ? { ...input, bytes: input.bytes.slice() } : input;
    const transfer: ArrayBuffer[] = [];
    if ("bytes" in own && own.bytes.buffer instanceof ArrayBuffer) transfer.push(own.bytes.buffer);
    if (memory !== null) transfer.push(memory);
    return this.#pool.run({ request: { input: own, memory }, transfer });
  }
}

/** Throws the error of a record that could not be written, if there is one. */
export function throwFailure({ failure }: TextResult): void {
  if (failure !== null) throw revived(failure);
}
