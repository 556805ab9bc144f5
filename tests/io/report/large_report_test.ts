/** A report of 1000 symbols and years of days, in a browser. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { writeMadeIndex } from "../../../bench/made_index.ts";
import { Sandbox } from "../../commands/run_momo.ts";
import { Browser, hasBrowser } from "./browser.ts";
import { dayTexts, scrollTable, timeSearch } from "./in_page.js";

const SIZE = { symbols: 1000, daysPerSymbol: 63, pointsPerDay: 2 };
/** Far more than it takes, on a machine that does other things as well; a page that freezes takes longer. */
const MOST_OPEN_MS = 15_000;
const MOST_STEP_MS = 2_000;

Deno.test("a report of 63000 days opens, scrolls and filters without freezing", async () => {
  if (!hasBrowser()) return;
  await using sandbox = await Sandbox.make();
  await writeMadeIndex(join(sandbox.work, "momo-store", "index"), SIZE);
  const report = await sandbox.momo(["index", "report"]);
  assert.equal(report.code, 0, report.stderr);
  await using browser = await Browser.launch();
  const page = await browser.open(pathToFileURL(join(sandbox.work, "report.html")).href);

  const openMs = await page.evaluate(() => performance.now());
  const top = await page.evaluate(dayTexts);
  const scrollMs = await page.evaluate(scrollTable, 0.5);
  const middle = await page.evaluate(dayTexts);
  const searchMs = await page.evaluate(timeSearch, "q>=0.9 s01");

  assert.ok(openMs < MOST_OPEN_MS, `${openMs} ms to open`);
  assert.ok(scrollMs < MOST_STEP_MS, `${scrollMs} ms to scroll`);
  assert.ok(searchMs < MOST_STEP_MS, `${searchMs} ms to search`);
  assert.ok(middle.length > 10 && middle.length < 200 && middle.every((day) => !top.includes(day)));
  assert.equal(await page.locator("#table .row").count() < 200, true);
  assert.match(await page.locator("#shown").innerText(), /^\d{3} of 63,000 days$/);
  assert.deepEqual(page.misdeeds, { errors: [], requests: [] });
});
