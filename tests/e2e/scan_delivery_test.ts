/** `momo scan` on a real batch delivery, judged by an independent reading of the same files. */
import assert from "node:assert/strict";
import { realpathSync } from "node:fs";
import { deliveredDays } from "../core/scan/delivered_days.ts";
import { Sandbox } from "../commands/run_momo.ts";

/** A day as the command prints it. */
interface PrintedDay {
  readonly trade_date: string;
  readonly eod_gate: string;
  readonly eod_open: number;
  readonly eod_high: number;
  readonly eod_low: number;
  readonly eod_close: number;
  readonly eod_volume: number;
  readonly eod_n_halts: number | null;
  readonly eod_halt_minutes: number | null;
  readonly eod_quality: number;
  readonly eod_spread_bps: number | null;
  readonly eod_ssr: boolean | null;
  readonly ssr_pre: boolean | null;
  readonly condition: string | null;
}

/** Pauses in the status files, counted by hand; every other day with a status file has none. */
const PAUSES: Readonly<Record<string, number>> = {
  "2025-02-21": 1,
  "2025-02-24": 5,
  "2025-03-21": 3,
  "2025-03-25": 5,
  "2025-03-26": 1,
  "2025-03-27": 1,
};

/** The delivery's directory, or undefined with a line that says so. */
function delivery(): string | undefined {
  try {
    return realpathSync("../shared/data/mlgo");
  } catch {
    Deno.stderr.writeSync(
      new TextEncoder().encode("skipped: no delivery in ../shared/data/mlgo\n"),
    );
    return undefined;
  }
}

async function scanAll(data: string): Promise<PrintedDay[]> {
  await using sandbox = await Sandbox.make();
  const run = await sandbox.momo(["scan", "--data", data, "--keep", "all"]);
  assert.equal(run.code, 0, run.stderr);
  return run.stdout.trimEnd().split("\n").map((line): PrintedDay => JSON.parse(line));
}

Deno.test("scan --keep all finds every session of a delivery, with the prices of its bars", async () => {
  const data = delivery();
  if (data === undefined) return;
  const expected = deliveredDays().map(({ date, bars }) => ({
    trade_date: date,
    eod_open: bars.open[0]! / 1e9,
    eod_high: Math.max(...bars.high) / 1e9,
    eod_low: Math.min(...bars.low) / 1e9,
    eod_close: bars.close[bars.length - 1]! / 1e9,
    eod_volume: bars.volume.reduce((sum, volume) => sum + volume, 0),
  }));

  const days = await scanAll(data);

  assert.equal(days.length, 60);
  const printed = days.map((
    { trade_date, eod_open, eod_high, eod_low, eod_close, eod_volume },
  ) => ({
    ...{ trade_date, eod_open, eod_high, eod_low, eod_close, eod_volume },
  }));
  assert.deepEqual(printed, expected);
});

Deno.test("scan counts the pauses of the status files, and nothing where there is none", async () => {
  const data = delivery();
  if (data === undefined) return;

  const days = await scanAll(data);

  for (const day of days) {
    const hasStatus = day.trade_date < "2025-04-01";
    const pauses = hasStatus ? PAUSES[day.trade_date] ?? 0 : null;
    assert.equal(day.eod_n_halts, pauses, day.trade_date);
    assert.equal(day.eod_ssr === null, !hasStatus, day.trade_date);
  }
  const minutes = (date: string) => days.find((day) => day.trade_date === date)!.eod_halt_minutes!;
  assert.ok(Math.abs(minutes("2025-02-21") - 10) < 0.01); // one pause, extended once
  assert.ok(Math.abs(minutes("2025-02-24") - 30) < 0.01); // 5 + 5 + 10 + 5 + 5
});

Deno.test("scan reads short-sale restrictions without taking them for halts", async () => {
  const data = delivery();
  if (data === undefined) return;

  const days = await scanAll(data);

  const day = (date: string) => days.find((candidate) => candidate.trade_date === date)!;
  assert.deepEqual([day("2025-02-03").ssr_pre, day("2025-02-03").eod_ssr], [false, true]);
  assert.deepEqual([day("2025-02-04").ssr_pre, day("2025-02-04").eod_ssr], [true, true]);
  assert.deepEqual([day("2025-02-05").ssr_pre, day("2025-02-05").eod_ssr], [false, false]);
  assert.equal(day("2025-02-03").eod_n_halts, 0);
});

Deno.test("scan says which days lack quotes and which data the vendor calls degraded", async () => {
  const data = delivery();
  if (data === undefined) return;

  const days = await scanAll(data);

  const withoutQuotes = days.filter((day) =>
    day.trade_date < "2025-04-01" && day.eod_spread_bps === null
  );
  assert.deepEqual(withoutQuotes.map((day) => day.trade_date), [
    "2025-02-21",
    "2025-03-24",
    "2025-03-31",
  ]);
  assert.deepEqual(
    days.filter((day) => day.condition === "degraded").map((day) => day.trade_date),
    ["2025-03-24", "2025-04-04"],
  );
});

Deno.test("the quality of days that pass the gate is not saturated", async () => {
  const data = delivery();
  if (data === undefined) return;

  const days = (await scanAll(data)).filter((day) => day.eod_gate === "pass");

  const qualities = days.map((day) => day.eod_quality).sort((a, b) => a - b);
  const quartile = (share: number) => qualities[Math.floor(share * (qualities.length - 1))]!;
  assert.ok(days.length > 50);
  assert.ok(new Set(qualities).size >= 0.95 * qualities.length);
  assert.ok(quartile(0.75) - quartile(0.25) >= 0.15);
});

Deno.test("reset points start before the open, and no score leaves 0 to 1", async () => {
  const data = delivery();
  if (data === undefined) return;
  await using sandbox = await Sandbox.make();
  await sandbox.momo(["scan", "--data", data, "-q"]);
  const { openParquet } = await import("../../src/io/parquet/parquet_file.ts");
  using file = openParquet(`${sandbox.work}/momo-store/index/reset_points.parquet`);
  const { data: [bucket, quality, price] } = file.read({
    columns: ["bucket", "local_quality", "price"],
  });

  const buckets = new Set(Array.from(bucket as ArrayLike<unknown>));

  assert.ok(buckets.has("pre") && buckets.has("post") && buckets.size === 5);
  assert.ok(
    Array.from(quality as ArrayLike<unknown>).every((q) => Number(q) >= 0 && Number(q) <= 1),
  );
  assert.ok(Array.from(price as ArrayLike<unknown>).every((p) => Number(p) > 0));
});
