/** The library's way to symbol-days. */
import assert from "node:assert/strict";
import { dayBytes, MomoError, parseDate, storeDays, SymbolDays } from "../../../src/mod.ts";
import { TemporaryDirectory } from "../store/temporary_directory.ts";

const DATA = ["testdata/sample"];
const REQUEST = { symbol: "QZAF", tradeDate: parseDate("2024-11-25") };

Deno.test("a program loads a day from data, fills a store, and loads the same day without the data", async () => {
  await using store = await TemporaryDirectory.create();
  const { day } = new SymbolDays({ data: DATA }).load({ ...REQUEST, lookback: true });

  const { days, problems } = await storeDays({
    ...{ data: DATA, store: store.path, symbols: ["QZAF"] },
    ...{ start: parseDate("2024-11-22"), end: parseDate("2024-11-25") },
  });
  const stored = new SymbolDays({ store: store.path }).load({ ...REQUEST, lookback: true });

  assert.ok(days > 2 && problems.every(({ severity }) => severity === "warning"));
  assert.ok(day.trades.length > 1000 && dayBytes(day) > 0);
  assert.deepEqual(stored.day.trades, day.trades);
  assert.deepEqual(stored.day.previous?.day.bars1s, day.previous?.day.bars1s);
});

Deno.test("a symbol that is not there is not found, in either place", async () => {
  await using store = await TemporaryDirectory.create();
  const isNotFound = (error: unknown) => error instanceof MomoError && error.code === "not_found";

  assert.throws(
    () => new SymbolDays({ data: DATA }).load({ ...REQUEST, symbol: "NONE" }),
    isNotFound,
  );
  await assert.rejects(
    storeDays({ data: DATA, store: store.path, symbols: ["NONE"] }),
    isNotFound,
  );
});
