import assert from "node:assert/strict";
import fc from "fast-check";
import { type RecordChoice, RecordFilter } from "../../../src/io/convert/record_filter.ts";
import { symbolLookup } from "../../../src/io/convert/symbol_lookup.ts";
import type { RecordChunk } from "../../../src/io/dbn/record_chunk.ts";
import { oracleIndexTime, oracleReadings } from "../dbn/oracle_records.ts";
import { concat } from "../zstd/frame_builder.ts";
import {
  bar,
  chunkOfRecords,
  DAY,
  HOUR,
  madeMetadata,
  madeRecord,
  MIDNIGHT,
  sequencesOf,
  trade,
} from "./made_records.ts";

const ALL: RecordChoice = { schemas: [], window: { from: null, to: null }, symbols: [] };

function kept(records: readonly Uint8Array[], choice: Partial<RecordChoice>): RecordChunk {
  const lookup = symbolLookup(madeMetadata(), "made.dbn");
  return new RecordFilter({ ...ALL, ...choice }, lookup).apply(chunkOfRecords(records));
}

Deno.test("a window keeps what lies in [from, to) by ts_recv, or by ts_event without it", () => {
  const late = madeRecord("trade", { ts_event: MIDNIGHT - HOUR, ts_recv: MIDNIGHT, sequence: 5 });
  const records = [
    trade(1, MIDNIGHT - 1n, 1),
    trade(1, MIDNIGHT, 2),
    trade(1, MIDNIGHT + HOUR - 1n, 3),
    trade(1, MIDNIGHT + HOUR, 4),
    late,
    bar(1, MIDNIGHT, 6n),
    bar(1, MIDNIGHT + HOUR, 7n),
  ];

  const chunk = kept(records, { window: { from: MIDNIGHT, to: MIDNIGHT + HOUR } });

  assert.deepEqual(sequencesOf(chunk.bytes), [2, 3, 5, 6]);
  assert.equal(chunk.count, 4);
  assert.equal(chunk.uniform, null);
});

Deno.test("an open window keeps everything before or after its bound, undefined times among the last", () => {
  const records = [trade(1, 0n, 1), trade(1, MIDNIGHT, 2), trade(1, 2n ** 64n - 1n, 3)];

  const from = kept(records, { window: { from: MIDNIGHT, to: null } });
  const to = kept(records, { window: { from: null, to: MIDNIGHT } });

  assert.deepEqual(sequencesOf(from.bytes), [2, 3]);
  assert.deepEqual(sequencesOf(to.bytes), [1]);
});

Deno.test("schemas keep their record types, and what is left may be of one form", () => {
  const records = [trade(1, MIDNIGHT, 1), bar(1, MIDNIGHT, 2n), trade(1, MIDNIGHT, 3)];

  const trades = kept(records, { schemas: ["trades"] });
  const both = kept(records, { schemas: ["trades", "ohlcv-1s"] });

  assert.deepEqual(sequencesOf(trades.bytes), [1, 3]);
  assert.deepEqual(trades.uniform, { rtype: 0, size: 48 });
  assert.equal(both.count, 3);
});

Deno.test("symbols are told by instrument id and UTC day", () => {
  const records = [
    trade(1, MIDNIGHT, 1),
    trade(2, MIDNIGHT, 2),
    trade(3, MIDNIGHT, 3), // MLGO from the 26th on only
    trade(1, MIDNIGHT + 2n * DAY, 4), // no longer MLGO
    trade(3, MIDNIGHT + 2n * DAY, 5),
    trade(1, 2n ** 64n - 1n, 6),
  ];

  assert.deepEqual(sequencesOf(kept(records, { symbols: ["MLGO"] }).bytes), [1, 5]);
  assert.deepEqual(sequencesOf(kept(records, { symbols: ["MLGO", "TSLA"] }).bytes), [1, 2, 5]);
  assert.equal(kept(records, { symbols: ["NONE"] }).count, 0);
});

Deno.test("symbols of a live stream are those of its symbol mapping records so far", () => {
  const live = madeMetadata({ stypeIn: null, schema: null, mappings: [], symbols: [] });
  const name = new Uint8Array(71);
  new TextEncoder().encodeInto("MLGO", name);
  const mapping = madeRecord("symbol_mapping_v2", { instrument_id: 7, stype_out_symbol: name });
  const filter = new RecordFilter({ ...ALL, symbols: ["MLGO"] }, symbolLookup(live, "live.dbn"));

  const before = filter.apply(chunkOfRecords([trade(7, MIDNIGHT, 1)]));
  const after = filter.apply(
    chunkOfRecords([mapping, trade(7, MIDNIGHT, 2), trade(8, MIDNIGHT, 3)]),
  );

  assert.equal(before.count, 0);
  assert.deepEqual(oracleReadings(after.bytes).map(({ layout }) => layout.name), [
    "symbol_mapping_v2",
    "trade",
  ]);
});

Deno.test("a chunk that is kept whole is the chunk itself", () => {
  const chunk = chunkOfRecords([trade(1, MIDNIGHT, 1), trade(2, MIDNIGHT, 2)]);
  const filter = new RecordFilter({ ...ALL, window: { from: 0n, to: null } }, null);

  assert.equal(filter.apply(chunk), chunk);
});

Deno.test("any choice keeps exactly the records that meet it, in order and unchanged", () => {
  const times = fc.constantFrom(
    0n,
    MIDNIGHT - 1n,
    MIDNIGHT,
    MIDNIGHT + 1n,
    MIDNIGHT + DAY,
    2n ** 64n - 1n,
  );
  const record = fc.record({
    isBar: fc.boolean(),
    id: fc.integer({ min: 1, max: 3 }),
    time: times,
  });
  const bound = fc.option(times);
  fc.assert(
    fc.property(
      fc.array(record, { minLength: 1, maxLength: 40 }),
      bound,
      bound,
      fc.subarray(["trades", "ohlcv-1s"] as const),
      fc.subarray(["MLGO", "TSLA"]),
      (made, from, to, schemas, symbols) => {
        const records = made.map(({ isBar, id, time }, i) =>
          isBar ? bar(id, time, BigInt(i)) : trade(id, time, i)
        );

        const chunk = kept(records, { window: { from, to }, schemas, symbols });

        const expected = oracleReadings(concat(...records)).filter((reading) => {
          const time = oracleIndexTime(reading);
          const schema = reading.layout.name === "trade" ? "trades" : "ohlcv-1s";
          const day = (time - MIDNIGHT) / DAY;
          const isMapped = time >= MIDNIGHT && time < MIDNIGHT + 3n * DAY;
          const id = reading.record.instrument_id;
          const symbol = id === 2 ? "TSLA" : (day < 2n) === (id === 1) ? "MLGO" : "";
          return (from === null || time >= from) && (to === null || time < to) &&
            (schemas.length === 0 || schemas.includes(schema)) &&
            (symbols.length === 0 || (isMapped && symbols.includes(symbol)));
        });
        assert.deepEqual(chunk.bytes.slice(), concat(...expected.map(({ bytes }) => bytes)));
        assert.equal(chunk.count, expected.length);
      },
    ),
    { numRuns: 300 },
  );
});
