/** `momo load --day` and its kin on a real batch delivery, judged by an independent reading of the same files. */
import assert from "node:assert/strict";
import { realpathSync } from "node:fs";
import { type Run, Sandbox } from "../commands/run_momo.ts";
import { deliveredFiles, rawRecords, sessionDate } from "../io/day/delivered_records.ts";

const SIZES = { trades: 48, "mbp-1": 80, "ohlcv-1s": 56 } as const;
const RECEIVED_AT = 32; // of ticks
const MISSING_QUOTES = ["2025-02-21", "2025-03-24", "2025-03-31"];
const BUSY_DAY = "2025-03-25"; // a Tuesday with five halts

const files = {
  trades: deliveredFiles("trades") ?? [],
  "mbp-1": deliveredFiles("mbp-1") ?? [],
  "ohlcv-1s": deliveredFiles("ohlcv-1s") ?? [],
};
const isThere = files.trades.length > 0;
const data = isThere ? realpathSync("../shared/data/mlgo") : "";

/** A line of a day, whatever its schema. */
interface Line {
  readonly schema: string;
  readonly symbol: string;
  readonly trade_date: string;
  readonly context: boolean;
  readonly quality: number;
  readonly ts_event: string;
  readonly ts_recv?: string;
  readonly ts_end?: string;
  readonly price?: number;
  readonly size?: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

function momo(sandbox: Sandbox, ...args: readonly string[]): Promise<Run> {
  return sandbox.momo(["load", "--data", data, ...args]);
}

async function linesOf(sandbox: Sandbox, ...args: readonly string[]): Promise<Line[]> {
  const { code, stdout, stderr } = await momo(sandbox, ...args);
  assert.equal(code, 0, stderr);
  return stdout.split("\n").slice(0, -1).map((line): Line => JSON.parse(line));
}

/** ns since the Unix epoch. */
function instant(text: string): bigint {
  return Temporal.Instant.from(text).epochNanoseconds;
}

function availableAt({ ts_recv, ts_end }: Line): string {
  return ts_end ?? ts_recv!;
}

/** Records of a trade date between 04:00 and 20:00 in New York, by the bytes of the files. */
function delivered(schema: keyof typeof SIZES, date: string): DataView[] {
  const timeAt = schema === "ohlcv-1s" ? 8 : RECEIVED_AT;
  return files[schema].flatMap((path) => rawRecords(path, SIZES[schema]))
    .filter((view) => sessionDate(view.getBigUint64(timeAt, true)) === date);
}

function test(name: string, run: (sandbox: Sandbox) => Promise<void>): void {
  Deno.test({
    name,
    ignore: !isThere,
    async fn() {
      await using sandbox = await Sandbox.make();
      await run(sandbox);
    },
  });
}

test("load FILE prints as many records as a file's bytes make", async (sandbox) => {
  for (const schema of ["trades", "mbp-1", "ohlcv-1s"] as const) {
    const path = files[schema].at(-1)!;
    const count = await sandbox.shell(`momo load '${realpathSync(path)}' -q | wc -l`);

    assert.equal(Number(count.stdout), rawRecords(path, SIZES[schema]).length, path);
  }
});

test("load --day has every trade and quote, at its time and price, trades once", async (sandbox) => {
  const lines = await linesOf(sandbox, "--day", `MLGO:${BUSY_DAY}`);
  const trades = lines.filter(({ schema }) => schema === "trades");
  const quotes = lines.filter(({ schema }) => schema === "mbp-1");
  const expected = delivered("trades", BUSY_DAY);
  const book = delivered("mbp-1", BUSY_DAY);

  assert.deepEqual(
    trades.map(({ ts_recv, price, size }) => [instant(ts_recv!), Math.round(price! * 1e9), size]),
    expected.map((view) => [
      ...[view.getBigUint64(RECEIVED_AT, true), Number(view.getBigInt64(16, true))],
      view.getUint32(24, true),
    ]),
  );
  assert.equal(quotes.length, book.length);
  const inBook = book.filter((view) => view.getUint8(28) === "T".charCodeAt(0));
  assert.equal(trades.length, inBook.length); // the same events, not counted twice
});

test("the lookback of Monday 2025-03-24 is Friday, all of it before the day begins", async (sandbox) => {
  const lines = await linesOf(sandbox, "--day", "MLGO:2025-03-24", "--lookback");
  const times = lines.map(availableAt);
  const before = lines.filter(({ trade_date }) => trade_date !== "2025-03-24");

  assert.deepEqual([...times].sort(), times);
  assert.deepEqual([...new Set(before.map(({ trade_date }) => trade_date))], ["2025-03-21"]);
  assert.ok(before.every((line) => availableAt(line) <= "2025-03-22T00:00:00.000000000Z"));
  const context = before.filter((line) => line.context && line.schema !== "ohlcv-1s");
  assert.ok(context.length > 0);
  assert.ok(context.every((line) => availableAt(line) >= "2025-03-21T22:00:00.000000000Z")); // 18:00
  assert.ok(lines.every((line) => !line.context || line.trade_date === "2025-03-21"));
});

for (
  const [date, before] of [["2025-02-18", "2025-02-14"], ["2025-03-10", "2025-03-07"]] as const
) {
  test(`${date} looks back to ${before}, over a holiday or a change of the clocks`, async (sandbox) => {
    const lines = await linesOf(
      ...[sandbox, "--day", `MLGO:${date}`, "--lookback", "--schema", "ohlcv-1s"] as const,
    );

    assert.deepEqual([...new Set(lines.map(({ trade_date }) => trade_date))], [before, date]);
    for (const each of [before, date]) {
      const own = lines.filter(({ trade_date }) => trade_date === each);
      assert.equal(own.length, delivered("ohlcv-1s", each).length, each);
    }
  });
}

for (const date of MISSING_QUOTES) {
  test(`${date}, whose mbp-1 file is missing, loads with a warning and the rest`, async (sandbox) => {
    const { code, stdout, stderr } = await momo(sandbox, "--day", `MLGO:${date}`);

    assert.equal(code, 0);
    assert.match(stderr, new RegExp(`^warning: ${date}: No file has quotes \\(mbp-1 or `, "m"));
    const schemas = new Set(stdout.split("\n").map((line) => line.slice(0, 22)));
    assert.ok(
      ["ohlcv-1s", "trades", "status"].every((schema) =>
        [...schemas].some((start) => start.startsWith(`{"schema":"${schema}"`))
      ),
    );
  });
}

/** Bars of some length, by plain arithmetic on the records' bytes. */
function resampled(views: readonly DataView[], minutes: number, date: string) {
  const at = (time: string) => instant(`${date}T${time}-04:00`); // in summer time
  const parts = [["04:00", "09:30"], ["09:30", "16:00"], ["16:00", "20:00"]] as const;
  const width = BigInt(minutes) * 60_000_000_000n;
  return parts.flatMap(([from, to]) => {
    const own = views.filter((view) => {
      const start = view.getBigUint64(8, true);
      return start >= at(from) && start < at(to);
    });
    const buckets = Map.groupBy(own, (view) => (view.getBigUint64(8, true) - at(from)) / width);
    return [...buckets].map(([bucket, members]) => {
      const prices = (offset: number) =>
        members.map((view) => Number(view.getBigInt64(offset, true)) / 1e9);
      const start = at(from) + bucket * width;
      const end = start + width < at(to) ? start + width : at(to);
      const volume = members.reduce((sum, view) => sum + Number(view.getBigUint64(48, true)), 0);
      return [
        ...[start, end, prices(16)[0], Math.max(...prices(24)), Math.min(...prices(32))],
        ...[prices(40).at(-1), volume],
      ];
    });
  });
}

test("bars of 1, 5 and 60 minutes are the sums of the records, session by session", async (sandbox) => {
  const views = delivered("ohlcv-1s", BUSY_DAY);
  const lines = await linesOf(
    ...[sandbox, "--day", `MLGO:${BUSY_DAY}`, "--schema", "ohlcv-1s"] as const,
    ...["--bars", "1m", "--bars", "5m", "--bars", "1h", "--bars", "1d"],
  );

  for (const [length, minutes] of [["1m", 1], ["5m", 5], ["1h", 60]] as const) {
    const bars = lines.filter(({ schema }) => schema === `ohlcv-${length}`);
    assert.deepEqual(
      bars.map(({ ts_event, ts_end, open, high, low, close, volume }) => [
        ...[instant(ts_event), instant(ts_end!), open, high, low, close, volume],
      ]),
      resampled(views, minutes, BUSY_DAY),
    );
  }
  const [day] = lines.filter(({ schema }) => schema === "ohlcv-1d");
  const volume = views.reduce((sum, view) => sum + Number(view.getBigUint64(48, true)), 0);
  assert.deepEqual([day!.volume, day!.ts_end], [volume, "2025-03-26T00:00:00.000000000Z"]);
});

test("quality bits: no trade of the delivery is condemned, and hardly any quote", async (sandbox) => {
  const lines = await linesOf(sandbox, "--day", `MLGO:${BUSY_DAY}`);
  const share = (name: string) => {
    const own = lines.filter(({ schema }) => schema === name);
    return own.filter(({ quality }) => quality !== 0).length / own.length;
  };

  assert.deepEqual([share("trades"), share("ohlcv-1s"), share("status")], [0, 0, 0]);
  assert.ok(share("mbp-1") > 0 && share("mbp-1") < 0.005);
});

test("a day from the store is byte for byte the day from the delivery", async (sandbox) => {
  const range = ["--start", "2025-03-21", "--end", "2025-03-24"];
  const day = ["--day", "MLGO:2025-03-24", "--lookback"];
  const plain = await momo(sandbox, ...day);

  const filled = await momo(sandbox, "--to-store", ...range);
  const stored = await sandbox.momo(["load", ...day]); // no data directory

  assert.equal(filled.code, 0, filled.stderr);
  assert.equal(stored.stdout === plain.stdout, true);
  assert.equal(stored.stderr, plain.stderr);
});
