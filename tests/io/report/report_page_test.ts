/** The report of the sample data, in a browser. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import { Sandbox } from "../../commands/run_momo.ts";
import { Browser, hasBrowser } from "./browser.ts";
import {
  background,
  beginsWith,
  dayTexts,
  hasChartOf,
  nextFrames,
  paintedPixels,
  qualityShares,
  reportDays,
  tryNetwork,
} from "./in_page.js";

const SAMPLE = fileURLToPath(new URL("../../../testdata/sample", import.meta.url));
const EMBEDDED = 5;

/** Text of an element. */
function text(page: Page, selector: string): Promise<string> {
  return page.locator(selector).innerText();
}

/** Waits for the chart of the open day. */
async function waitForChart(page: Page, symbol: string): Promise<void> {
  await page.waitForFunction(hasChartOf, symbol);
  await page.evaluate(nextFrames);
}

async function waitForText(page: Page, id: string, start: string): Promise<void> {
  await page.waitForFunction(beginsWith, { id, start });
  await page.evaluate(nextFrames);
}

/** The first day of a symbol in the report. */
async function dateOf(page: Page, symbol: string): Promise<string> {
  const days: { symbol: string; date: string }[] = await page.evaluate(reportDays);
  return days.find((day) => day.symbol === symbol)!.date;
}

Deno.test("index report draws a page that works in a browser", async (t) => {
  if (!hasBrowser()) return;
  await using sandbox = await Sandbox.make();
  const scan = await sandbox.momo(["scan", "--data", SAMPLE, "-q", "-o", "days.csv"]);
  assert.equal(scan.code, 0, scan.stderr);
  const report = await sandbox.momo(["index", "report", "--charts", String(EMBEDDED)]);
  assert.equal(report.code, 0, report.stderr);
  const url = pathToFileURL(join(sandbox.work, "report.html")).href;
  await using browser = await Browser.launch();

  await t.step("the overview lists all days, the best first", async () => {
    const page = await browser.open(url);

    const days = await page.evaluate(dayTexts);

    assert.equal(await text(page, "#shown"), "74 days");
    assert.equal(days[0], "KQEL Wed 2024-12-04");
    assert.ok(await page.locator("#calendar button.cell").count() > 20);
    assert.deepEqual(page.misdeeds, { errors: [], requests: [] });
    await page.close();
  });

  await t.step(
    "a day that the page carries and one from a file beside it have charts",
    async () => {
      const page = await browser.open(`${url}#KQEL:2024-12-04`);
      await waitForChart(page, "KQEL");
      const painted = await page.evaluate(paintedPixels);

      const date = await dateOf(page, "VJAX");
      await page.goto(`${url}#VJAX:${date}`);
      await waitForChart(page, "VJAX");

      assert.ok(painted > 10_000, String(painted));
      assert.ok(await page.evaluate(paintedPixels) > 10_000);
      assert.equal(await page.locator("#chart-message").isVisible(), false);
      assert.ok(await page.locator("script[src]").count() === 1);
      assert.deepEqual(page.misdeeds, { errors: [], requests: [] });
      await page.close();
    },
  );

  await t.step("the day view says where the quality comes from", async () => {
    const page = await browser.open(`${url}#KQEL:2024-12-04`);
    await waitForChart(page, "KQEL");

    const parts: number[] = await page.evaluate(qualityShares);
    const quality = Number(await text(page, "#day-quality"));

    assert.equal(parts.length, 5);
    assert.ok(Math.abs(parts.reduce((sum, part) => sum + part, 0) - quality) < 0.005);
    await page.close();
  });

  await t.step("filters narrow down the table and can be cleared", async () => {
    const page = await browser.open(url);

    await page.locator("#categories button", { hasText: "prime" }).click();
    await waitForText(page, "shown", "4 of");
    assert.equal(
      await page.locator("#categories button", { hasText: "prime" }).getAttribute("aria-pressed"),
      "true",
    );
    await page.fill("#search", "xuvo");
    await waitForText(page, "shown", "2 of");
    assert.ok((await page.evaluate(dayTexts)).every((day) => day.startsWith("XUVO")));
    await page.locator("#clear").click();
    await waitForText(page, "shown", "74 days");
    await page.locator("#symbol-list .symbol", { hasText: "QZAF" }).click();
    await waitForText(page, "calendar-title", "Quality of QZAF");
    assert.ok((await page.evaluate(dayTexts)).every((day) => day.startsWith("QZAF")));
    assert.equal(await page.locator("#symbol-list [aria-selected=true]").count(), 1);

    assert.deepEqual(page.misdeeds, { errors: [], requests: [] });
    await page.close();
  });

  await t.step("headers sort the table", async () => {
    const page = await browser.open(url);

    await page.locator("#table .head button", { hasText: "Date" }).click();
    await page.waitForSelector("[aria-sort=descending]:has-text('Date')");
    const latest = (await page.evaluate(dayTexts))[0]!;
    await page.locator("#table .head button", { hasText: "Date" }).click();
    await page.waitForSelector("[aria-sort=ascending]");

    assert.match(latest, /2024-12-26$/);
    assert.match((await page.evaluate(dayTexts))[0]!, /2024-11-07$/);
    await page.close();
  });

  await t.step("everything works by keyboard", async () => {
    const page = await browser.open(url);
    const key = (name: string) => page.keyboard.press(name);

    await key("j");
    await key("j");
    await key("k");
    await key("Enter");
    await waitForChart(page, "XUVO");
    assert.match(page.url(), /#XUVO:2024-12-17$/);
    await key("j");
    await waitForChart(page, "JYND");
    await key("n");
    assert.equal(
      await page.locator("#day-points [aria-selected=true]").getAttribute("data-point"),
      "0",
    );
    await key("p");
    assert.equal(await page.locator("#day-points [aria-selected=true]").count(), 1);
    await key("m");
    assert.equal(await text(page, "#resolution [aria-pressed=true]"), "15m");
    await key("Escape");
    await page.waitForSelector("#overview:not([hidden])");
    await key("/");
    await page.keyboard.type("zqib");
    await waitForText(page, "shown", "15 of");
    await key("Enter");
    await key("Enter");
    await waitForChart(page, "ZQIB");
    await key("Escape");
    await key("Escape");
    await waitForText(page, "shown", "74 days");
    await key("?");
    assert.equal(await page.locator("#help").isVisible(), true);
    await key("Escape");
    assert.equal(await page.locator("#help").isVisible(), false);

    assert.deepEqual(page.misdeeds, { errors: [], requests: [] });
    await page.close();
  });

  await t.step("dark and light follow the system until the reader chooses", async () => {
    const light = await browser.open(url, "light");
    const dark = await browser.open(url, "dark");

    assert.equal(await light.evaluate(background), "rgb(243, 245, 248)");
    assert.equal(await dark.evaluate(background), "rgb(13, 17, 23)");
    await dark.keyboard.press("t"); // light
    assert.equal(await dark.evaluate(background), "rgb(243, 245, 248)");
    await dark.locator("#theme").click(); // dark
    await dark.locator("#theme").click(); // as the system
    assert.equal(await dark.evaluate(background), "rgb(13, 17, 23)");

    await light.close();
    await dark.close();
  });

  await t.step("the policy of the page keeps it from the network", async () => {
    const page = await browser.open(url);

    const outcomes = await page.evaluate(tryNetwork, "http://127.0.0.1:9/x");

    assert.deepEqual(outcomes, ["refused", "refused", "refused"]);
    assert.ok(
      page.misdeeds.errors.filter((message) => message.includes("Content Security Policy"))
        .length >= 3,
    );
    await page.close();
  });

  await t.step("a page without its files says what is missing", async () => {
    const alone = join(sandbox.directory, "alone.html");
    await Deno.copyFile(join(sandbox.work, "report.html"), alone);
    const page = await browser.open(pathToFileURL(alone).href);
    const date = await dateOf(page, "VJAX");

    await page.goto(`${pathToFileURL(alone).href}#VJAX:${date}`);
    await waitForText(page, "chart-message", "The chart cannot be shown");

    assert.match(
      await text(page, "#chart-message"),
      /VJAX-2024\.js cannot be loaded; keep it beside the report/,
    );
    await page.close();
  });
});
