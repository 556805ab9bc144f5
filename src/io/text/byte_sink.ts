/** Where bytes go: a file, standard output, a socket, a test's array. */
export interface ByteSink {
  /** Takes some of the bytes, at least one; returns how many. */
  write(bytes: Uint8Array): Promise<number>;
}

/** Waits until a sink that would have blocked may be tried again. */
export type Wait = () => Promise<void>;

const RETRY_MS = 2;

const waitBriefly: Wait = () => new Promise((resolve) => setTimeout(resolve, RETRY_MS));

/**
 * Hands all bytes to a sink, however few it takes at a time. A parent process may have made the pipe non-blocking:
 * then the write is tried again after a wait.
 *
 * @throws {Deno.errors.BrokenPipe} If the reader has left.
 */
export async function writeAll(
  sink: ByteSink,
  bytes: Uint8Array,
  wait: Wait = waitBriefly,
): Promise<void> {
  let rest = bytes;
  while (rest.length > 0) {
    try {
      rest = rest.subarray(await sink.write(rest));
    } catch (error) {
      if (!(error instanceof Deno.errors.WouldBlock)) throw error;
      await wait();
    }
  }
}
