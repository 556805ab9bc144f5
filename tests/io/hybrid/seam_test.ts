import assert from "node:assert/strict";
import { parseDayName } from "../../../src/core/day/day_name.ts";
import type { Catalog } from "../../../src/io/catalog/catalog.ts";
import { CatalogRecords } from "../../../src/io/gateway/client/local_records.ts";
import { FileSessions } from "../../../src/io/hybrid/file_sessions.ts";
import { tapeChapters } from "../../../src/io/history/tape_chapters.ts";
import type { Schema } from "../../../src/io/dbn/schema.ts";
import { FaultProxy } from "../gateway/fault_proxy.ts";
import {
  catalog,
  clientOptions,
  DATASET,
  receive,
  type Received,
  startGateway,
} from "../gateway/live_fixture.ts";

const SCHEMAS: readonly Schema[] = ["mbp-1", "trades", "ohlcv-1s"];
const SYMBOLS = ["XUVO", "QZAF"];
const MIDNIGHT_NS = BigInt(Date.parse("2024-11-25T05:00:00Z")) * 1_000_000n;

/** The seconds since midnight in New York as an instant. */
const at = (hours: number, ns = 0n) =>
  MIDNIGHT_NS + BigInt(Math.round(hours * 3600)) * 1_000_000_000n + ns;

interface HybridChoice {
  readonly end: bigint;
  readonly count?: number;
  readonly hasLocal?: boolean;
  readonly files?: Catalog;
}

/** Files up to a time, then a gateway. */
async function hybrid(
  address: { readonly hostname: string; readonly port: number },
  { end, count = 0, hasLocal = true, files = catalog }: HybridChoice,
): Promise<Received> {
  const earlier = new FileSessions({
    ...{ catalog: files, dataset: DATASET, symbols: SYMBOLS, schemas: SCHEMAS, count, end },
    ...{ signal: new AbortController().signal, onProblem: (text) => assert.fail(text) },
  });
  return await receive(clientOptions(address, {
    subscriptions: SCHEMAS.map((schema) => ({ schema, symbols: SYMBOLS })),
    ...{ earlier, local: hasLocal ? new CatalogRecords(files) : null },
  }));
}

/** What historical mode plays of a day. */
async function historical(): Promise<string[]> {
  const { chapters } = tapeChapters({
    ...{ catalog, schemas: SCHEMAS, lookback: false, datasets: [DATASET] },
    days: SYMBOLS.map((symbol) => parseDayName(`${symbol}:2024-11-25`)),
    onProblem: ({ message }) => assert.fail(message),
    signal: new AbortController().signal,
  });
  const records: string[] = [];
  for (const chapter of chapters) {
    const part = await chapter.load();
    while (part.nextTime() < Infinity) {
      const { bytes } = part.take(Infinity);
      for (let from = 0; from < bytes.length; from += bytes[from]! * 4) {
        records.push(bytes.subarray(from + 1, from + bytes[from]! * 4).toHex());
      }
    }
  }
  return records;
}

Deno.test("history, gateway and client, and both with a seam give the same records, byte by byte", async () => {
  await using gateway = startGateway();
  const played = await historical();
  const live = await receive(clientOptions(gateway.address, {
    subscriptions: SCHEMAS.map((schema) => ({ schema, symbols: SYMBOLS, start: 0n })),
  }));

  assert.ok(played.length > 10_000, String(played.length));
  assert.deepEqual(live.records, played);
  const seams = [at(4.5), at(9.5, 1n), at(10 + 1 / 3600), at(13.37, 123_456_789n), at(19.99)];
  for (const seam of seams) {
    const { records, gaps } = await hybrid(gateway.address, { end: seam });

    assert.equal(records.length, played.length, `seam at ${seam}`);
    assert.deepEqual(records, played, `seam at ${seam}`);
    assert.deepEqual(gaps.filter(({ state }) => state === "open"), []);
  }
});

/** A gateway in the present of 13:00, which goes on fast. */
function presentGateway(replayWindowNs: number) {
  const begin = 13 * 3600e9;
  return startGateway({ sharesClock: true, begin, speed: 8000, replayWindowNs });
}

Deno.test("what a replay gave at the seam is unverified, unless files have it too", async () => {
  const played = await historical();
  for (const hasLocal of [false, true]) {
    await using gateway = presentGateway(86_400e9);

    const { records, gaps } = await hybrid(gateway.address, { end: at(11), hasLocal });

    assert.deepEqual(records, played);
    assert.equal(gaps.length, SCHEMAS.length);
    for (const { cause, from, to, state, filled } of gaps) {
      assert.deepEqual([cause, state, filled], [
        "seam",
        ...(hasLocal ? ["verified", "files"] : ["unverified", "replay"]),
      ]);
      assert.ok(from <= at(11) && from > at(10.9) && to >= at(13), `${from} ${to}`);
    }
  }
});

Deno.test("a gateway that cannot go back to the end of the files leaves a gap that says so", async () => {
  const played = await historical();
  await using gateway = presentGateway(3600e9);

  const { records, gaps } = await hybrid(gateway.address, { end: at(10), hasLocal: false });

  const open = gaps.filter(({ state }) => state === "open");
  assert.deepEqual(open.map(({ schema }) => schema).sort(), [...SCHEMAS].sort());
  for (const { from, to, filled } of open) {
    assert.ok(from <= at(10) && to >= at(12) - 1n, `${from} ${to}`);
    assert.equal(filled, null);
  }
  const present = new Set(records);
  assert.deepEqual(records, played.filter((record) => present.has(record)));
  for (const time of missingOf(played, present).map(eventTime)) {
    assert.ok(time >= open[0]!.from && time <= open[0]!.to, String(time));
  }
});

Deno.test("what the gateway cannot give any more comes from files, and nothing is missing", async () => {
  const played = await historical();
  await using gateway = presentGateway(3600e9);

  const { records, gaps } = await hybrid(gateway.address, { end: at(10) });

  assert.deepEqual(records.toSorted(), played.toSorted());
  assert.deepEqual(gaps.filter(({ state }) => state !== "verified"), []);
});

Deno.test("a schema that files lack comes from the gateway, and all in one order", async () => {
  const played = await historical();
  await using gateway = startGateway();
  const files = { ...catalog, files: catalog.files.filter(({ schema }) => schema !== "trades") };

  const { records, gaps } = await hybrid(gateway.address, { end: at(12), files, hasLocal: false });

  assert.deepEqual(records, played);
  assert.deepEqual(gaps, []);
});

Deno.test("connections that are lost around the seam change nothing", async () => {
  const played = await historical();
  await using gateway = startGateway();
  await using proxy = await FaultProxy.start(gateway.address, [
    { kind: "eof", after: 150 },
    { kind: "eof", after: 3001 },
    { kind: "reset", after: 100_000 },
  ]);

  const { records } = await hybrid(proxy.address, { end: at(10.5) });

  assert.deepEqual(records, played);
});

Deno.test("sessions before come first, and what no file has of them is a gap", async () => {
  await using gateway = startGateway();

  const { records, gaps } = await hybrid(gateway.address, { end: at(9.75), count: 2 });

  const played = await historical();
  const before = records.slice(0, records.length - played.length);
  assert.deepEqual(records.slice(before.length), played);
  const dates = before.map((record) => eventTime(record) / 86_400_000_000_000n);
  assert.deepEqual([...new Set(dates.map((date) => date - dates[0]!))].slice(0, 2), [0n, 1n]);
  assert.deepEqual(dates, dates.toSorted());
  const day = 86_400_000_000_000n;
  const coverage = gaps.filter(({ cause, schema }) => cause === "coverage" && schema === "mbp-1");
  assert.deepEqual(coverage.map(({ from, to }) => [from, to]), [
    [at(4) - 4n * day, at(20) - 4n * day - 1n],
    [at(4) - 3n * day, at(20) - 3n * day - 1n],
  ]);
});

function missingOf(all: readonly string[], present: ReadonlySet<string>): string[] {
  return all.filter((record) => !present.has(record));
}

/** `ts_event` of a record in hexadecimal, without its first byte. */
function eventTime(record: string): bigint {
  const bytes = Uint8Array.fromHex(record.slice(14, 30));
  return new DataView(bytes.buffer).getBigUint64(0, true);
}
