/**
 * Waits for a promise, but no longer than until a signal is aborted: a read from a pipe nobody writes to cannot be
 * taken back, only left behind.
 *
 * @returns What the promise gives.
 * @throws What the promise rejects with, or the signal's reason.
 */
export async function untilAborted<Value>(
  promise: Promise<Value>,
  signal: AbortSignal,
): Promise<Value> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const leave = () => reject(signal.reason);
  if (signal.aborted) leave();
  signal.addEventListener("abort", leave, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", leave);
  }
}
