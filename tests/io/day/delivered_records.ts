/**
 * Records of the real delivery, read without the project's decoders: fzstd, a minimal reading of DBN version 1, and
 * wall-clock times from the platform's time zone database.
 */
import { readdirSync, readFileSync } from "node:fs";
import { decompress } from "fzstd";

export const DELIVERY = "../shared/data/mlgo";

/** Paths of the delivery's files of a schema, sorted; `null`, and a line that says so, if it is not there. */
export function deliveredFiles(schema: string): string[] | null {
  try {
    return readdirSync(DELIVERY, { recursive: true }).map(String)
      .filter((path) => path.endsWith(`.${schema}.dbn.zst`)).sort()
      .map((path) => `${DELIVERY}/${path}`);
  } catch {
    Deno.stderr.writeSync(new TextEncoder().encode(`skipped: no delivery in ${DELIVERY}\n`));
    return null;
  }
}

/** The records of a file, each as a view on its bytes. Asserts nothing but that they are whole. */
export function rawRecords(path: string, recordBytes: number): DataView[] {
  const content = decompress(new Uint8Array(readFileSync(path)));
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const start = 8 + view.getUint32(4, true); // magic, version, length of the metadata
  const count = (content.length - start) / recordBytes;
  if (!Number.isInteger(count)) throw new Error(`${path} does not hold whole records`);
  return Array.from(
    { length: count },
    (_, i) => new DataView(view.buffer, view.byteOffset + start + i * recordBytes, recordBytes),
  );
}

const CLOCK = new Intl.DateTimeFormat(
  "en-CA",
  {
    timeZone: "America/New_York",
    ...{ year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", hourCycle: "h23" },
  } as const,
);

const offsets = new Map<bigint, { readonly date: string; readonly hour: number }>();
const HOUR_NS = 3_600_000_000_000n;

/** Date and hour in New York of an instant in ns since the Unix epoch. */
export function newYork(ns: bigint): { readonly date: string; readonly hour: number } {
  const key = ns / HOUR_NS; // offsets are whole hours
  let found = offsets.get(key);
  if (found === undefined) {
    const text = CLOCK.format(new Date(Number(ns / 1_000_000n)));
    found = { date: text.slice(0, 10), hour: Number(text.slice(-2)) };
    offsets.set(key, found);
  }
  return found;
}

/** Trade date of an instant between 04:00 and 20:00 in New York, else undefined. */
export function sessionDate(ns: bigint): string | undefined {
  const { date, hour } = newYork(ns);
  return hour >= 4 && hour < 20 ? date : undefined;
}
