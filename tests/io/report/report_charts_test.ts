/** The charts of a report, against the index they belong to: both come from the same data by different ways. */
import assert from "node:assert/strict";
import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { decodeCandles } from "../../../src/io/report/page/chart_data.js";
import { openStore, unpackJson } from "../../../src/io/report/page/store.js";
import { Sandbox } from "../../commands/run_momo.ts";

const SAMPLE = fileURLToPath(new URL("../../../testdata/sample", import.meta.url));

/** A candle as the page draws it, in dollars. */
interface Candle {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly vwap: number;
  readonly volume: number;
}

/** Content of a script element that holds data. */
function dataOf(html: string, id: string): string {
  return html.match(new RegExp(`<script type="text/plain" id="${id}">([^<]*)</script>`))![1]!;
}

/** The report of a data directory, with all charts in the page. */
async function reportOf(data: string) {
  await using sandbox = await Sandbox.make();
  const scan = await sandbox.momo([
    "scan",
    "--data",
    data,
    "--keep",
    "all",
    "-q",
    "-o",
    "days.csv",
  ]);
  assert.equal(scan.code, 0, scan.stderr);
  const report = await sandbox.momo(["index", "report", "--charts", "10000", "-q", "-o", "-"]);
  assert.equal(report.code, 0, report.stderr);
  const charts = dataOf(report.stdout, "momo-charts").trimEnd().split("\n")
    .map((line) => line.split(" "))
    .map(([row, text]) => ({ row: Number(row), text: text! }));
  return { store: await openStore(dataOf(report.stdout, "momo-days")), charts };
}

/** Compares every chart with the row of its day. @returns How many there were. */
async function compareCharts(data: string): Promise<number> {
  const { store, charts } = await reportOf(data);
  for (const { row, text } of charts) {
    const chart = await unpackJson(text);
    const candles: Candle[] = decodeCandles(chart.candles);
    const number = (name: string): number => store.number(name, row);
    const day = `${store.symbol(row)} ${store.dateOf[row]}`;
    const cents = (value: number) => Math.round(value * 1e4);

    assert.equal(cents(candles[0]!.open), cents(number("eod_open")), day);
    assert.equal(cents(candles.at(-1)!.close), cents(number("eod_close")), day);
    assert.equal(
      Math.max(...candles.map(({ high }) => cents(high))),
      cents(number("eod_high")),
      day,
    );
    assert.equal(Math.min(...candles.map(({ low }) => cents(low))), cents(number("eod_low")), day);
    assert.ok(Math.abs(candles.at(-1)!.vwap / number("eod_vwap") - 1) < 1e-3, day);
    const volume = candles.reduce((sum, candle) => sum + candle.volume, 0);
    assert.ok(Math.abs(volume / number("eod_volume") - 1) < 1e-4, day);
    assert.equal(candles.length, number("eod_active_minutes"), day);
    assert.equal(chart.squeezes.length, number("eod_squeezes"), day);
    const halts = chart.hasStatus ? number("eod_n_halts") : number("eod_halts_inferred");
    assert.equal(chart.halts.length, halts, day);
    assert.equal(chart.points.time.length, number("eod_reset_points"), day);
    const good = chart.points.local_quality.filter((value: number) => value >= 0.6).length;
    assert.equal(good, number("eod_good_points"), day);
  }
  return charts.length;
}

Deno.test("the charts of the sample agree with its index", async () => {
  assert.ok(await compareCharts(SAMPLE) > 74);
});

Deno.test("the charts of a delivery agree with its index", async () => {
  let data: string;
  try {
    data = realpathSync("../shared/data/mlgo");
  } catch {
    Deno.stderr.writeSync(
      new TextEncoder().encode("skipped: no delivery in ../shared/data/mlgo\n"),
    );
    return;
  }

  assert.equal(await compareCharts(data), 60);
});
