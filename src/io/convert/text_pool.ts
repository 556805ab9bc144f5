/** Worker threads that write text, and their results in order. */
import type { FilePart } from "../dbn/file_parts.ts";
import type { RecordChunk } from "../dbn/record_chunk.ts";
import { revived, WorkerPool } from "../workers/pool.ts";
import type { TextOpening, TextRequest, TextResult } from "./text_worker.ts";

const ENTRY = new URL("../../main.ts", import.meta.url);
/** Tasks under way beyond one for each thread, so that none waits for the one before it to be written. */
const TASKS_AHEAD = 2;

/** Writes parts of files or chunks as text, several at a time. */
export class TextPool implements Disposable {
  readonly #pool: WorkerPool<TextRequest, TextResult>;
  /** Memory of texts that have been used. */
  readonly #memory: ArrayBuffer[] = [];

  /** Starts the threads. */
  constructor(threads: number, opening: TextOpening) {
    this.#pool = new WorkerPool(ENTRY, threads, opening);
  }

  /** Ends the threads. */
  [Symbol.dispose](): void {
    this.#pool[Symbol.dispose]();
  }

  /** The results in the order of the inputs; each text is valid until the next result is asked for. */
  async *results(
    inputs: AsyncIterator<FilePart | RecordChunk> | Iterator<FilePart | RecordChunk>,
  ): AsyncGenerator<TextResult> {
    const running: Promise<TextResult>[] = [];
    let isOver = false;
    while (true) {
      while (!isOver && running.length < this.#pool.size + TASKS_AHEAD) {
        const { done, value } = await inputs.next();
        if (done) isOver = true;
        else running.push(this.#run(value));
      }
      const next = running.shift();
      if (next === undefined) return;
      const result = await next;
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
    const result = this.#pool.run({ request: { input: own, memory }, transfer });
    result.catch(() => {}); // whoever awaits it in its turn gets the error
    return result;
  }
}

/** Throws the error of a record that could not be written, if there is one. */
export function throwFailure({ failure }: TextResult): void {
  if (failure !== null) throw revived(failure);
}
