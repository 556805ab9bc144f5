/** Lines from someone who may send anything: none is held that is longer than a limit. */

/** A line of the input, from 1. Without a text it was longer than the limit and is gone. */
export interface BoundedLine {
  readonly line: number;
  /** Without its end; `null` if it was too long. */
  readonly text: string | null;
}

const LINE_END = 10;

/** The lines of a stream of bytes that are not blank. What follows the last line end counts as a line too. */
export async function* boundedLines(
  bytes: AsyncIterable<Uint8Array>,
  mostBytes: number,
): AsyncGenerator<BoundedLine> {
  const gatherer = new LineGatherer(mostBytes);
  for await (const chunk of bytes) yield* gatherer.add(chunk);
  yield* gatherer.end();
}

/** Puts lines together out of pieces. */
class LineGatherer {
  readonly #mostBytes: number;
  readonly #decoder = new TextDecoder();
  #pieces: Uint8Array[] = [];
  #length = 0;
  #line = 1;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  *add(chunk: Uint8Array): Generator<BoundedLine> {
    let from = 0;
    for (let end; (end = chunk.indexOf(LINE_END, from)) >= 0; from = end + 1) {
      this.#gather(chunk.subarray(from, end));
      yield* this.#take();
    }
    this.#gather(chunk.subarray(from));
  }

  *end(): Generator<BoundedLine> {
    if (this.#length > 0) yield* this.#take();
  }

  #gather(piece: Uint8Array): void {
    this.#length += piece.length;
    if (this.#length > this.#mostBytes) this.#pieces = [];
    else if (piece.length > 0) this.#pieces.push(piece.slice()); // the chunk may be used again
  }

  *#take(): Generator<BoundedLine> {
    const line = this.#line++;
    const isTooLong = this.#length > this.#mostBytes;
    const text = isTooLong ? null : this.#text();
    this.#pieces = [];
    this.#length = 0;
    if (text === null || text.trim() !== "") yield { line, text };
  }

  #text(): string {
    if (this.#pieces.length === 1) return this.#decoder.decode(this.#pieces[0]);
    const whole = new Uint8Array(this.#length);
    let at = 0;
    for (const piece of this.#pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    return this.#decoder.decode(whole);
  }
}
