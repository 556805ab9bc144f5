import assert from "node:assert/strict";
import fc from "fast-check";
import { MomoError } from "../../../src/core/error.ts";
import { parseDate } from "../../../src/core/time/dates.ts";
import { chunkOf } from "../../../src/io/dbn/framing.ts";
import { SymbolMap } from "../../../src/io/dbn/symbol_map.ts";
import {
  billionsOf,
  writeInt32,
  writeInt64,
  writeInteger,
  writeUint64,
} from "../../../src/io/dbn/text/digits.ts";
import { RecordTextEncoder } from "../../../src/io/dbn/text/text_encoder.ts";
import type { TextOptions } from "../../../src/io/dbn/text/text_options.ts";
import { concat } from "../zstd/frame_builder.ts";
import { oracleBytes, oracleLayout, recordArbitrary } from "./oracle.ts";
import { ORACLE_LAYOUTS } from "./oracle_layouts.ts";
import { oracleLine, type OracleStyle } from "./oracle_text.ts";

const STYLES: OracleStyle[] = [
  { format: "json" },
  { format: "json", prettyPrices: true, prettyTimes: true, indent: true },
  { format: "json", prettyTimes: true },
  { format: "ndjson" },
  { format: "ndjson", prettyPrices: true, prettyTimes: true },
  { format: "csv" },
  { format: "csv", prettyPrices: true, prettyTimes: true },
  { format: "tsv", prettyPrices: true },
];

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function textOf(bytes: Uint8Array, options: TextOptions, tsOut = false): string {
  return UTF8.decode(new RecordTextEncoder(options).encode(chunkOf(bytes, { tsOut })));
}

for (const layout of ORACLE_LAYOUTS) {
  Deno.test(`${layout.name} records become the text that the rules give, in every format`, () => {
    const encoders = STYLES.map((style) => new RecordTextEncoder(style));
    fc.assert(
      fc.property(
        fc.array(recordArbitrary(layout), { minLength: 1, maxLength: 3 }),
        fc.option(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), { nil: undefined }),
        (records, tsOut) => {
          const bytes = concat(...records.map((record) => oracleBytes(layout, record, tsOut)));
          const chunk = chunkOf(bytes, { tsOut: tsOut !== undefined });
          for (const [i, style] of STYLES.entries()) {
            const extra = tsOut === undefined ? {} : { tsOut };
            const expected = records.map((record) => oracleLine(layout, record, style, extra));
            assert.equal(UTF8.decode(encoders[i]!.encode(chunk)), expected.join(""));
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  Deno.test(`${layout.name} records are valid JSON as ndjson, one line each`, () => {
    fc.assert(
      fc.property(recordArbitrary(layout), (record) => {
        const text = textOf(oracleBytes(layout, record), { format: "ndjson", indent: true });
        assert.equal(text.indexOf("\n"), text.length - 1);
        const parsed = JSON.parse(text);
        assert.equal(parsed.hd.ts_event, String(record.ts_event));
      }),
      { numRuns: 60 },
    );
  });
}

Deno.test("every code of a char field is written by the rule of its format", () => {
  const layout = oracleLayout("trade");
  const [sample] = fc.sample(recordArbitrary(layout), { numRuns: 1, seed: 3 });
  const records = Array.from({ length: 256 }, (_, code) => ({ ...sample!, action: code }));
  const bytes = concat(...records.map((record) => oracleBytes(layout, record)));
  for (const style of STYLES) {
    const expected = records.map((record) => oracleLine(layout, record, style));
    assert.equal(textOf(bytes, style), expected.join(""));
  }
});

const DAY = 86_400_000_000_000n;
const START = BigInt(parseDate("2025-03-24")) * DAY;
const SYMBOLS = new SymbolMap([
  {
    instrumentId: 7,
    symbol: 'A/"B',
    startDate: parseDate("2025-03-24"),
    endDate: parseDate("2025-03-25"),
  },
  {
    instrumentId: 7,
    symbol: "C,D",
    startDate: parseDate("2025-03-25"),
    endDate: parseDate("2025-03-27"),
  },
  // its days include the one that the undefined time would fall on
  {
    instrumentId: 9,
    symbol: "LONG",
    startDate: parseDate("2020-01-01"),
    endDate: parseDate("2600-01-01"),
  },
]);

Deno.test("symbols are mapped by id and UTC day of ts_recv, or of ts_event without it", () => {
  const times: [bigint, string | null][] = [
    [START - 1n, null],
    [START, 'A/"B'],
    [START + DAY - 1n, 'A/"B'],
    [START + DAY, "C,D"],
    [START + 3n * DAY - 1n, "C,D"],
    [START + 3n * DAY, null],
    [2n ** 64n - 1n, null],
    [0n, null],
  ];
  for (const [name, field] of [["trade", "ts_recv"], ["ohlcv", "ts_event"]] as const) {
    const layout = oracleLayout(name);
    const [sample] = fc.sample(recordArbitrary(layout), { numRuns: 1, seed: 5 });
    for (const style of STYLES) {
      const records = times.map(([time]) => ({ ...sample!, instrument_id: 7, [field]: time }));
      const bytes = concat(...records.map((record) => oracleBytes(layout, record)));
      const expected = times.map(([, symbol], i) =>
        oracleLine(layout, records[i]!, style, { symbol })
      );

      assert.equal(textOf(bytes, { ...style, symbols: SYMBOLS }), expected.join(""));
    }
    const undefinedTime = { ...sample!, instrument_id: 9, [field]: 2n ** 64n - 1n };
    assert.match(
      textOf(oracleBytes(layout, undefinedTime), { format: "json", symbols: SYMBOLS }),
      /,"symbol":null}\n$/,
    );
    const other = oracleBytes(layout, { ...sample!, instrument_id: 8, [field]: START });
    assert.match(textOf(other, { format: "json", symbols: SYMBOLS }), /,"symbol":null}\n$/);
  }
});

Deno.test("a record that cannot be written ends the text, and the error comes with the next call", () => {
  const layout = oracleLayout("trade");
  const [sample] = fc.sample(recordArbitrary(layout), { numRuns: 1, seed: 3 });
  const unknown = new Uint8Array(16);
  unknown.set([4, 0x99]);
  const trade = oracleBytes(layout, sample!);
  const encoder = new RecordTextEncoder({ format: "json" });

  const text = encoder.encode(chunkOf(concat(trade, trade, unknown, trade), { name: "x.dbn" }));

  assert.equal(UTF8.decode(text), oracleLine(layout, sample!, { format: "json" }).repeat(2));
  const expected = new MomoError(
    "bad_data",
    'Cannot decode "x.dbn": the record at byte 96 is of the unknown type 153',
  );
  assert.throws(() => encoder.finish(), expected);
  assert.throws(() => encoder.encode(chunkOf(trade)), expected);
});

Deno.test("digits of any integer are those of BigInt", () => {
  const out = new Uint8Array(40);
  const view = new DataView(out.buffer);
  const words = new Int32Array(2);
  const value64 = new BigInt64Array(words.buffer);
  const written = (end: number) => new TextDecoder().decode(out.subarray(0, end));
  const magnitudes = fc.integer({ min: 0, max: 64 })
    .chain((bits) => fc.bigInt({ min: 0n, max: 2n ** BigInt(bits) - 1n }));
  const nearPowers = fc.integer({ min: 0, max: 19 })
    .chain((power) => fc.constantFrom(-1n, 0n, 1n).map((more) => 10n ** BigInt(power) + more));
  const nearBillions = fc.bigInt({ min: 0n, max: 18_446_744_073n })
    .chain((billions) => fc.constantFrom(-1n, 0n, 1n).map((more) => billions * 10n ** 9n + more));
  fc.assert(
    fc.property(fc.oneof(magnitudes, nearPowers, nearBillions), (value) => {
      const unsigned = BigInt.asUintN(64, value);
      value64[0] = BigInt.asIntN(64, value);
      assert.equal(written(writeUint64(view, 0, words[0]!, words[1]!)), String(unsigned));
      assert.equal(written(writeInt64(view, 0, words[0]!, words[1]!)), String(value64[0]));
      assert.equal(billionsOf(words[0]!, words[1]!), Number(unsigned / 1_000_000_000n));
      if (unsigned < 10n ** 15n) {
        assert.equal(written(writeInteger(view, 0, Number(unsigned))), String(unsigned));
      }
      const small = Number(BigInt.asIntN(32, value));
      assert.equal(written(writeInt32(view, 0, small)), String(small));
    }),
    { numRuns: 20_000 },
  );
  value64[0] = -(2n ** 63n);
  assert.equal(written(writeInt64(view, 0, words[0]!, words[1]!)), "-9223372036854775808");
});
