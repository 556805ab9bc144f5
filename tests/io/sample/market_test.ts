import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { formatDate, parseDate } from "../../../src/core/time/dates.ts";
import { simulateMarket } from "../../../src/io/sample/market.ts";
import { writeDelivery } from "../../../src/io/sample/write_delivery.ts";
import { corruptByte, truncateFile } from "./damage.ts";
import { TemporaryDirectory } from "../../io/store/temporary_directory.ts";

const SHORT = { seed: 4, symbols: [{ symbol: "ABQX" }], from: "2024-11-01", sessions: 4 } as const;

Deno.test("a market has the sessions that were asked for, the next one first if the date is none", () => {
  const market = simulateMarket({ ...SHORT, from: "2024-11-02" });

  assert.deepEqual(market.sessions.map(formatDate), [
    "2024-11-04",
    "2024-11-05",
    "2024-11-06",
    "2024-11-07",
  ]);
});

Deno.test("a longer market begins with the same days, and other symbols change nothing", () => {
  const short = simulateMarket(SHORT);
  const symbols = [{ symbol: "ZZQB", surprises: true }, ...SHORT.symbols];
  const long = simulateMarket({ ...SHORT, symbols, sessions: 7 });

  assert.deepEqual(long.histories[1]!.days.slice(0, 4), short.histories[0]!.days);
});

Deno.test("another seed gives another market", () => {
  const [one, other] = [4, 5].map((seed) => simulateMarket({ ...SHORT, seed }));

  assert.notDeepEqual(other!.histories[0]!.days[0]!.bars, one!.histories[0]!.days[0]!.bars);
});

Deno.test("a symbol that is listed later has no days before", () => {
  const symbols = [{ symbol: "ABQX", firstSession: "2024-11-05" }];
  const [history] = simulateMarket({ ...SHORT, symbols }).histories;

  assert.deepEqual(history!.days.map(({ tradeDate }) => formatDate(tradeDate)), [
    "2024-11-05",
    "2024-11-06",
  ]);
  assert.equal(history!.listedOn, parseDate("2024-11-05"));
});

Deno.test("writeDelivery() puts a delivery into a directory of its own; files can be cut and damaged", async () => {
  await using directory = await TemporaryDirectory.create();
  const market = simulateMarket(SHORT);

  const written = writeDelivery(directory.path, { market, schema: "ohlcv-1s" });

  assert.deepEqual(await directory.names(), [written.jobId]);
  assert.deepEqual(written.dataFiles, [
    `${directory.path}/${written.jobId}/equs-mini-20241101-20241107.ohlcv-1s.dbn.zst`,
  ]);
  const [path] = written.dataFiles;
  const size = statSync(path!).size;
  truncateFile(path!, -10);
  assert.equal(statSync(path!).size, size - 10);
  truncateFile(path!, 100);
  assert.equal(statSync(path!).size, 100);
  const before = await Deno.readFile(path!);
  corruptByte(path!, 50);
  const after = await Deno.readFile(path!);
  assert.equal(after[50], before[50]! ^ 0xff);
  assert.deepEqual(after.with(50, before[50]!), before);
});
