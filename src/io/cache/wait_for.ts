/** Waits so many milliseconds; rejects with the signal's reason if it is aborted before. */
export type WaitFor = (ms: number, signal: AbortSignal) => Promise<void>;

/** Waits in real time. */
export const waitFor: WaitFor = (ms, signal) => {
  return new Promise((resolve, reject) => {
    const leave = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", leave);
      resolve();
    }, ms);
    if (signal.aborted) return leave();
    signal.addEventListener("abort", leave, { once: true });
  });
};
