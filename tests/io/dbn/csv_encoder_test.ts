import assert from "node:assert/strict";
import { MomoError } from "../../../src/core/error.ts";
import type { DbnHeader } from "../../../src/io/dbn/dbn_header.ts";
import { chunkOf } from "../../../src/io/dbn/framing.ts";
import type { DbnMetadata } from "../../../src/io/dbn/metadata.ts";
import { SymbolMap } from "../../../src/io/dbn/symbol_map.ts";
import { CsvEncoder, type CsvOptions } from "../../../src/io/dbn/text/csv_encoder.ts";
import { concat } from "../zstd/frame_builder.ts";
import { oracleLayout, oracleRecord } from "./oracle.ts";
import { oracleColumns, oracleLine } from "./oracle_text.ts";
import { sampleMetadata, sampleRecords } from "./sample_file.ts";

const NAME = "x.dbn";

function inputOf(metadata: DbnMetadata | null, version: 1 | 2 | 3 = 3): DbnHeader {
  return { name: NAME, compression: "none", metadata, version, tsOut: false, recordsOffset: 206 };
}

/** All text that an encoder gives for chunks, and the error that ended it. */
function run(
  input: DbnHeader,
  options: Partial<CsvOptions>,
  ...chunks: Uint8Array[]
): { text: string; error: string | undefined } {
  const encoder = new CsvEncoder(input, { format: "csv", ...options });
  const decoder = new TextDecoder();
  let text = decoder.decode(encoder.start());
  try {
    for (const bytes of chunks) {
      text += decoder.decode(encoder.encode(chunkOf(bytes, { name: NAME, offset: 206 })));
    }
    encoder.finish();
    return { text, error: undefined };
  } catch (error) {
    assert.ok(error instanceof MomoError);
    return { text, error: error.message };
  }
}

function headerOf(layout: string, ...more: string[]): string {
  return [...oracleColumns(oracleLayout(layout)), ...more].join(",") + "\n";
}

function linesOf(layout: string, records: readonly Uint8Array[]): string {
  const oracle = oracleLayout(layout);
  return records
    .map((bytes) => oracleLine(oracle, oracleRecord(oracle, bytes), { format: "csv" }))
    .join("");
}

const TRADES = sampleRecords("trade", 3);
const QUOTES = sampleRecords("mbp_1", 1);
const NO_SYMBOLS = new SymbolMap([]);

Deno.test("the header line follows from the schema, also where no record comes", () => {
  const input = inputOf(sampleMetadata(3));

  assert.equal(run(input, {}).text, headerOf("trade"));
  assert.equal(run(input, { header: false }).text, "");
  assert.equal(run(input, { format: "tsv" }).text, headerOf("trade").replaceAll(",", "\t"));
  assert.equal(run(input, { symbols: NO_SYMBOLS }).text, headerOf("trade", "symbol"));
  assert.equal(
    run({ ...input, tsOut: true }, { symbols: NO_SYMBOLS }).text,
    headerOf("trade", "ts_out", "symbol"),
  );
  assert.equal(
    run(inputOf(sampleMetadata(3, { schema: "mbp-10" })), {}).text,
    headerOf("mbp_10"),
  );
});

Deno.test("the header of definitions follows from the version", () => {
  const metadata = sampleMetadata(1, { schema: "definition" });

  assert.equal(run(inputOf(metadata, 1), {}).text, headerOf("definition_v1"));
  assert.equal(run(inputOf(metadata, 2), {}).text, headerOf("definition_v2"));
  assert.equal(run(inputOf(metadata, 3), {}).text, headerOf("definition_v3"));
});

Deno.test("the header comes once, before the records of the first chunk", () => {
  const { text, error } = run(
    inputOf(sampleMetadata(3)),
    {},
    concat(TRADES[0]!, TRADES[1]!),
    TRADES[2]!,
  );

  assert.equal(text, headerOf("trade") + linesOf("trade", TRADES));
  assert.equal(error, undefined);
});

Deno.test("mixed schemas are refused, unless one is chosen or symbols are mapped", () => {
  const input = inputOf(sampleMetadata(3, { schema: null }));

  assert.throws(
    () => new CsvEncoder(input, { format: "csv" }),
    new MomoError("bad_data", 'Cannot write "x.dbn" as CSV: its records are of mixed schemas', {
      hint: "choose one with --schema",
    }),
  );
  assert.equal(run(input, { schema: "trades" }).text, headerOf("trade"));
  assert.equal(run(input, { symbols: NO_SYMBOLS }).text, "");
  assert.match(
    run(input, { symbols: NO_SYMBOLS }, TRADES[0]!).text,
    new RegExp(`^${headerOf("trade", "symbol")}`),
  );
});

Deno.test("a record of another type ends the output after the lines before it", () => {
  const { text, error } = run(
    inputOf(sampleMetadata(3)),
    {},
    concat(...TRADES.slice(0, 2), QUOTES[0]!, TRADES[2]!),
  );

  assert.equal(text, headerOf("trade") + linesOf("trade", TRADES.slice(0, 2)));
  assert.equal(
    error,
    'Cannot write "x.dbn" as CSV: the record at byte 302 is of type mbp-1, and the schema is trades',
  );
});

Deno.test("with symbols only the number of columns has to agree", () => {
  const input = inputOf(sampleMetadata(3, { schema: null }));
  const { text, error } = run(
    input,
    { symbols: NO_SYMBOLS },
    concat(TRADES[0]!, sampleRecords("imbalance", 1)[0]!),
  );

  assert.equal(text.split("\n").length, 3);
  assert.equal(
    error,
    'Cannot write "x.dbn" as CSV: the record at byte 254 has 24 columns, and the header names 13',
  );
});

Deno.test("a fragment takes its header from the first record and checks nothing", () => {
  const input = inputOf(null, 1);

  assert.deepEqual(run(input, {}), { text: "", error: undefined });
  assert.deepEqual(run(input, {}, concat(TRADES[0]!, QUOTES[0]!)), {
    text: headerOf("trade") + linesOf("trade", TRADES.slice(0, 1)) + linesOf("mbp_1", QUOTES),
    error: undefined,
  });
});
