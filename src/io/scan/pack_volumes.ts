/** Volumes of many sessions in one piece of memory, which moves to another thread faster than many small ones. */

/** Minutes of a session and their shares. */
interface Volumes {
  readonly minutes: Uint16Array;
  readonly shares: Float64Array;
}

/** Copies the minutes and shares of all sessions into one new buffer, in order. */
export function packVolumes<Session extends Volumes>(sessions: readonly Session[]): Session[] {
  const rows = sessions.reduce((sum, { minutes }) => sum + minutes.length, 0);
  const memory = new ArrayBuffer(
    rows * (Float64Array.BYTES_PER_ELEMENT + Uint16Array.BYTES_PER_ELEMENT),
  );
  const allShares = new Float64Array(memory, 0, rows);
  const allMinutes = new Uint16Array(memory, allShares.byteLength, rows);
  let from = 0;
  return sessions.map((session) => {
    const to = from + session.minutes.length;
    const minutes = allMinutes.subarray(from, to);
    const shares = allShares.subarray(from, to);
    minutes.set(session.minutes);
    shares.set(session.shares);
    from = to;
    return { ...session, minutes, shares };
  });
}
