import assert from "node:assert/strict";
import fc from "fast-check";
import { MomoError } from "../../../src/core/error.ts";
import { decodeColumns } from "../../../src/io/dbn/columns/decode_columns.ts";
import { encodeColumns } from "../../../src/io/dbn/encode/encode_columns.ts";
import { RecordBuilder } from "../../../src/io/dbn/encode/record_builder.ts";
import { chunkOf } from "../../../src/io/dbn/framing.ts";
import { ALL_RTYPES } from "../../../src/io/dbn/layouts/select.ts";
import { concat } from "../zstd/frame_builder.ts";
import {
  fieldsOf,
  oracleBytes,
  oracleLayout,
  oracleLayoutOf,
  type OracleRecord,
  oracleRecord,
  oracleText,
  recordArbitrary,
} from "./oracle.ts";
import { ORACLE_LAYOUTS } from "./oracle_layouts.ts";

/** The record with its texts as they read, so that they can be written again. */
function readable(record: OracleRecord): Record<string, number | bigint | string> {
  return Object.fromEntries(
    Object.entries(record).map((
      [name, value],
    ) => [name, value instanceof Uint8Array ? oracleText(value) : value]),
  );
}

/** The record with nothing but NUL after the end of its texts. */
function cleaned(record: OracleRecord): OracleRecord {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => {
      if (!(value instanceof Uint8Array)) return [name, value];
      const bytes = new Uint8Array(value.length);
      bytes.set(new TextEncoder().encode(oracleText(value)));
      return [name, bytes];
    }),
  );
}

for (const layout of ORACLE_LAYOUTS) {
  for (const version of layout.versions) {
    Deno.test(`RecordBuilder writes ${layout.name} of version ${version} as an independent writer does`, () => {
      fc.assert(
        fc.property(
          fc.array(recordArbitrary(layout), { minLength: 1, maxLength: 3 }),
          fc.option(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), { nil: undefined }),
          (records, tsOut) => {
            const builder = new RecordBuilder({ version, tsOut: tsOut !== undefined });
            for (const record of records) {
              const ts = tsOut === undefined ? {} : { ts_out: tsOut };
              builder.add(record.rtype as number, { ...readable(record), ...ts });
            }
            const expected = records.map((record) => oracleBytes(layout, cleaned(record), tsOut));
            assert.deepEqual(builder.take(), concat(...expected));
            assert.equal(builder.length, 0);
          },
        ),
        { numRuns: 30 },
      );
    });
  }

  Deno.test(`encodeColumns() gives back the bytes that ${layout.name} columns came from`, () => {
    fc.assert(
      fc.property(
        fc.array(recordArbitrary(layout), { minLength: 1, maxLength: 4 }),
        fc.option(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), { nil: undefined }),
        (records, tsOut) => {
          const rtype = records[0]!.rtype as number;
          const bytes = concat(
            ...records.map((record) => oracleBytes(layout, { ...record, rtype }, tsOut)),
          );
          const columns = decodeColumns(chunkOf(bytes, { tsOut: tsOut !== undefined }));

          const encoded = encodeColumns(
            rtype,
            layout.versions[0]!,
            records.length,
            Object.fromEntries(columns.all),
          );

          assert.deepEqual(encoded, bytes);
        },
      ),
      { numRuns: 30 },
    );
  });
}

Deno.test("a record without values has the documented defaults", () => {
  const UNDEF_TS = 2n ** 64n - 1n;
  const SPECIAL: Record<string, number | bigint> = {
    // §5: everything that is neither undefined by type nor zero
    "channel_id": 0xffff,
    "mbo.channel_id": 0xff,
    "size": 0xffffffff,
    "action": 0x4e,
    "status.action": 0,
    "side": 0x4e,
    "leg_side": 0x4e,
    "unpaired_side": 0x4e,
    "auction_type": 0x7e,
    "significant_imbalance": 0x7e,
    "is_trading": 0x7e,
    "is_quoting": 0x7e,
    "is_short_sell_restricted": 0x7e,
    "match_algorithm": 0x20,
    "security_update_action": 0x41,
    "user_defined_instrument": 0x4e,
    "update_action": 1,
    "stat_v1.quantity": 0x7fffffff,
    "stat_v3.quantity": 2n ** 63n - 1n,
    "code": 255,
    "is_last": 255,
    "stype_in": 255,
    "stype_out": 255,
    "market_segment_id": 0xffffffff,
    "max_trade_vol": 0xffffffff,
    "min_trade_vol": 0xffffffff,
    "trading_reference_date": 0xffff,
    "appl_id": 0x7fff,
    "maturity_year": 0xffff,
    "decay_start_date": 0xffff,
    "contract_multiplier_unit": 127,
    "flow_schedule_type": 127,
  };
  const ALL_ONES = [
    ...["md_security_trading_status", "main_fraction", "price_display_format", "settl_price_type"],
    ...["sub_fraction", "underlying_product", "maturity_month", "maturity_day", "maturity_week"],
    "tick_rule",
  ];
  const QUANTITIES = ["paired_qty", "total_imbalance_qty", "market_imbalance_qty", "unpaired_qty"];
  const INT_MAX = [
    ...["inst_attrib_value", "market_depth_implied", "market_depth", "min_lot_size"],
    ...["min_lot_size_block", "min_lot_size_round_lot", "contract_multiplier", "decay_quantity"],
    "original_contract_size",
  ];
  for (const rtype of ALL_RTYPES) {
    for (const version of [1, 2, 3] as const) {
      const layout = oracleLayoutOf(rtype, version);
      const builder = new RecordBuilder({ version });
      builder.add(rtype, {});
      const record = oracleRecord(layout, builder.take());
      for (const { name, type } of fieldsOf(layout)) {
        const expected = name === "rtype"
          ? rtype
          : SPECIAL[`${layout.name}.${name}`] ?? SPECIAL[name] ??
            (ALL_ONES.includes(name)
              ? 255
              : QUANTITIES.includes(name)
              ? 0xffffffff
              : INT_MAX.includes(name)
              ? 0x7fffffff
              : type === "px"
              ? 2n ** 63n - 1n
              : type === "ts"
              ? UNDEF_TS
              : type === "u64" || type === "i64"
              ? 0n
              : 0);
        const actual = record[name]!;
        if (actual instanceof Uint8Array) assert.ok(actual.every((byte) => byte === 0));
        else assert.equal(actual, expected, `${layout.name}.${name}`);
      }
    }
  }
});

Deno.test("RecordBuilder takes safe integers for 64-bit fields", () => {
  const values = [0, -1, 2 ** 53 - 1, -(2 ** 53) + 1, 3_720_250_000_000, -(2 ** 32), 2 ** 32];
  for (const value of values) {
    const numbers = new RecordBuilder({ version: 3 });
    const bigints = new RecordBuilder({ version: 3 });
    numbers.add("trades", { price: value });
    bigints.add("trades", { price: BigInt(value) });
    assert.deepEqual(numbers.take(), bigints.take());
  }
});

Deno.test("RecordBuilder refuses what does not fit", () => {
  const builder = new RecordBuilder({ version: 1 });

  assert.throws(() => builder.add("trades", { size: -1 }), RangeError);
  assert.throws(() => builder.add("trades", { size: 2 ** 32 }), RangeError);
  assert.throws(() => builder.add("trades", { size: 1.5 }), RangeError);
  assert.throws(() => builder.add("trades", { price: 0.5 }), RangeError);
  assert.throws(() => builder.add("trades", { price: 2n ** 63n }), RangeError);
  assert.throws(() => builder.add("trades", { ts_event: -1n }), RangeError);
  assert.throws(() => builder.add("trades", { action: "TT" }), RangeError);
  assert.throws(() => builder.add("trades", { open: 1n }), TypeError);
  assert.throws(() => builder.add(0x99, {}), TypeError);
  assert.throws(
    () => builder.add("definition", { raw_symbol: "A".repeat(22) }),
    new MomoError(
      "bad_data",
      `Cannot write "${"A".repeat(22)}" to raw_symbol: at most 21 bytes fit`,
    ),
  );
  builder.add("definition", { raw_symbol: "A".repeat(21) });
});

Deno.test("encodeColumns() takes numbers, texts and single values, and NaN for undefined", () => {
  const bytes = encodeColumns("trades", 3, 3, {
    price: Float64Array.of(1_500_000_000, NaN, -1),
    size: Uint32Array.of(100, 200, 300),
    side: ["A", "B", "N"],
    action: "T",
    instrument_id: 42,
    ts_event: 1_742_900_000_000_000_000n,
    ts_out: BigUint64Array.of(7n, 8n, 9n),
  });

  const layout = oracleLayout("trade");
  const records = [0, 56, 112].map((at) => oracleRecord(layout, bytes.subarray(at, at + 56)));
  assert.deepEqual(records.map((record) => record.price), [1_500_000_000n, 2n ** 63n - 1n, -1n]);
  assert.deepEqual(records.map((record) => record.size), [100, 200, 300]);
  assert.deepEqual(records.map((record) => record.side), [0x41, 0x42, 0x4e]);
  assert.ok(records.every((record) => record.action === 0x54 && record.instrument_id === 42));
  assert.deepEqual([...decodeColumns(chunkOf(bytes, { tsOut: true })).uint64("ts_out")], [
    7n,
    8n,
    9n,
  ]);
  assert.throws(() => encodeColumns("trades", 3, 2, { size: Uint32Array.of(1) }), RangeError);
  assert.equal(encodeColumns("trades", 3, 0, {}).length, 0);
});
