/** Who holds a lock: the content of a lock file while it is held. */
export interface LockHolder {
  readonly pid: number;
  readonly host: string;
  /** What it is doing, in words for messages: `momo scan`. */
  readonly purpose: string;
  /** When it took the lock, ISO 8601 in UTC. */
  readonly since: string;
  /** Different each time that a lock is taken. */
  readonly token: string;
}

/** The holder as the content of a lock file. */
export function encodeHolder(holder: LockHolder): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(holder) + "\n");
}

/**
 * The holder that a lock file names.
 *
 * @returns undefined if it names none: it is empty, or its holder died while writing it.
 */
export function parseHolder(text: string): LockHolder | undefined {
  const value = parseJson(text);
  if (typeof value !== "object" || value === null) return undefined;
  const pid: unknown = Reflect.get(value, "pid");
  const host: unknown = Reflect.get(value, "host");
  const purpose: unknown = Reflect.get(value, "purpose");
  const since: unknown = Reflect.get(value, "since");
  const token: unknown = Reflect.get(value, "token");
  const isHolder = typeof pid === "number" && typeof host === "string" &&
    typeof purpose === "string" && typeof since === "string" && typeof token === "string";
  return isHolder ? { pid, host, purpose, since, token } : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
