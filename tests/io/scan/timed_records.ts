/** Changing the records of plain DBN files by symbol and time, on their bytes alone. */

/** Schemas that can be changed. */
export type TimedSchema = "ohlcv-1s" | "trades" | "mbp-1" | "status";

/** A file that is not compressed. */
export interface PlainFile {
  readonly name: string;
  readonly schema: TimedSchema;
  readonly bytes: Uint8Array;
}

/** When a symbol's records end, or change: ns since the Unix epoch, by instrument id; an id that is not there is left alone. */
export type TimesById = ReadonlyMap<number, bigint>;

const BAR_NS = 1_000_000_000n;
const TS_EVENT = 8;
const PREAMBLE_BYTES = 8;

/** Byte offset of the capture time in records that have one. */
const TS_RECV = { "trades": 32, "mbp-1": 32, "status": 16 } as const;

/** Byte offsets of prices (64 bits, nano-dollars) and of sizes with their bits. */
const PRICES = {
  "ohlcv-1s": [16, 24, 32, 40],
  "trades": [16],
  "mbp-1": [16, 48, 56],
  "status": [],
} as const satisfies Record<TimedSchema, readonly number[]>;
const SIZES = {
  "ohlcv-1s": [[48, 64]],
  "trades": [[24, 32]],
  "mbp-1": [[24, 32], [64, 32], [68, 32]],
  "status": [],
} as const satisfies Record<TimedSchema, readonly (readonly [number, number])[]>;

const UNDEFINED_PRICE = 2n ** 63n - 1n;
/** Byte offsets in status records, and what stands there while trading is halted. */
const ACTION = 24;
const IS_TRADING = 30;
const HALT = 8;
const QUOTING = 3;

/** The time at which a record is known: capture, and for bars their end. */
function knownAt(view: DataView, at: number, schema: TimedSchema): bigint {
  if (schema === "ohlcv-1s") return view.getBigUint64(at + TS_EVENT, true) + BAR_NS;
  return view.getBigUint64(at + TS_RECV[schema], true);
}

/** Calls `use` with the offset and size of each record, and whether it is known only after its symbol's time. */
function forEachRecord(
  { bytes, schema }: PlainFile,
  times: TimesById,
  use: (view: DataView, at: number, size: number, isLater: boolean) => void,
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = recordsOffset(view); at < bytes.length; at += bytes[at]! * 4) {
    const time = times.get(view.getUint32(at + 4, true));
    const isLater = time !== undefined && knownAt(view, at, schema) > time;
    use(view, at, bytes[at]! * 4, isLater);
  }
}

function recordsOffset(view: DataView): number {
  return PREAMBLE_BYTES + view.getUint32(4, true);
}

/** The file without the records that are known only after their symbol's time. */
export function cutFile(file: PlainFile, times: TimesById): PlainFile {
  const kept = new Uint8Array(file.bytes.length);
  let length = recordsOffset(new DataView(file.bytes.buffer, file.bytes.byteOffset));
  kept.set(file.bytes.subarray(0, length));
  forEachRecord(file, times, (_, at, size, isLater) => {
    if (isLater) return;
    kept.set(file.bytes.subarray(at, at + size), length);
    length += size;
  });
  return { ...file, bytes: kept.subarray(0, length) };
}

/**
 * The file with ten times the price and size in all records that are known only after their symbol's time; status
 * messages among them halt trading and resume it, in turn.
 */
export function poisonFile(file: PlainFile, times: TimesById): PlainFile {
  const poisoned = { ...file, bytes: file.bytes.slice() };
  let messages = 0;
  forEachRecord(poisoned, times, (view, at, _, isLater) => {
    if (!isLater) return;
    for (const offset of PRICES[file.schema]) {
      const price = view.getBigInt64(at + offset, true);
      if (price !== UNDEFINED_PRICE) view.setBigInt64(at + offset, price * 10n, true);
    }
    for (const [offset, bits] of SIZES[file.schema]) {
      if (bits === 64) {
        view.setBigUint64(at + offset, view.getBigUint64(at + offset, true) * 10n, true);
      } else view.setUint32(at + offset, view.getUint32(at + offset, true) * 10, true);
    }
    if (file.schema === "status") {
      const isHalt = messages++ % 2 === 0;
      view.setUint16(at + ACTION, isHalt ? HALT : QUOTING, true);
      view.setUint8(at + IS_TRADING, (isHalt ? "N" : "Y").charCodeAt(0));
    }
  });
  return poisoned;
}
