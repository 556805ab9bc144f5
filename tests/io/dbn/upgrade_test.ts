import assert from "node:assert/strict";
import fc from "fast-check";
import { MomoError } from "../../../src/core/error.ts";
import { chunkOf } from "../../../src/io/dbn/framing.ts";
import { inferErrorCode, inferSystemCode } from "../../../src/io/dbn/upgrade/infer_code.ts";
import { RecordUpgrader } from "../../../src/io/dbn/upgrade/upgrade_chunk.ts";
import { upgradeMetadata } from "../../../src/io/dbn/upgrade/upgrade_metadata.ts";
import { concat } from "../zstd/frame_builder.ts";
import {
  fieldsOf,
  oracleBytes,
  oracleLayout,
  oracleLayoutOf,
  type OracleRecord,
  oracleText,
  type OracleValue,
  recordArbitrary,
} from "./oracle.ts";
import { fromHex, GOLDEN_RECORDS } from "./golden_vectors.ts";
import { ORACLE_LAYOUTS } from "./oracle_layouts.ts";
import { sampleMetadata } from "./sample_file.ts";

const NEW_VALUES: Record<string, OracleValue> = {
  stype_in: 255,
  stype_out: 255,
  is_last: 255,
  leg_price: 2n ** 63n - 1n,
  leg_delta: 2n ** 63n - 1n,
  leg_side: 0x4e,
  leg_instrument_class: 0,
};

/** The record in a later version, field by field as the upgrade table says. */
function oracleUpgrade(rtype: number, record: OracleRecord, to: 2 | 3): OracleRecord {
  const layout = oracleLayoutOf(rtype, to);
  const entries = fieldsOf(layout).map(({ name, type, width }): [string, OracleValue] => {
    const old = record[name];
    if (old instanceof Uint8Array) {
      const bytes = new Uint8Array(width);
      bytes.set(old);
      return [name, bytes];
    }
    if (name === "quantity" && type === "i64") {
      return [name, old === 0x7fffffff ? 2n ** 63n - 1n : BigInt(old!)];
    }
    if (name === "code" && old === undefined) {
      const text = oracleText(record.msg as Uint8Array ?? record.err as Uint8Array);
      return [name, rtype === 0x17 ? inferSystemCode(text) : inferErrorCode(text)];
    }
    if (old !== undefined) return [name, type === "u64" ? BigInt(old) : old];
    if (width > 0) return [name, new Uint8Array(width)];
    return [name, NEW_VALUES[name] ?? 0];
  });
  return Object.fromEntries(entries);
}

/** Texts that end within their old width, as every writer makes them. */
function terminated(record: OracleRecord): OracleRecord {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => {
      if (!(value instanceof Uint8Array)) return [name, value];
      const bytes = value.slice();
      bytes[bytes.length - 1] = 0;
      return [name, bytes];
    }),
  );
}

for (const layout of ORACLE_LAYOUTS) {
  for (const from of layout.versions) {
    for (const to of [2, 3] as const) {
      if (from > to) continue;
      Deno.test(`${layout.name} upgrades from version ${from} to ${to} as the table says`, () => {
        fc.assert(
          fc.property(
            fc.array(recordArbitrary(layout), { minLength: 1, maxLength: 3 }),
            fc.option(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), { nil: undefined }),
            (random, tsOut) => {
              const records = random.map(terminated);
              const bytes = concat(...records.map((record) => oracleBytes(layout, record, tsOut)));
              const chunk = chunkOf(bytes, { tsOut: tsOut !== undefined });

              const upgraded = new RecordUpgrader(from, to, tsOut !== undefined).upgrade(chunk);

              const expected = records.map((record) => {
                const rtype = record.rtype as number;
                const next = oracleLayoutOf(rtype, to);
                return oracleBytes(next, oracleUpgrade(rtype, record, to), tsOut);
              });
              assert.deepEqual(upgraded.bytes, concat(...expected));
              assert.equal(upgraded.count, records.length);
              const sizes = new Set(expected.map((bytes) => bytes.length));
              if (upgraded.uniform) assert.deepEqual([...sizes], [upgraded.uniform.size]);
              const isSame = oracleLayoutOf(layout.rtypes[0]!, to).name === layout.name;
              assert.equal(upgraded === chunk, isSame);
            },
          ),
          { numRuns: 20 },
        );
      });
    }
  }
}

Deno.test("the reference statistic of version 1 upgrades to the reference one of version 3", () => {
  const of = (name: string) =>
    fromHex(GOLDEN_RECORDS.find((record) => record.layout === name)!.hex);

  const upgraded = new RecordUpgrader(1, 3, false).upgrade(chunkOf(of("stat_v1")));

  assert.deepEqual(upgraded.bytes, of("stat_v3"));
});

Deno.test("reserved bytes of a rebuilt record are zeroed, those of a copied one kept", () => {
  const layout = oracleLayout("stat_v1");
  const [sample] = fc.sample(recordArbitrary(layout), { numRuns: 1, seed: 1 });
  const statistic = oracleBytes(layout, sample!);
  statistic.fill(0xaa, 58); // reserved
  const status = oracleBytes(oracleLayout("status"), {
    ...sample!,
    ...Object.fromEntries(
      fieldsOf(oracleLayout("status")).map(({ name, type }) => [
        name,
        type === "ts" ? 1n : 1,
      ]),
    ),
    rtype: 0x12,
  });
  status.fill(0xaa, 33);

  const { bytes } = new RecordUpgrader(2, 3, false).upgrade(chunkOf(concat(statistic, status)));

  assert.ok(bytes.subarray(62, 80).every((byte) => byte === 0));
  assert.deepEqual(bytes.subarray(80), status);
});

Deno.test("records among others are rebuilt in place, and offsets stay those of the input", () => {
  const [trade, mapping] = [oracleLayout("trade"), oracleLayout("symbol_mapping_v1")];
  const [tradeRecord] = fc.sample(recordArbitrary(trade), { numRuns: 1, seed: 1 });
  const [mappingRecord] = fc.sample(recordArbitrary(mapping).map(terminated), {
    numRuns: 1,
    seed: 2,
  });
  const unknown = new Uint8Array(20);
  unknown.set([5, 0x99]);
  const parts = [
    oracleBytes(trade, tradeRecord!),
    oracleBytes(mapping, mappingRecord!),
    unknown,
    oracleBytes(trade, tradeRecord!),
  ];
  const chunk = chunkOf(concat(...parts), { offset: 206, firstRecord: 9 });

  const upgraded = new RecordUpgrader(1, 2, false).upgrade(chunk);

  const rebuilt = oracleBytes(
    oracleLayout("symbol_mapping_v2"),
    oracleUpgrade(0x16, mappingRecord!, 2),
  );
  assert.deepEqual(upgraded.bytes, concat(parts[0]!, rebuilt, unknown, parts[3]!));
  assert.deepEqual(
    [upgraded.offset, upgraded.firstRecord, upgraded.count, upgraded.uniform],
    [206, 9, 4, null],
  );
});

Deno.test("a record shorter than its old layout cannot be upgraded", () => {
  const short = new Uint8Array(56);
  short.set([14, 0x18]);

  assert.throws(
    () => new RecordUpgrader(1, 3, false).upgrade(chunkOf(short, { name: "x.dbn", offset: 206 })),
    new MomoError(
      "bad_data",
      'Cannot upgrade "x.dbn": the record at byte 206 has 56 bytes, and its layout stat_v1 takes 64',
    ),
  );
});

Deno.test("there is no way down", () => {
  const expected = new MomoError(
    "usage",
    "Cannot convert DBN version 3 to 2: only a later version can be made from an earlier one",
  );

  assert.throws(() => new RecordUpgrader(3, 2, false), expected);
  assert.throws(() => upgradeMetadata(sampleMetadata(3), 2), expected);
});

Deno.test("upgradeMetadata() changes version and symbol length, nothing else", () => {
  for (const version of [1, 2] as const) {
    assert.deepEqual(upgradeMetadata(sampleMetadata(version), 3), sampleMetadata(3));
    assert.deepEqual(upgradeMetadata(sampleMetadata(version), 2), sampleMetadata(2));
  }
  assert.deepEqual(upgradeMetadata(sampleMetadata(3), 3), sampleMetadata(3));
});

Deno.test("codes of messages without one are inferred from their texts", () => {
  const system: [string, number][] = [
    ["Heartbeat", 0],
    ["Heartbeat ", 255],
    ["Subscription request 1 for trades data succeeded", 1],
    ["Subscription request 1 for trades data failed", 255],
    ["Warning: slow reading, not keeping pace with mbo data", 2],
    ["Finished trades replay", 3],
    ["Finished trades", 255],
    ["End of interval for ohlcv-1m", 4],
    ["", 255],
  ];
  const error: [string, number][] = [
    ["User or API key deactivated", 2],
    ["User has reached their open connection limit", 3],
    ["Failed to resolve symbol: XXXX", 4],
    ["Internal error", 6],
    ["Internal error!", 255],
    ["Slow client detected for mbo. Skipped records", 7],
    ["", 255],
  ];

  assert.deepEqual(system.map(([text]) => inferSystemCode(text)), system.map(([, code]) => code));
  assert.deepEqual(error.map(([text]) => inferErrorCode(text)), error.map(([, code]) => code));
});
