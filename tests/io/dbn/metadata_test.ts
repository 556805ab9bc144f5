import assert from "node:assert/strict";
import fc from "fast-check";
import { MomoError } from "../../../src/core/error.ts";
import { parseDate } from "../../../src/core/time/dates.ts";
import { decodeMetadata, metadataSizeOf } from "../../../src/io/dbn/metadata_decode.ts";
import { encodeMetadata } from "../../../src/io/dbn/metadata_encode.ts";
import { type DbnMetadata, newMetadata } from "../../../src/io/dbn/metadata.ts";
import { SCHEMAS } from "../../../src/io/dbn/schema.ts";
import { parseStype, STYPES } from "../../../src/io/dbn/stype.ts";
import { metadataJson } from "../../../src/io/dbn/text/metadata_json.ts";
import { metadataArbitrary } from "./metadata_arbitrary.ts";

const NAME = "x.dbn";

/** Writes metadata by the tables of the format description, list by list, apart from the product's encoder. */
function oracleMetadata(metadata: DbnMetadata): Uint8Array {
  const out: number[] = [];
  const number = (value: bigint | number, size: number) => {
    for (let i = 0; i < size; i++) out.push(Number((BigInt(value) >> BigInt(8 * i)) & 0xffn));
  };
  const text = (value: string, size: number) => {
    const bytes = [...new TextEncoder().encode(value)];
    out.push(...bytes, ...Array<number>(size - bytes.length).fill(0));
  };
  const { version, symbolCstrLen } = metadata;
  text(metadata.dataset, 16);
  number(metadata.schema === null ? 0xffff : SCHEMAS.indexOf(metadata.schema), 2);
  number(metadata.start, 8);
  number(metadata.end ?? 2n ** 64n - 1n, 8);
  number(metadata.limit ?? 0n, 8);
  if (version === 1) number(2n ** 64n - 1n, 8);
  number(metadata.stypeIn === null ? 255 : STYPES.indexOf(metadata.stypeIn), 1);
  number(STYPES.indexOf(metadata.stypeOut), 1);
  number(metadata.tsOut ? 1 : 0, 1);
  if (version > 1) number(symbolCstrLen, 2);
  text("", version === 1 ? 47 : 53);
  number(0, 4);
  for (const list of [metadata.symbols, metadata.partial, metadata.notFound]) {
    number(list.length, 4);
    list.forEach((symbol) => text(symbol, symbolCstrLen));
  }
  number(metadata.mappings.length, 4);
  const date = (day: number) =>
    Number(new Date(day * 86_400_000).toISOString().slice(0, 10).replaceAll("-", ""));
  for (const mapping of metadata.mappings) {
    text(mapping.rawSymbol, symbolCstrLen);
    number(mapping.intervals.length, 4);
    for (const interval of mapping.intervals) {
      number(date(interval.startDate), 4);
      number(date(interval.endDate), 4);
      text(interval.symbol, symbolCstrLen);
    }
  }
  while (version === 3 && out.length % 8 !== 0) out.push(0);
  const body = out.splice(0);
  text("DBN", 3);
  number(version, 1);
  number(body.length, 4);
  return Uint8Array.from([...out, ...body]);
}

Deno.test("metadata of every version round-trip, and their bytes are those of an independent writer", () => {
  fc.assert(fc.property(metadataArbitrary(), (metadata) => {
    const bytes = encodeMetadata(metadata);

    assert.deepEqual(bytes, oracleMetadata(metadata));
    assert.deepEqual(decodeMetadata(bytes, NAME), metadata);
    assert.equal(metadataSizeOf(bytes, NAME), bytes.length);
  }));
});

Deno.test("decodeMetadata() ignores what follows the metadata and how the bytes lie in memory", () => {
  fc.assert(fc.property(metadataArbitrary(), fc.integer({ min: 0, max: 9 }), (metadata, shift) => {
    const bytes = encodeMetadata(metadata);
    const larger = new Uint8Array(bytes.length + shift + 20).fill(0xee);
    larger.set(bytes, shift);

    assert.deepEqual(decodeMetadata(larger.subarray(shift), NAME), metadata);
  }));
});

const SAMPLE = newMetadata({
  version: 3,
  dataset: "EQUS.MINI",
  schema: "trades",
  stypeIn: "raw_symbol",
  symbols: ["MLGO"],
  mappings: [{
    rawSymbol: "MLGO",
    intervals: [{
      startDate: parseDate("2025-03-24"),
      endDate: parseDate("2025-03-25"),
      symbol: "42",
    }],
  }],
});

/** The sample in bytes, changed at some offsets. */
function changed(changes: Record<number, number>, version: 1 | 2 | 3 = 3): Uint8Array {
  const bytes = encodeMetadata({ ...SAMPLE, version, symbolCstrLen: version === 1 ? 22 : 71 });
  for (const [at, value] of Object.entries(changes)) bytes[Number(at)] = value;
  return bytes;
}

function assertRejects(bytes: Uint8Array, reason: string): void {
  const message = `Cannot read "${NAME}": ${reason}`;
  assert.throws(
    () => decodeMetadata(bytes, NAME),
    (error) =>
      error instanceof MomoError && error.code === "bad_data" &&
      (assert.equal(error.message, message), true),
  );
}

Deno.test("decodeMetadata() names the byte of what is wrong", () => {
  const bytes = changed({});
  const mappingCount = 112 + 4 + 71 + 4 + 4;
  const intervalCount = mappingCount + 4 + 71;
  assertRejects(changed({ 0: 0x7b }), "the first bytes are not DBN (44 42 4e)");
  assertRejects(changed({ 3: 4 }), "version 4 at byte 3 is not known, expected 1 to 3");
  assertRejects(changed({ 3: 0 }), "version 0 at byte 3 is not known, expected 1 to 3");
  assertRejects(
    changed({ 4: 99, 5: 0 }),
    "metadata length 99 at byte 4 is too small, expected at least 100",
  );
  assertRejects(changed({ 24: 77 }), "schema code 77 at byte 24 is not known");
  assertRejects(changed({ 50: 99 }), "symbology type code 99 at byte 50 is not known");
  assertRejects(changed({ 51: 255 }), "symbology type code 255 at byte 51 is not known");
  assertRejects(changed({ 53: 0 }), "symbol length 0 at byte 53");
  assertRejects(changed({ 108: 1 }), "a schema definition at byte 108 is not supported");
  assertRejects(
    changed({ 112: 200 }),
    "the list of symbols at byte 112 runs past the end of the metadata at byte 360",
  );
  assertRejects(
    changed({ 115: 0xff }),
    "the list of symbols at byte 112 runs past the end of the metadata at byte 360",
  );
  assertRejects(
    changed({ [mappingCount]: 3 }),
    `the list of mappings at byte ${mappingCount} runs past the end of the metadata at byte 360`,
  );
  assertRejects(
    changed({ [intervalCount]: 2 }),
    `the list of mapping intervals at byte ${intervalCount} runs past the end of the metadata at byte 360`,
  );
  assertRejects(changed({ 116: 0xff }), "the text at byte 116 is not UTF-8");
  assertRejects(
    changed({ [intervalCount + 5]: 0xff }),
    `20250580 at byte ${intervalCount + 4} is no date, expected YYYYMMDD`,
  );
  assertRejects(
    bytes.subarray(0, 359),
    "the data end at byte 359, inside the metadata of 360 bytes",
  );
  assertRejects(bytes.subarray(0, 7), "the data end at byte 7, inside the DBN prelude");
});

Deno.test("decodeMetadata() of any changed byte gives metadata or a MomoError, never another error", () => {
  for (const version of [1, 2, 3] as const) {
    const length = changed({}, version).length;
    for (let at = 0; at < length; at++) {
      for (const value of [0, 1, 0x7f, 0x80, 0xff]) {
        try {
          decodeMetadata(changed({ [at]: value }, version), NAME);
        } catch (error) {
          assert.ok(error instanceof MomoError, `byte ${at}: ${error}`);
        }
      }
    }
  }
});

Deno.test("an end of 0 or all ones and a limit of 0 mean none; any ts_out but 0 is true", () => {
  const zeros = Object.fromEntries(Array.from({ length: 8 }, (_, i) => [34 + i, 0]));

  assert.equal(decodeMetadata(changed(zeros), NAME).end, null);
  assert.equal(decodeMetadata(changed({}), NAME).end, null);
  assert.equal(decodeMetadata(changed({}), NAME).limit, null);
  assert.equal(decodeMetadata(changed({ 52: 7 }), NAME).tsOut, true);
});

Deno.test("the record count of version 1 is ignored and written as all ones", () => {
  const bytes = changed({ 50: 5, 51: 0, 57: 0 }, 1);

  const again = encodeMetadata(decodeMetadata(bytes, NAME));

  assert.ok(again.subarray(50, 58).every((byte) => byte === 0xff));
  assert.deepEqual(again.subarray(58), bytes.subarray(58));
});

Deno.test("a NUL inside a metadata text stays, those at its end go", () => {
  const symbol = decodeMetadata(changed({ 117: 0 }), NAME).symbols[0];

  assert.equal(symbol, "M\0GO");
});

Deno.test("encodeMetadata() rejects texts that are too long or not ASCII", () => {
  const tooLong = { ...SAMPLE, symbols: ["A".repeat(71)] };
  assert.throws(
    () => encodeMetadata(tooLong),
    /it has 71 characters, and at most 70 fit$/,
  );
  assert.throws(
    () => encodeMetadata({ ...SAMPLE, version: 1, symbolCstrLen: 22, symbols: ["A".repeat(22)] }),
    /at most 21 fit$/,
  );
  assert.throws(
    () => encodeMetadata({ ...SAMPLE, dataset: "D".repeat(16) }),
    /at most 15 fit$/,
  );
  assert.throws(
    () => encodeMetadata({ ...SAMPLE, symbols: ["É"] }),
    new MomoError("bad_data", 'Cannot write "É" to DBN metadata: it is not ASCII'),
  );
});

Deno.test("parseStype() knows names and aliases", () => {
  assert.equal(parseStype("continuous"), "continuous");
  assert.equal(parseStype("native"), "raw_symbol");
  assert.equal(parseStype("cms"), "cms_symbol");
  assert.equal(parseStype("toString"), undefined);
});

const JSON_SAMPLE: DbnMetadata = {
  ...SAMPLE,
  version: 1,
  symbolCstrLen: 22,
  start: 1_742_774_400_000_000_000n,
  end: 1_742_860_800_000_000_000n,
  limit: 5n,
  symbols: ['A/"B'],
};

Deno.test("metadataJson() writes one line with 64-bit integers quoted", () => {
  assert.equal(
    metadataJson(JSON_SAMPLE),
    '{"version":1,"dataset":"EQUS.MINI","schema":"trades","start":"1742774400000000000",' +
      '"end":"1742860800000000000","limit":"5","stype_in":"raw_symbol","stype_out":"instrument_id",' +
      '"ts_out":false,"symbol_cstr_len":22,"symbols":["A\\/\\"B"],"partial":[],"not_found":[],' +
      '"mappings":[{"raw_symbol":"MLGO","intervals":[{"start_date":20250324,"end_date":20250325,' +
      '"symbol":"42"}]}]}\n',
  );
  assert.equal(
    metadataJson(newMetadata({ dataset: "X" })),
    '{"version":3,"dataset":"X","schema":null,"start":"0","end":null,"limit":null,"stype_in":null,' +
      '"stype_out":"instrument_id","ts_out":false,"symbol_cstr_len":71,"symbols":[],"partial":[],' +
      '"not_found":[],"mappings":[]}\n',
  );
});

Deno.test("metadataJson() pretty is indented by four spaces, with ISO times and dates", () => {
  assert.equal(
    metadataJson({ ...JSON_SAMPLE, start: 0n }, { prettyTimes: true, indent: true }),
    `{
    "version": 1,
    "dataset": "EQUS.MINI",
    "schema": "trades",
    "start": null,
    "end": "2025-03-25T00:00:00.000000000Z",
    "limit": "5",
    "stype_in": "raw_symbol",
    "stype_out": "instrument_id",
    "ts_out": false,
    "symbol_cstr_len": 22,
    "symbols": [
        "A\\/\\"B"
    ],
    "partial": [],
    "not_found": [],
    "mappings": [
        {
            "raw_symbol": "MLGO",
            "intervals": [
                {
                    "start_date": "2025-03-24",
                    "end_date": "2025-03-25",
                    "symbol": "42"
                }
            ]
        }
    ]
}
`,
  );
});
