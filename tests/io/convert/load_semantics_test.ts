/** Choosing, merging, splitting and limiting with `momo load`: records and metadata of what comes out. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { parseDate } from "../../../src/core/time/dates.ts";
import { oracleIndexTime, oracleReadings } from "../dbn/oracle_records.ts";
import { concat } from "../zstd/frame_builder.ts";
import {
  bar,
  DAY,
  HOUR,
  madeFile,
  madeMetadata,
  madeRecord,
  MIDNIGHT,
  sequencesOf,
  trade,
} from "./made_records.ts";
import { Workshop } from "./workshop.ts";

const TRADES = [
  trade(1, MIDNIGHT + HOUR, 1),
  trade(2, MIDNIGHT + 2n * HOUR, 2),
  trade(1, MIDNIGHT + DAY, 3),
  trade(2, MIDNIGHT + DAY + HOUR, 4),
  trade(3, MIDNIGHT + 2n * DAY + HOUR, 5),
];

Deno.test("--limit takes the first records and is part of the metadata", async () => {
  await using shop = await Workshop.open({ a: madeFile(TRADES) });

  const { records, metadata } = await shop.load(["a"], "--limit", "2");

  assert.deepEqual(sequencesOf(records), [1, 2]);
  assert.deepEqual(metadata, madeMetadata({ limit: 2n }));
});

Deno.test("--limit counts what a choice leaves", async () => {
  await using shop = await Workshop.open({ a: madeFile(TRADES) });

  const { records } = await shop.load(["a"], "--limit", "2", "--symbols", "MLGO");

  assert.deepEqual(sequencesOf(records), [1, 3]);
});

Deno.test("--start and --end choose by UTC day or instant, and cut range and mappings", async () => {
  await using shop = await Workshop.open({ a: madeFile(TRADES) });

  const day = await shop.load(["a"], "--start", "2025-03-25", "--end", "2025-03-25");
  const instants = await shop.load(
    ["a"],
    ...["--start", "2025-03-24T02:00:00Z", "--end", "2025-03-25T01:00:00Z"],
  );

  assert.deepEqual(sequencesOf(day.records), [3, 4]);
  assert.deepEqual([day.metadata.start, day.metadata.end], [MIDNIGHT + DAY, MIDNIGHT + 2n * DAY]);
  assert.deepEqual(day.metadata.mappings.map(({ intervals }) => intervals.length), [1, 1]);
  assert.deepEqual(sequencesOf(instants.records), [2, 3]);
  assert.equal(instants.metadata.start, MIDNIGHT + 2n * HOUR);
});

Deno.test("days are trade dates in New York for US equities, UTC days for other datasets", async () => {
  const winter = [0, 23, 25, 26, 48, 49].map((hour, i) => {
    return trade(1, BigInt(parseDate("2025-01-07")) * DAY + BigInt(hour) * HOUR, i); // 20:00 EST is 01:00 UTC
  });
  const wide = { mappings: [], symbols: [], start: 0n, end: null };
  await using shop = await Workshop.open({
    equities: madeFile(winter, madeMetadata(wide)),
    futures: madeFile(winter, madeMetadata({ ...wide, dataset: "GLBX.MDP3" })),
  });
  const day = ["--start", "2025-01-08", "--end", "2025-01-08"];

  const equities = await shop.load(["equities"], ...day);
  const futures = await shop.load(["futures"], ...day);

  assert.deepEqual(sequencesOf(equities.records), [2, 3, 4]);
  assert.deepEqual(sequencesOf(futures.records), [2, 3]);
  assert.equal(equities.metadata.start, BigInt(Date.UTC(2025, 0, 8, 1)) * 1_000_000n);
});

Deno.test("each format has a flag of its name", async () => {
  await using shop = await Workshop.open({ a: madeFile(TRADES) });
  const bytes = async (...flags: string[]) => {
    const path = shop.directory.file("out");
    assert.equal(await shop.run(["a"], ...flags, "-f", "-o", path), 0);
    return await Deno.readFile(path);
  };

  for (const format of ["json", "csv", "tsv", "dbn", "fragment", "parquet", "arrow"]) {
    assert.deepEqual(await bytes(`--${format}`), await bytes("--format", format), format);
  }
});

Deno.test("--symbols keeps the mappings of these symbols alone", async () => {
  await using shop = await Workshop.open({ a: madeFile(TRADES) });

  const { records, metadata } = await shop.load(["a"], "--symbols", "TSLA");

  assert.deepEqual(sequencesOf(records), [2, 4]);
  assert.deepEqual(metadata.symbols, ["TSLA"]);
  assert.deepEqual(metadata.mappings.map(({ rawSymbol }) => rawSymbol), ["TSLA"]);
});

Deno.test("--schema takes one schema out of a mixture and labels it", async () => {
  const mixed = madeFile(
    [bar(1, MIDNIGHT, 1n), trade(1, MIDNIGHT, 2), bar(1, MIDNIGHT, 3n)],
    madeMetadata({ schema: null }),
  );
  await using shop = await Workshop.open({ a: mixed });

  const bars = await shop.load(["a"], "--schema", "ohlcv-1s");
  const both = await shop.load(["a"], "--schema", "ohlcv-1s", "--schema", "trades");
  const none = await shop.load(["a"], "--schema", "mbo");

  assert.deepEqual(sequencesOf(bars.records), [1, 3]);
  assert.equal(bars.metadata.schema, "ohlcv-1s");
  assert.deepEqual(sequencesOf(both.records), [1, 2, 3]);
  assert.equal(both.metadata.schema, null);
  assert.equal(none.records.length, 0);
});

Deno.test("--metadata writes the metadata of the result", async () => {
  await using shop = await Workshop.open({ a: madeFile(TRADES) });
  const path = shop.directory.file("out.json");

  await shop.run(["a"], "--metadata", "--limit", "3", "-o", path);

  const metadata = JSON.parse(await Deno.readTextFile(path));
  assert.equal(metadata.limit, "3");
  assert.deepEqual(metadata.symbols, ["MLGO", "TSLA"]);
  assert.equal(metadata.mappings[0].intervals[0].start_date, 20250324);
});

Deno.test("several files are merged by time, and so are their metadata", async () => {
  const first = madeFile([TRADES[0]!, TRADES[2]!], madeMetadata({ symbols: ["MLGO"], limit: 9n }));
  const second = madeFile(
    [bar(2, MIDNIGHT, 10n), bar(2, MIDNIGHT + HOUR, 11n), bar(2, MIDNIGHT + DAY + 1n, 12n)],
    madeMetadata({ schema: "ohlcv-1s", symbols: ["TSLA"], start: MIDNIGHT - DAY }),
    "single",
  );
  await using shop = await Workshop.open({ a: first, b: second });

  const { records, metadata } = await shop.load(["a", "b"]);

  assert.deepEqual(sequencesOf(records), [10, 1, 11, 3, 12]);
  assert.deepEqual(metadata, madeMetadata({ schema: null, start: MIDNIGHT - DAY }));
});

Deno.test("files of several versions are merged once they are upgraded", async () => {
  const old = madeFile([TRADES[0]!], madeMetadata({ version: 1 }));
  const current = madeFile([TRADES[1]!]);
  await using shop = await Workshop.open({ a: old, b: current });

  const refused = await shop.run(["a", "b"], "-o", shop.directory.file("x.dbn"));
  const { records, metadata } = await shop.load(["a", "b"], "--upgrade");

  assert.equal(refused, 1);
  assert.deepEqual(sequencesOf(records), [1, 2]);
  assert.deepEqual(metadata, madeMetadata());
});

Deno.test("fragments are merged with each other only", async () => {
  await using shop = await Workshop.open({
    "a.frag": concat(TRADES[0]!, TRADES[3]!),
    "b.frag": TRADES[1]!,
    "c.dbn": madeFile([]),
  });
  const path = shop.directory.file("out.frag");

  const mixed = await shop.run(["a.frag", "c.dbn"], "-o", path);
  const merged = await shop.run(["a.frag", "b.frag"], "-o", path);

  assert.deepEqual([mixed, merged], [2, 0]);
  assert.deepEqual(sequencesOf(await Deno.readFile(path)), [1, 2, 4]);
});

Deno.test("--split-by day gives each UTC day its file, its range and its mappings", async () => {
  await using shop = await Workshop.open({ a: madeFile(TRADES) });

  const outputs = await shop.split(["a"], "day", "date");

  assert.deepEqual([...outputs.keys()], ["2025-03-24", "2025-03-25", "2025-03-26"]);
  const third = outputs.get("2025-03-26")!;
  assert.deepEqual(sequencesOf(third.records), [5]);
  assert.deepEqual(third.metadata, {
    ...madeMetadata({ start: MIDNIGHT + 2n * DAY }),
    mappings: [["MLGO", "3"], ["TSLA", "2"]].map(([rawSymbol, symbol]) => ({
      rawSymbol: rawSymbol!,
      intervals: [{
        startDate: parseDate("2025-03-26"),
        endDate: parseDate("2025-03-27"),
        symbol: symbol!,
      }],
    })),
  });
});

Deno.test("--split-by symbol gives each symbol its records under whichever id", async () => {
  await using shop = await Workshop.open({ a: madeFile(TRADES) });

  const outputs = await shop.split(["a"], "symbol", "symbol");

  assert.deepEqual([...outputs].map(([key, { records }]) => [key, sequencesOf(records)]), [
    ["MLGO", [1, 3, 5]],
    ["TSLA", [2, 4]],
  ]);
  assert.deepEqual(outputs.get("MLGO")!.metadata.symbols, ["MLGO"]);
});

Deno.test("--split-by schema leaves messages out", async () => {
  const mixed = [trade(1, MIDNIGHT, 1), madeRecord("system_v2", {}), bar(1, MIDNIGHT, 2n)];
  await using shop = await Workshop.open({ a: madeFile(mixed, madeMetadata({ schema: null })) });

  const outputs = await shop.split(["a"], "schema", "schema");

  assert.deepEqual(
    [...outputs].map(([key, { metadata }]) => [key, metadata.schema]),
    [["ohlcv-1s", "ohlcv-1s"], ["trades", "trades"]],
  );
});

Deno.test("a split writes any format, compressed too, and makes directories named by the key", async () => {
  await using shop = await Workshop.open({ a: madeFile(TRADES) });
  const file = (path: string) => shop.directory.file(path);

  await shop.run(["a"], "--split-by", "day", "--output-pattern", file("{date}/x.csv"));
  await shop.run(["a"], "--split-by", "month", "--output-pattern", file("{date}.parquet"));
  await shop.run(["a"], "--split-by", "week", "--output-pattern", file("w-{date}.dbn.zst"));

  const csv = await Deno.readTextFile(file("2025-03-25/x.csv"));
  const parquet = await Deno.readFile(file("2025-03-01.parquet"));
  assert.match(csv, /^ts_recv,.*\n.*,3\n.*,4\n$/);
  assert.equal(new TextDecoder().decode(parquet.subarray(-4)), "PAR1");
  const { records } = await shop.load(["w-2025-03-23.dbn.zst"]);
  assert.deepEqual(records, concat(...TRADES));
});

Deno.test("a split that would replace one file writes none", async () => {
  await using shop = await Workshop.open({
    a: madeFile(TRADES),
    "2025-03-26.csv": new Uint8Array(),
  });
  const pattern = shop.directory.file("{date}.csv");

  const refused = await shop.run(["a"], "--split-by", "day", "--output-pattern", pattern);
  const names = await shop.directory.names();
  const forced = await shop.run(["a"], "--split-by", "day", "--output-pattern", pattern, "-f");

  assert.equal(refused, 1);
  assert.deepEqual(names, ["2025-03-26.csv", "a"]);
  assert.equal(forced, 0);
  assert.equal((await shop.directory.names()).length, 4);
});

Deno.test("a split by symbol of records that have none writes nothing", async () => {
  await using shop = await Workshop.open({ a: madeFile([...TRADES, trade(9, MIDNIGHT, 6)]) });
  const pattern = shop.directory.file("{symbol}.csv");

  assert.equal(await shop.run(["a"], "--split-by", "symbol", "--output-pattern", pattern), 1);
  assert.deepEqual(await shop.directory.names(), ["a"]);
});

Deno.test("the union of all splits is the whole, each in the order of the whole", async () => {
  const time = fc.integer({ min: 0, max: 71 }).map((hour) => MIDNIGHT + BigInt(hour) * HOUR);
  const made = fc.array(fc.record({ isBar: fc.boolean(), isTesla: fc.boolean(), time }), {
    minLength: 1,
    maxLength: 30,
  });
  await fc.assert(
    fc.asyncProperty(
      made,
      fc.constantFrom(["symbol", "symbol"], ["schema", "schema"], ["day", "date"], [
        "week",
        "date",
      ]),
      async (all, [by, placeholder]) => {
        const records = all.map(({ isBar, isTesla, time }, i) => {
          const id = isTesla ? 2 : time < MIDNIGHT + 2n * DAY ? 1 : 3;
          return isBar ? bar(id, time, BigInt(i)) : trade(id, time, i);
        });
        const metadata = madeMetadata({ schema: null });
        await using shop = await Workshop.open({ a: madeFile(records, metadata) });

        const outputs = await shop.split(["a"], by!, placeholder!);

        const parts = [...outputs.values()].map(({ records }) => sequencesOf(records));
        for (const part of parts) assert.deepEqual(part, part.toSorted((a, b) => a - b));
        assert.deepEqual(
          parts.flat().sort((a, b) => a - b),
          Array.from({ length: records.length }, (_, i) => i),
        );
      },
    ),
    { numRuns: 40 },
  );
});

Deno.test("merging the splits of an ordered stream gives it back", async () => {
  const hours = fc.uniqueArray(fc.integer({ min: 0, max: 71 }), { minLength: 1, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(hours, async (hours) => {
      const records = hours.sort((a, b) => a - b).map((hour, i) => {
        return trade(2, MIDNIGHT + BigInt(hour) * HOUR, i);
      });
      await using shop = await Workshop.open({ a: madeFile(records) });
      const pattern = shop.directory.file("day-{date}.dbn.zst");
      await shop.run(["a"], "--split-by", "day", "--output-pattern", pattern);
      const days = (await shop.directory.names()).filter((name) => name.startsWith("day-"));

      const { records: merged } = await shop.load(days.reverse());

      assert.deepEqual(merged, concat(...records));
    }),
    { numRuns: 30 },
  );
});

Deno.test("choosing and then merging is merging and then choosing", async () => {
  const hour = fc.integer({ min: 0, max: 40 });
  const stream = fc.array(hour, { maxLength: 10 }).map((hours) => hours.sort((a, b) => a - b));
  await fc.assert(
    fc.asyncProperty(stream, stream, hour, hour, async (a, b, from, length) => {
      let sequence = 0;
      const made = (hours: readonly number[], id: number) =>
        hours.map((hour) => trade(id, MIDNIGHT + BigInt(hour) * HOUR, sequence++));
      const [first, second] = [made(a, 1), made(b, 2)];
      await using shop = await Workshop.open({ a: madeFile(first), b: madeFile(second) });
      const instant = (hour: number) =>
        new Date(Number((MIDNIGHT + BigInt(hour) * HOUR) / 1_000_000n)).toISOString();

      const { records } = await shop.load(
        ["a", "b"],
        ...["--start", instant(from), "--end", instant(from + length)],
      );

      const expected = oracleReadings(concat(...first, ...second))
        .map((reading) => ({ reading, time: oracleIndexTime(reading) }))
        .filter(({ time }) => {
          return time >= MIDNIGHT + BigInt(from) * HOUR &&
            time < MIDNIGHT + BigInt(from + length) * HOUR;
        })
        .sort((a, b) => Number(a.time - b.time));
      assert.deepEqual(records, concat(...expected.map(({ reading }) => reading.bytes)));
    }),
    { numRuns: 40 },
  );
});
