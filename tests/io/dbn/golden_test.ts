import assert from "node:assert/strict";
import { parseDate } from "../../../src/core/time/dates.ts";
import { decodeColumns } from "../../../src/io/dbn/columns/decode_columns.ts";
import { TextColumn } from "../../../src/io/dbn/columns/text_column.ts";
import { RecordBuilder } from "../../../src/io/dbn/encode/record_builder.ts";
import { chunkOf } from "../../../src/io/dbn/framing.ts";
import { decodeMetadata } from "../../../src/io/dbn/metadata_decode.ts";
import { encodeMetadata } from "../../../src/io/dbn/metadata_encode.ts";
import { type DbnMetadata, newMetadata } from "../../../src/io/dbn/metadata.ts";
import { csvHeader } from "../../../src/io/dbn/text/csv_program.ts";
import { RecordTextEncoder } from "../../../src/io/dbn/text/text_encoder.ts";
import type { TextOptions } from "../../../src/io/dbn/text/text_options.ts";
import { layoutOfVersion } from "../../../src/io/dbn/layouts/select.ts";
import { fromHex, GOLDEN_RECORDS, GOLDEN_TRADE_CSV } from "./golden_vectors.ts";

function textOf(bytes: Uint8Array, options: TextOptions): string {
  return new TextDecoder().decode(new RecordTextEncoder(options).encode(chunkOf(bytes)));
}

const TRADES_V3: DbnMetadata = newMetadata({
  version: 3,
  dataset: "GLBX.MDP3",
  schema: "trades",
  start: 1_609_160_400_000_000_000n,
  end: 1_609_200_000_000_000_000n,
  limit: 2n,
  stypeIn: "raw_symbol",
  symbols: ["ESH1"],
  mappings: [{
    rawSymbol: "ESH1",
    intervals: [{
      startDate: parseDate("2020-12-28"),
      endDate: parseDate("2020-12-29"),
      symbol: "5482",
    }],
  }],
});

Deno.test("encodeMetadata() writes the reference bytes of a version 3 header", () => {
  const bytes = encodeMetadata(TRADES_V3);

  assert.equal(bytes.length, 360);
  assert.deepEqual(bytes.subarray(0, 8), fromHex("44424e03 60010000"));
  assert.deepEqual(bytes.subarray(24, 26), fromHex("0400"));
  assert.deepEqual(bytes.subarray(26, 34), fromHex("00 20 a0 ac db e2 54 16"));
  assert.deepEqual(bytes.subarray(34, 42), fromHex("00 00 8f c4 df 06 55 16"));
  assert.deepEqual(bytes.subarray(42, 50), fromHex("02 00 00 00 00 00 00 00"));
  assert.deepEqual(bytes.subarray(50, 55), fromHex("01 00 00 47 00"));
  assert.deepEqual(decodeMetadata(bytes, "golden"), TRADES_V3);
});

Deno.test("encodeMetadata() gives the known sizes of empty and one-symbol headers", () => {
  const sizes = ([1, 2, 3] as const).map((version) => [
    encodeMetadata(newMetadata({ version, dataset: "EQUS.MINI" })).length,
    encodeMetadata({ ...TRADES_V3, version, symbolCstrLen: version === 1 ? 22 : 71 }).length,
  ]);

  assert.deepEqual(sizes, [[128, 206], [128, 353], [128, 360]]);
});

for (const { layout, version, hex, json } of GOLDEN_RECORDS) {
  Deno.test(`a reference ${layout} record becomes the reference JSON`, () => {
    assert.equal(textOf(fromHex(hex), { format: "json" }), json + "\n");
    assert.equal(textOf(fromHex(hex), { format: "ndjson" }), json + "\n");
  });

  Deno.test(`a reference ${layout} record decodes to columns and encodes to the same bytes`, () => {
    const bytes = fromHex(hex);
    const columns = decodeColumns(chunkOf(bytes));
    const values = Object.fromEntries(
      [...columns.all].map(([name, column]) => [
        name,
        column instanceof TextColumn ? column.at(0) : column[0]!,
      ]),
    );

    const builder = new RecordBuilder({ version });
    builder.add(bytes[1]!, values);

    assert.deepEqual(builder.take(), bytes);
    assert.equal(layoutOfVersion(bytes[1]!, version)!.name, layout);
  });
}

Deno.test("the reference trade becomes the reference CSV, plain and pretty", () => {
  const trade = fromHex(GOLDEN_RECORDS[0]!.hex);
  const layout = layoutOfVersion(0, 3)!;
  const [header, plain, pretty] = GOLDEN_TRADE_CSV;

  assert.equal(csvHeader(layout, false, { format: "csv" }), header + "\n");
  assert.equal(textOf(trade, { format: "csv" }), plain + "\n");
  assert.equal(
    textOf(trade, { format: "csv", prettyPrices: true, prettyTimes: true }),
    pretty + "\n",
  );
  assert.equal(textOf(trade, { format: "tsv" }), plain.replaceAll(",", "\t") + "\n");
});

// Captured gateway messages of version 3: header, then text and codes.
const TEXT = (text: string, width: number) => {
  const bytes = new Uint8Array(width);
  new TextEncoder().encodeInto(text, bytes);
  return [...bytes];
};
const MESSAGES: [string, string, Record<string, string | number | bigint>, number[]][] = [
  ["heartbeat", "5017 0000 00000000 000e73304cb52018", { msg: "Heartbeat", code: 0 }, [
    ...TEXT("Heartbeat", 303),
    0,
  ]],
  ["symbol mapping", "2c16 0000 8d290000 000e73304cb52018", {
    instrument_id: 10637,
    stype_in_symbol: "MLGO",
    stype_out_symbol: "MLGO",
  }, [255, ...TEXT("MLGO", 71), 255, ...TEXT("MLGO", 71), ...Array<number>(16).fill(255)]],
  ["error", "5015 0000 00000000 000e73304cb52018", {
    err: "Failed to resolve symbol: XXXX",
    code: 4,
    is_last: 1,
  }, [...TEXT("Failed to resolve symbol: XXXX", 302), 4, 1]],
];
for (const [name, header, values, body] of MESSAGES) {
  Deno.test(`RecordBuilder writes the bytes of a captured ${name}`, () => {
    const expected = Uint8Array.from([...fromHex(header), ...body]);
    const builder = new RecordBuilder({ version: 3 });

    builder.add(expected[1]!, { ts_event: 1_738_588_795_000_000_000n, ...values });

    assert.deepEqual(builder.take(), expected);
  });
}
