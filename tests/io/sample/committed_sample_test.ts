import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { parseDate } from "../../../src/core/time/dates.ts";
import { readCorporateActions } from "../../../src/io/catalog/read_corporate_actions.ts";
import { type DecodedFile, indexTime, NO_PRICE, recordsOf } from "./decoded_file.ts";
import { SAMPLE, sampleDeliveries, type SampleDelivery } from "./sample_data.ts";

const DELIVERIES = sampleDeliveries();
const DAY_NS = 86_400_000_000_000n;

function withSchema(schema: string, dataset = "EQUS.MINI"): SampleDelivery[] {
  const isListing = schema === "status" || schema === "definition";
  const wanted = isListing ? "XNAS.ITCH" : dataset;
  return DELIVERIES.filter((d) => d.schema === schema && d.dataset === wanted);
}

function filesOf(schema: string, dataset?: string): DecodedFile[] {
  return withSchema(schema, dataset).flatMap(({ files }) => files);
}

function utcDates(files: readonly DecodedFile[], symbol?: string): Set<string> {
  return new Set(
    recordsOf(files).filter((record) => symbol === undefined || record.symbol === symbol)
      .map((record) => new Date(Number(indexTime(record) / 1_000_000n)).toISOString().slice(0, 10)),
  );
}

function readJson(delivery: SampleDelivery, name: string) {
  return JSON.parse(readFileSync(`${delivery.directory}/${name}`, "utf8"));
}

Deno.test("the sample is small", () => {
  const names = DELIVERIES.flatMap(({ directory, names }) => names.map((n) => `${directory}/${n}`));
  const bytes = names.reduce((sum, name) => sum + statSync(name).size, 0);

  assert.ok(bytes < 3_000_000, String(bytes));
});

Deno.test("every manifest lists what is there, with size and hash; one file is listed and absent", () => {
  const absent: string[] = [];
  for (const delivery of DELIVERIES) {
    const { files, job_id } = readJson(delivery, "manifest.json");
    assert.equal(job_id, delivery.jobId);
    for (const { filename, size, hash } of files) {
      if (!delivery.names.includes(filename)) {
        absent.push(filename);
        continue;
      }
      const bytes = readFileSync(`${delivery.directory}/${filename}`);
      assert.equal(bytes.length, size, filename);
      assert.equal(`sha256:${createHash("sha256").update(bytes).digest("hex")}`, hash, filename);
    }
    const listed = files.map(({ filename }: { filename: string }) => filename);
    const unlisted = delivery.names.filter((name) => !listed.includes(name));
    assert.deepEqual(unlisted, ["manifest.json"]);
  }

  assert.deepEqual(absent, ["equs-mini-20241126.trades.dbn.zst"]);
});

Deno.test("JSON files are indented by four spaces and end without a newline", () => {
  for (const { directory, names } of DELIVERIES) {
    for (const name of names.filter((name) => name.endsWith(".json"))) {
      const text = readFileSync(`${directory}/${name}`, "utf8");
      const bare = text.replace(/: (\d{16,})/g, ': "$1"');
      const expected = JSON.stringify(JSON.parse(bare), null, 4);
      assert.equal(bare, expected, name);
    }
  }
});

Deno.test("all schemas are there, and all versions of the format", () => {
  const schemas = new Set(DELIVERIES.map(({ schema }) => schema));
  const versions = new Set(
    DELIVERIES.flatMap(({ files }) => files.map(({ metadata }) => metadata.version)),
  );

  assert.deepEqual([...schemas].sort(), [
    "bbo-1s",
    "definition",
    "mbp-1",
    "ohlcv-1d",
    "ohlcv-1m",
    "ohlcv-1s",
    "status",
    "tbbo",
    "trades",
  ]);
  assert.deepEqual([...versions].sort(), [1, 2, 3]);
});

Deno.test("publishers are those of the datasets, and ids differ between them", () => {
  const publishers: Record<string, number> = {
    "EQUS.MINI": 95,
    "EQUS.SUMMARY": 90,
    "XNAS.ITCH": 2,
  };
  const ids = new Map<string, Set<unknown>>();
  for (const { dataset, files } of DELIVERIES) {
    for (const record of recordsOf(files)) {
      assert.equal(record.publisher_id, publishers[dataset]);
      const key = `${record.symbol} ${dataset}`;
      ids.set(key, (ids.get(key) ?? new Set()).add(record.instrument_id));
    }
  }

  const of = (symbol: string, dataset: string) => [...ids.get(`${symbol} ${dataset}`)!];
  assert.notDeepEqual(of("QZAF", "EQUS.MINI"), of("QZAF", "XNAS.ITCH"));
  assert.notDeepEqual(of("QZAF", "EQUS.MINI"), of("QZAF", "EQUS.SUMMARY"));
  assert.deepEqual(of("XUVO", "EQUS.MINI"), [14_877, 16_020]);
  assert.deepEqual(of("JYND", "EQUS.MINI"), [9_310, 5_120]);
  assert.deepEqual(of("VJAX", "EQUS.MINI"), [5_120, 9_310]);
});

Deno.test("the sessions run over the change of clocks, half days and holidays", () => {
  const dates = utcDates(filesOf("ohlcv-1s"));

  assert.ok(dates.has("2024-10-31") && dates.has("2024-12-26"));
  assert.ok(!dates.has("2024-11-02"), "in summer sessions end with the UTC date");
  assert.ok(dates.has("2024-11-09"), "in winter their last hour is the next UTC date's");
  assert.ok(!dates.has("2024-11-30"), "not so on half days");
  const hours = recordsOf(filesOf("ohlcv-1s")).map(({ ts_event }) =>
    new Date(Number(BigInt(ts_event!) / 1_000_000n)).toISOString().slice(0, 13)
  );
  assert.ok(hours.includes("2024-11-01T08"), "pre-market starts at 08:00 UTC in summer");
  assert.ok(!hours.includes("2024-11-04T08") && hours.includes("2024-11-04T10"));
  assert.ok(
    hours.includes("2024-11-29T20") &&
      !hours.some((hour) => hour >= "2024-11-29T22" && hour < "2024-11-30T99"),
  );
  const thanksgiving = hours.filter((hour) => hour.startsWith("2024-11-28"));
  assert.deepEqual(new Set(thanksgiving), new Set(["2024-11-28T00"]));
  assert.ok(!hours.some((hour) => hour.startsWith("2024-12-25T1")));
});

Deno.test("condition.json calls some dates degraded and lists the holidays", () => {
  const all = DELIVERIES.flatMap((delivery) =>
    readJson(delivery, "condition.json") as { date: string; condition: string }[]
  );
  const degraded = all.filter(({ condition }) => condition === "degraded");

  assert.deepEqual([...new Set(degraded.map(({ date }) => date))].sort(), [
    "2024-11-14",
    "2024-12-03",
  ]);
  assert.ok(all.some(({ date }) => date === "2024-11-28"));
  assert.ok(all.some(({ date }) => date === "2024-12-25"));
});

Deno.test("symbology may start before the range, be partial, or not find a symbol", () => {
  const [status] = withSchema("status");
  const [daily] = withSchema("ohlcv-1d");
  const symbology = readJson(status!, "symbology.json");

  assert.equal(symbology.start_date, "2024-11-02");
  assert.equal(symbology.result.QZAF[0].d0, "2024-11-01");
  assert.equal(symbology.result.ZQIB[0].d0, "2024-11-20");
  assert.deepEqual(symbology.partial, ["ZQIB"]);
  assert.deepEqual(readJson(daily!, "symbology.json").not_found, ["UXYF"]);
  const early = status!.files.find(({ name }) => name.includes("20241104"))!;
  assert.deepEqual(early.metadata.notFound, ["ZQIB"]);
});

Deno.test("some days and symbols have gaps", () => {
  assert.ok(!utcDates(filesOf("mbp-1")).has("2024-11-27"));
  assert.ok(!utcDates(filesOf("status")).has("2024-12-11"));
  assert.ok(!utcDates(filesOf("ohlcv-1s"), "KQEL").has("2024-11-15"));
  assert.ok(utcDates(filesOf("ohlcv-1m"), "KQEL").has("2024-11-15"));
  assert.ok(utcDates(filesOf("ohlcv-1d"), "KQEL").has("2024-10-31"));
  assert.ok(!utcDates(filesOf("ohlcv-1d"), "ZQIB").has("2024-11-19"));
  assert.ok(utcDates(filesOf("ohlcv-1s"), "ZQIB").has("2024-11-20"));
});

Deno.test("two deliveries have the same bars of 2024-11-25", () => {
  const start = BigInt(parseDate("2024-11-25")) * DAY_NS;
  const barsIn = (delivery: SampleDelivery) =>
    recordsOf(delivery.files).filter(({ symbol, ts_event }) =>
      (symbol === "QZAF" || symbol === "XUVO") && BigInt(ts_event!) >= start &&
      BigInt(ts_event!) < start + DAY_NS
    );
  const [first, second] = withSchema("ohlcv-1s").map(barsIn).filter((bars) => bars.length > 0);

  assert.ok(first!.length > 500);
  assert.deepEqual(second, first);
});

Deno.test("bars of KQEL are repeated, late and undefined on one day", () => {
  const start = BigInt(parseDate("2024-12-04")) * DAY_NS;
  const bars = recordsOf(filesOf("ohlcv-1s")).filter(({ symbol, ts_event }) =>
    symbol === "KQEL" && BigInt(ts_event!) >= start && BigInt(ts_event!) < start + DAY_NS
  );
  const times = bars.map(({ ts_event }) => ts_event!);

  assert.ok(new Set(times).size < times.length);
  assert.ok(times.some((time, i) => i > 0 && time < times[i - 1]!));
  assert.equal(bars.filter(({ open, volume }) => open === NO_PRICE && volume === 0n).length, 5);
});

Deno.test("one file has hundreds of frames that cut records, one begins with a skippable frame", () => {
  const files = DELIVERIES.flatMap(({ files }) => files);
  const many = files.filter(({ frames }) => frames.length >= 200);
  const [file] = many;

  assert.equal(many.length, 1);
  let offset = 0;
  const ends = file!.frames.map(({ contentSize }) => offset += contentSize!);
  const cut = ends.slice(1, -1).filter((end) => (end - file!.recordsOffset) % 80 !== 0);
  assert.equal(ends[0], file!.recordsOffset);
  assert.ok(cut.length > 100);
  const skippable = files.filter(({ frames }) => frames[0]?.kind === "skippable");
  assert.deepEqual(skippable.map(({ name }) => name.split(".")[1]), ["tbbo"]);
});

Deno.test("there are pauses, one of them extended, and a news halt", () => {
  const messages = recordsOf(filesOf("status"));
  const lengths: number[] = [];
  for (const [i, message] of messages.entries()) {
    if (message.action !== 9) continue;
    assert.deepEqual([message.reason, message.is_trading], [50, "N"]);
    const end = messages.slice(i).find(({ symbol, action }) =>
      symbol === message.symbol && action === 7
    )!;
    lengths.push(Math.round(Number(BigInt(end.ts_event!) - BigInt(message.ts_event!)) / 60e9));
  }

  assert.ok(lengths.length >= 5);
  assert.deepEqual(new Set(lengths), new Set([5, 10]));
  const reasons = messages.filter(({ action }) => action === 8).map(({ reason }) => reason);
  assert.deepEqual(reasons, [30, 31, 32]);
});

Deno.test("two symbols split, and the corporate actions know one of them", () => {
  const bars = recordsOf(filesOf("ohlcv-1d", "EQUS.SUMMARY"));
  const gapOn = (symbol: string, date: string) => {
    const own = bars.filter((bar) => bar.symbol === symbol);
    const i = own.findIndex(({ ts_event }) =>
      BigInt(ts_event!) === BigInt(parseDate(date)) * DAY_NS
    );
    return Number(own[i]!.open) / Number(own[i - 1]!.close);
  };
  const actions = readCorporateActions(`${SAMPLE}/corporate_actions.csv`);

  assert.ok(Math.abs(gapOn("JYND", "2024-12-05") / 20 - 1) < 0.1);
  assert.ok(Math.abs(gapOn("KQEL", "2024-12-12") / 0.25 - 1) < 0.1);
  assert.deepEqual(actions, [{
    symbol: "KQEL",
    exDate: parseDate("2024-12-12"),
    factor: 0.25,
    kind: "split",
    knownAt: parseDate("2024-11-26"),
  }]);
});
