import assert from "node:assert/strict";
import fc from "fast-check";
import { MomoError } from "../../../src/core/error.ts";
import type { RecordColumns } from "../../../src/io/dbn/columns/column.ts";
import { ColumnCollector } from "../../../src/io/dbn/columns/column_collector.ts";
import { decodeColumns } from "../../../src/io/dbn/columns/decode_columns.ts";
import { numbersOfInt64, numbersOfUint64 } from "../../../src/io/dbn/columns/int64_numbers.ts";
import { TextColumn } from "../../../src/io/dbn/columns/text_column.ts";
import { chunkOf, groupRecords } from "../../../src/io/dbn/framing.ts";
import { layoutOfVersion } from "../../../src/io/dbn/layouts/select.ts";
import { concat } from "../zstd/frame_builder.ts";
import {
  oracleBytes,
  oracleLayout,
  type OracleRecord,
  oracleText,
  recordArbitrary,
} from "./oracle.ts";
import { ORACLE_LAYOUTS, type OracleLayout } from "./oracle_layouts.ts";

/** Checks every column against the values that the oracle reads. */
function assertColumns(columns: RecordColumns, records: readonly OracleRecord[]): void {
  assert.equal(columns.rows, records.length);
  for (const [name, column] of columns.all) {
    if (name === "ts_out") continue;
    records.forEach((record, row) => {
      const expected = record[name]!;
      if (column instanceof TextColumn) {
        assert.equal(column.at(row), oracleText(expected as Uint8Array));
        assert.deepEqual(
          column.bytes.subarray(row * column.width, (row + 1) * column.width),
          expected,
        );
      } else assert.equal(column[row], expected, name);
    });
  }
}

const TS_OUT = fc.option(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), { nil: undefined });

for (const layout of ORACLE_LAYOUTS) {
  Deno.test(`decodeColumns() reads ${layout.name} as an independent reading does`, () => {
    fc.assert(
      fc.property(
        fc.array(recordArbitrary(layout), { minLength: 1, maxLength: 4 }),
        TS_OUT,
        (records, tsOut) => {
          const bytes = concat(...records.map((record) => oracleBytes(layout, record, tsOut)));
          const chunk = chunkOf(bytes, { tsOut: tsOut !== undefined });

          for (const group of groupRecords(chunk)) {
            const columns = decodeColumns(chunk, group);
            const ofGroup = records.filter((record) => record.rtype === group.rtype);
            assertColumns(columns, ofGroup);
            assert.equal(columns.all.has("ts_out"), tsOut !== undefined);
            if (tsOut !== undefined) {
              assert.ok(columns.uint64("ts_out").every((value) => value === tsOut));
            }
          }
        },
      ),
      { numRuns: 40 },
    );
  });
}

function sample(
  layout: OracleLayout,
  count: number,
): { records: OracleRecord[]; bytes: Uint8Array } {
  const records = fc.sample(recordArbitrary(layout), { numRuns: count, seed: 7 });
  return { records, bytes: concat(...records.map((record) => oracleBytes(layout, record))) };
}

Deno.test("decodeColumns() decodes wanted fields only, in the order asked", () => {
  const { bytes } = sample(oracleLayout("trade"), 3);

  const columns = decodeColumns(chunkOf(bytes), undefined, { fields: ["size", "price"] });

  assert.deepEqual([...columns.all.keys()], ["size", "price"]);
  assert.throws(() => columns.int64("ts_event"), TypeError);
  assert.throws(() => columns.int64("size"), /Column size is a Uint32Array, not a BigInt64Array/);
  assert.throws(() => columns.text("size"), TypeError);
  assert.throws(() => decodeColumns(chunkOf(bytes), undefined, { fields: ["bid"] }), TypeError);
});

Deno.test("decodeColumns() decodes more records than one block of the cache", () => {
  const { records, bytes } = sample(oracleLayout("ohlcv"), 1300);
  for (const group of groupRecords(chunkOf(bytes))) {
    assertColumns(
      decodeColumns(chunkOf(bytes), group),
      records.filter((record) => record.rtype === group.rtype),
    );
  }
});

Deno.test("decodeColumns() reads the known fields of a record longer than its layout", () => {
  const layout = oracleLayout("trade");
  const { records, bytes } = sample(layout, 1);
  const longer = concat(bytes, new Uint8Array(24).fill(9));
  longer[0] = longer.length / 4;

  assertColumns(decodeColumns(chunkOf(longer)), records);
});

Deno.test("decodeColumns() reads records that start at odd words, after one of 20 bytes", () => {
  const { records, bytes } = sample(oracleLayout("mbp_1"), 3);
  const short = new Uint8Array(20);
  short.set([5, 0x99]);
  const chunk = chunkOf(concat(short, bytes));

  const groups = groupRecords(chunk);

  assert.deepEqual(groups.map(({ rtype, size, count }) => ({ rtype, size, count })), [
    { rtype: 0x99, size: 20, count: 1 },
    { rtype: 1, size: 80, count: 3 },
  ]);
  assert.deepEqual([...groups[1]!.offsets!], [20, 100, 180]);
  assertColumns(decodeColumns(chunk, groups[1]), records);
});

Deno.test("decodeColumns() names the byte of a record that is too short or unknown", () => {
  const { bytes } = sample(oracleLayout("trade"), 1);
  const short = new Uint8Array(40);
  short.set([10, 0]);
  const unknown = new Uint8Array(16);
  unknown.set([4, 0x99]);

  assert.throws(
    () => decodeColumns(chunkOf(short, { name: "x.dbn", offset: 128 })),
    new MomoError(
      "bad_data",
      'Cannot decode "x.dbn": the record at byte 128 has 40 bytes, and its layout trade takes 48',
    ),
  );
  const mixed = chunkOf(concat(bytes, unknown), { name: "x.dbn", offset: 128 });
  assert.throws(
    () => decodeColumns(mixed, groupRecords(mixed)[1]),
    new MomoError(
      "bad_data",
      'Cannot decode "x.dbn": the record at byte 176 is of the unknown type 153',
    ),
  );
  assert.throws(() => decodeColumns(chunkOf(bytes, { tsOut: true })), /has 40 bytes/);
});

Deno.test("ColumnCollector joins chunks and trims its memory", () => {
  const layout = oracleLayout("mbp_1");
  const { records, bytes } = sample(layout, 50);
  const collector = new ColumnCollector();
  for (let at = 0; at < bytes.length; at += 7 * 80) {
    collector.add(chunkOf(bytes.slice(at, at + 7 * 80)));
  }

  const columns = collector.finish();

  assertColumns(columns, records);
  assert.equal(columns.int64("price").buffer.byteLength, 50 * 8);
});

Deno.test("ColumnCollector of a layout gives empty columns for no records", () => {
  const collector = new ColumnCollector({ layout: layoutOfVersion(0, 3)!, fields: ["price"] });

  assert.equal(collector.finish().int64("price").length, 0);
  assert.throws(() => new ColumnCollector().finish(), TypeError);
});

Deno.test("ColumnCollector refuses records of another layout", () => {
  const collector = new ColumnCollector();
  collector.add(chunkOf(sample(oracleLayout("trade"), 1).bytes));

  assert.throws(() => collector.add(chunkOf(sample(oracleLayout("mbo"), 1).bytes)), TypeError);
});

Deno.test("numbersOfInt64() and numbersOfUint64() are exact, and NaN where undefined", () => {
  fc.assert(
    fc.property(
      fc.array(fc.bigInt({ min: -(2n ** 53n), max: 2n ** 53n })),
      (values) => {
        const numbers = numbersOfInt64(BigInt64Array.from([...values, 2n ** 63n - 1n]));
        assert.deepEqual([...numbers], [...values.map(Number), NaN]);
      },
    ),
  );
  fc.assert(
    fc.property(
      fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n }),
      fc.array(fc.bigInt({ min: -(2n ** 53n), max: 2n ** 53n })),
      (base, offsets) => {
        const times = BigUint64Array.from([
          ...offsets.map((offset) => base + offset),
          2n ** 64n - 1n,
        ]);
        assert.deepEqual([...numbersOfUint64(times, base)], [...offsets.map(Number), NaN]);
      },
    ),
  );
});
