/** Notes what is changed, so that a look ahead can be taken back. */
export class Journal {
  #isRecording = false;
  readonly #arrays: Float64Array[] = [];
  readonly #indices: number[] = [];
  readonly #values: number[] = [];
  readonly #undos: (() => void)[] = [];

  /** Changes an element of an array. */
  set(array: Float64Array, index: number, value: number): void {
    if (this.#isRecording) {
      this.#arrays.push(array);
      this.#indices.push(index);
      this.#values.push(array[index]!);
    }
    array[index] = value;
  }

  /** Has something done when a change that was made elsewhere is taken back. */
  onUndo(undo: () => void): void {
    if (this.#isRecording) this.#undos.push(undo);
  }

  /** Does something and takes back every change that it made; returns what it returned. */
  rehearse<T>(work: () => T): T {
    this.#isRecording = true;
    try {
      return work();
    } finally {
      this.#isRecording = false;
      this.#takeBack();
    }
  }

  #takeBack(): void {
    while (this.#arrays.length > 0) {
      this.#arrays.pop()![this.#indices.pop()!] = this.#values.pop()!;
    }
    while (this.#undos.length > 0) this.#undos.pop()!();
  }
}
