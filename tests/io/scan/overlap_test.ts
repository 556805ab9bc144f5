/** Data that were bought twice, in part or in another shape, count once. */
import assert from "node:assert/strict";
import { formatDate, parseDate } from "../../../src/core/time/dates.ts";
import { newYorkMidnight } from "../../../src/core/time/new_york.ts";
import { openFileSource } from "../../../src/io/bytes/file_source.ts";
import { DbnFile } from "../../../src/io/dbn/dbn_file.ts";
import { encodeColumns } from "../../../src/io/dbn/encode/encode_columns.ts";
import { encodeDbn } from "../../../src/io/dbn/encode/write_dbn.ts";
import { newMetadata } from "../../../src/io/dbn/metadata.ts";
import { dayStartNs } from "../../../src/io/sample/record_block.ts";
import { TemporaryDirectory } from "../store/temporary_directory.ts";
import { indexRows, type Row, scan, type Scanned } from "./scanning.ts";
import { deliver, deliverBars, type Order } from "./small_market.ts";

/** Rows of an index, without what names the files and says that records came twice. */
interface Market {
  readonly days: readonly Row[];
  readonly points: readonly Row[];
  readonly scanned: Scanned;
}

const OF_THE_FILES = new Set(["files", "eod_dq", "condition"]);

function withoutOrigin(row: Row, also: readonly string[] = []): Row {
  const entries = Object.entries(row);
  return Object.fromEntries(
    entries.filter(([name]) => !OF_THE_FILES.has(name) && !also.includes(name)),
  );
}

const directory = await TemporaryDirectory.create();
addEventListener("unload", () => Deno.removeSync(directory.path, { recursive: true }));
let places = 0;

/** Scans what `write` puts into a directory. */
async function marketOf(
  write: (root: string) => void,
  without: readonly string[] = [],
): Promise<Market> {
  const root = directory.file(`data-${places}`);
  const store = directory.file(`store-${places++}`);
  await Deno.mkdir(root);
  write(root);
  const scanned = await scan(store, root);
  const { days, points } = await indexRows(store);
  return {
    days: days.map((row) => withoutOrigin(row, without)),
    points: points.map((row) => withoutOrigin(row, without)),
    scanned,
  };
}

function assertSameMarket(actual: Market, expected: Market): void {
  assert.ok(expected.days.length > 0 && expected.points.length > 0);
  assert.deepEqual(actual.days, expected.days);
  assert.deepEqual(actual.points, expected.points);
  assert.deepEqual(actual.scanned.problems, []);
}

const BARS = await marketOf((root) => deliverBars(root, { jobId: "A" }));

/** Ways to have all bars of the market more than once. */
const TWICE: Readonly<Record<string, (root: string) => void>> = {
  "under two jobs"(root) {
    deliverBars(root, { jobId: "A" });
    deliverBars(root, { jobId: "B" });
  },
  "a file a day and a file a symbol"(root) {
    deliverBars(root, { jobId: "A" });
    deliverBars(root, { jobId: "B", split: "symbol" });
  },
  "a file a symbol and one of all"(root) {
    deliverBars(root, { jobId: "A", split: "symbol" });
    deliverBars(root, { jobId: "B", split: "none" });
  },
  "in ranges that overlap"(root) {
    deliverBars(root, { jobId: "A", split: "none", to: "2024-11-22" });
    deliverBars(root, { jobId: "B", split: "none", from: "2024-11-20" });
  },
  "three times, in part"(root) {
    deliverBars(root, { jobId: "A" });
    deliverBars(root, { jobId: "B", split: "symbol", symbols: ["XYQA"] });
    deliverBars(root, { jobId: "C", split: "none", from: "2024-11-20", to: "2024-11-21" });
  },
};

for (const [name, write] of Object.entries(TWICE)) {
  Deno.test(`bars that were bought ${name} count once`, async () => {
    assertSameMarket(await marketOf(write), BARS);
  });
}

Deno.test("a day whose bars came twice says so in its quality bits", async () => {
  const root = directory.file("marked");
  deliverBars(root, { jobId: "A" });
  deliverBars(root, { jobId: "B", split: "none", from: "2024-11-20", to: "2024-11-20" });
  const store = directory.file("marked-store");

  await scan(store, root);

  const { days } = await indexRows(store);
  const marked = days.filter(({ eod_dq }) => (Number(eod_dq) & (1 << 2)) !== 0);
  const dates = marked.map(({ trade_date }) => formatDate(Number(trade_date)));
  assert.equal(dates.filter((date) => date === "2024-11-20").length, 3);
  const others = new Set(dates.filter((date) => date !== "2024-11-20"));
  assert.deepEqual([...others], ["2024-11-19"]); // whose last hour is on the UTC day of the 20th
});

/** What deliveries of trades without bars give. */
const TRADES = await marketOf((root) =>
  deliver(root, { schema: "trades", split: "day", jobId: "A" })
);

const TRADES_TWICE: Readonly<Record<string, (root: string) => void>> = {
  "a file a day and a file a symbol"(root) {
    deliver(root, { schema: "trades", split: "day", jobId: "A" });
    deliver(root, { schema: "trades", split: "symbol", jobId: "B" });
  },
  "in ranges that overlap"(root) {
    deliver(root, { schema: "trades", split: "none", to: "2024-11-22", jobId: "A" });
    deliver(root, { schema: "trades", split: "none", from: "2024-11-20", jobId: "B" });
  },
};

for (const [name, write] of Object.entries(TRADES_TWICE)) {
  Deno.test(`trades that were bought ${name} make the same bars`, async () => {
    assertSameMarket(await marketOf(write), TRADES);
  });
}

/** Writes everything of three sessions that a day can have beside its bars. */
function deliverTicks(root: string, jobId: string, range: Pick<Order, "from" | "to" | "split">) {
  deliver(root, { schema: "mbp-1", jobId: `${jobId}-QUOTES`, ...range });
  deliver(root, { schema: "trades", jobId: `${jobId}-TRADES`, ...range });
  deliver(root, { schema: "status", jobId: `${jobId}-STATUS`, ...range });
}

const TICKS = await marketOf((root) => {
  deliverBars(root, { jobId: "A" });
  deliverTicks(root, "ONE", { from: "2024-11-20", to: "2024-11-26" });
});

const TICKS_TWICE: Readonly<Record<string, (root: string) => void>> = {
  "a file a day and one of all"(root) {
    deliverTicks(root, "ONE", { from: "2024-11-20", to: "2024-11-26", split: "day" });
    deliverTicks(root, "TWO", { from: "2024-11-20", to: "2024-11-26", split: "none" });
  },
  "a file a symbol and a file a day"(root) {
    deliverTicks(root, "ONE", { from: "2024-11-20", to: "2024-11-26", split: "symbol" });
    deliverTicks(root, "TWO", { from: "2024-11-20", to: "2024-11-26", split: "day" });
  },
  "in ranges that overlap"(root) {
    deliverTicks(root, "ONE", { from: "2024-11-20", to: "2024-11-22" });
    deliverTicks(root, "TWO", { from: "2024-11-21", to: "2024-11-25" });
    deliverTicks(root, "THREE", { from: "2024-11-22", to: "2024-11-26" });
  },
};

for (const [name, write] of Object.entries(TICKS_TWICE)) {
  Deno.test(`quotes, trades and status bought ${name} count once`, async () => {
    const market = await marketOf((root) => {
      deliverBars(root, { jobId: "A" });
      write(root);
    });

    assert.ok(TICKS.days.some(({ eod_trades }) => eod_trades !== null));
    assert.ok(TICKS.days.some(({ eod_quotes }) => eod_quotes !== null));
    assertSameMarket(market, TICKS);
  });
}

Deno.test("of two datasets with the same symbol-days one is used, not both", async () => {
  const both = (root: string) => {
    deliverBars(root, { jobId: "A" });
    deliverBars(root, { jobId: "B", dataset: "XNAS.ITCH" });
  };

  assertSameMarket(await marketOf(both), BARS); // equal ones: the first by name
  assert.ok(BARS.days.every(({ dataset }) => dataset === "EQUS.MINI"));
});

Deno.test("each symbol takes its bars from the dataset that covers most of its sessions", async () => {
  const market = await marketOf((root) => {
    deliverBars(root, { jobId: "A", symbols: ["ABQX", "XYQA", "ZZQB"], to: "2024-11-22" });
    deliverBars(root, { jobId: "B", dataset: "XNAS.ITCH", symbols: ["XYQA"] });
  });

  const datasets = Object.groupBy(market.days, ({ symbol }) => String(symbol));
  assert.deepEqual(new Set(datasets.XYQA!.map(({ dataset }) => dataset)), new Set(["XNAS.ITCH"]));
  assert.equal(datasets.XYQA!.length, 15);
  assert.deepEqual(new Set(datasets.ABQX!.map(({ dataset }) => dataset)), new Set(["EQUS.MINI"]));
  assert.equal(datasets.ABQX!.length, 10);
  const volumes = (days: readonly Row[], symbol: string) =>
    days.filter((row) => row.symbol === symbol).map(({ eod_volume }) => eod_volume);
  assert.deepEqual(volumes(market.days, "XYQA"), volumes(BARS.days, "XYQA"));
});

Deno.test("--dataset picks the other dataset", async () => {
  const root = directory.file("datasets");
  deliverBars(root, { jobId: "A" });
  deliverBars(root, { jobId: "B", dataset: "XNAS.ITCH" });
  const store = directory.file("datasets-store");

  await scan(store, root, { datasets: ["XNAS.ITCH"] });

  const { days } = await indexRows(store);
  assert.deepEqual(new Set(days.map(({ dataset }) => dataset)), new Set(["XNAS.ITCH"]));
  assert.equal(days.length, 45);
});

Deno.test("finer bars stand in the place of coarser ones of the same days", async () => {
  const market = await marketOf((root) => {
    deliverBars(root, { jobId: "A" });
    deliverBars(root, { jobId: "B", schema: "ohlcv-1m", split: "none" });
    deliver(root, { schema: "trades", split: "none", jobId: "C" });
  }, ["eod_trades"]);
  const expected = BARS.days.map(({ eod_trades: _, ...row }) => row);

  assert.deepEqual(market.days, expected);
});

/** Every way that a file may be stored. */
const SHAPES: Readonly<Record<string, Partial<Order>>> = {
  "files without compression": { frames: "none" },
  "one frame a file that does not state its size": { frames: "single" },
  "one file of one frame": { frames: "single", split: "none" },
  "frames that cut records apart": { frames: { pieceBytes: 1003 } },
  "a skippable frame at the start": { frames: { pieceBytes: 5000, startsSkippable: true } },
  "frames smaller than a record": {
    frames: { pieceBytes: 23 },
    symbols: ["ABQX"],
    to: "2024-11-13",
  },
  "DBN version 1": { version: 1 },
  "DBN version 2, a file a symbol": { version: 2, split: "symbol" },
};

for (const [name, order] of Object.entries(SHAPES)) {
  Deno.test(`a delivery with ${name} gives the same rows`, async () => {
    const { symbols, to } = order;
    const part: Partial<Order> = {
      ...(symbols === undefined ? {} : { symbols }),
      ...(to === undefined ? {} : { to }),
    };
    const expected = Object.keys(part).length === 0
      ? BARS
      : await marketOf((root) => deliverBars(root, { jobId: "A", ...part }));

    assertSameMarket(
      await marketOf((root) => deliverBars(root, { jobId: "A", ...order })),
      expected,
    );
  });
}

/** Moves the data files of a directory tree into one directory, without their metadata. */
function makeLoose(root: string): void {
  for (const { name: job } of [...Deno.readDirSync(root)]) {
    for (const { name } of [...Deno.readDirSync(`${root}/${job}`)]) {
      if (!name.endsWith(".json")) Deno.renameSync(`${root}/${job}/${name}`, `${root}/${name}`);
    }
    Deno.removeSync(`${root}/${job}`, { recursive: true });
  }
}

for (const frames of ["batch", "none"] as const) {
  const kind = frames === "none" ? ".dbn" : ".dbn.zst";
  Deno.test(`loose ${kind} files without metadata.json give the same rows`, async () => {
    const market = await marketOf((root) => {
      deliverBars(root, { jobId: "A", frames });
      makeLoose(root);
      assert.ok([...Deno.readDirSync(root)].every(({ name }) => name.endsWith(kind)));
    });

    assertSameMarket(market, BARS);
    assert.match(
      market.scanned.manifest.inputs[0]!.key,
      /^equs-mini-\d{8}\.ohlcv-1s\.dbn(\.zst)?$/,
    );
  });
}

/** Writes a file anew with its records changed by `change`. */
function rewriteRecords(path: string, change: (records: Uint8Array) => Uint8Array): void {
  using source = openFileSource(path);
  const file = DbnFile.open(source);
  const records = [...file.chunks()].map((chunk) => change(chunk.bytes));
  Deno.writeFileSync(path, encodeDbn(file.header.metadata!, records, "single"));
}

/** A record of a type that nobody knows. */
function stranger(): Uint8Array {
  const bytes = new Uint8Array(40).fill(0xab);
  bytes.set([10, 0xee]);
  return bytes;
}

function pieces(records: Uint8Array, size: number, change: (record: Uint8Array) => Uint8Array[]) {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < records.length; at += size) {
    parts.push(...change(records.subarray(at, at + size)));
  }
  return new Uint8Array(parts.flatMap((part) => [...part]));
}

const OHLCV_BYTES = 56;

Deno.test("records of types that are not known are passed over", async () => {
  const market = await marketOf((root) => {
    for (const path of deliverBars(root, { jobId: "A" }).dataFiles) {
      rewriteRecords(
        path,
        (records) => pieces(records, OHLCV_BYTES, (record) => [stranger(), record]),
      );
    }
  });

  assertSameMarket(market, BARS);
});

Deno.test("records that are longer than their layout are read all the same", async () => {
  const longer = (record: Uint8Array) => {
    const bytes = new Uint8Array(OHLCV_BYTES + 8).fill(0xab);
    bytes.set(record);
    bytes[0] = bytes.length / 4;
    return [bytes];
  };
  const market = await marketOf((root) => {
    for (const path of deliverBars(root, { jobId: "A" }).dataFiles) {
      rewriteRecords(path, (records) => pieces(records, OHLCV_BYTES, longer));
    }
  });

  assertSameMarket(market, BARS);
});

Deno.test("records of other symbols that the file does not name change nothing", async () => {
  const foreign = (record: Uint8Array) => {
    const bytes = record.slice();
    new DataView(bytes.buffer).setUint32(4, 4_000_000_000, true);
    return [bytes, record];
  };
  const market = await marketOf((root) => {
    for (const path of deliverBars(root, { jobId: "A" }).dataFiles) {
      rewriteRecords(path, (records) => pieces(records, OHLCV_BYTES, foreign));
    }
  });

  assertSameMarket(market, BARS);
});

/** Writes files of all trades of a day that has one trade only, or one second with two. */
function writeLoneTrades(root: string, names: readonly string[], trades: number): void {
  const day = parseDate("2024-11-20");
  const at = BigInt(newYorkMidnight(day) + 10 * 3600) * 1_000_000_000n;
  const times = BigUint64Array.from({ length: trades }, (_, i) => at + BigInt(i));
  const records = encodeColumns("trades", 3, trades, {
    ...{ publisher_id: 95, instrument_id: 7, ts_event: times, ts_recv: times },
    ...{ price: 2_000_000_000n, size: 100, action: "T", side: "B" },
  });
  const metadata = newMetadata({
    ...{ version: 3, dataset: "EQUS.MINI", schema: "trades", stypeIn: "raw_symbol" },
    ...{ start: dayStartNs(day), end: dayStartNs(day + 1), symbols: ["ABQX"] },
    mappings: [{
      rawSymbol: "ABQX",
      intervals: [{ startDate: day, endDate: day + 1, symbol: "7" }],
    }],
  });
  for (const name of names) Deno.writeFileSync(`${root}/${name}`, encodeDbn(metadata, [records]));
}

for (const trades of [1, 2]) {
  Deno.test(`a day whose only second has ${trades} trades counts once when it was bought twice`, async () => {
    const root = directory.file(`lone-${trades}`);
    const store = directory.file(`lone-store-${trades}`);
    await Deno.mkdir(root);
    writeLoneTrades(root, ["a.dbn", "b.dbn"], trades);

    await scan(store, root);

    const { days } = await indexRows(store);
    assert.deepEqual(days.map(({ eod_volume, eod_trades }) => [eod_volume, eod_trades]), [
      [BigInt(100 * trades), trades],
    ]);
  });
}
