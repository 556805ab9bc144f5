/** Files written by the reference implementation through `momo load`, against an independent reading and writing. */
import assert from "node:assert/strict";
import { readRange } from "../../../src/io/bytes/byte_source.ts";
import { openFileSource } from "../../../src/io/bytes/file_source.ts";
import type { DbnMetadata } from "../../../src/io/dbn/metadata.ts";
import { decodeMetadata } from "../../../src/io/dbn/metadata_decode.ts";
import { decodeFrame } from "../../../src/io/zstd/decode_frame.ts";
import { walkFrames } from "../../../src/io/zstd/frames.ts";
import { oracleLayoutOf } from "../dbn/oracle.ts";
import { oracleIndexTime, type OracleReading, oracleReadings } from "../dbn/oracle_records.ts";
import { oracleColumns, oracleLine, type OracleStyle } from "../dbn/oracle_text.ts";
import { namesIn } from "../dbn/shared_data.ts";
import { TemporaryDirectory } from "../store/temporary_directory.ts";
import { concat } from "../zstd/frame_builder.ts";
import { loadBytes, loadText } from "./run_load.ts";

const DIRECTORY = "../shared/data/dbn";
const FILES = namesIn(DIRECTORY, "the reference files").filter((name) => /\.dbn(\.|$)/.test(name));
const DAY_NS = 86_400_000_000_000n;
const RTYPE_OF_DAILY_BARS = 0x23;

/** The whole decompressed content of a file. */
function contentOf(bytes: string): Uint8Array {
  using source = openFileSource(bytes);
  if (!bytes.endsWith(".zst")) return readRange(source, 0, source.size);
  return concat(...[...walkFrames(source)].map((frame) => decodeFrame(source, frame)));
}

/** A file taken apart without the code under test. */
interface Expected {
  /** What a plain file of the same content holds; an unused count of version 1 is not kept. */
  readonly content: Uint8Array;
  readonly metadata: DbnMetadata | null;
  readonly readings: readonly OracleReading[];
}

function expectedOf(path: string): Expected {
  const content = contentOf(path);
  if (path.includes(".frag")) {
    return { content, metadata: null, readings: oracleReadings(content) };
  }
  const start = 8 + new DataView(content.buffer).getUint32(4, true);
  if (content[3] === 1) content.fill(0xff, 50, 58);
  return {
    content,
    metadata: decodeMetadata(content, path),
    readings: oracleReadings(content.subarray(start)),
  };
}

/** The symbol of a record by the mappings, the later one where two say something. */
function symbolOf({ mappings }: DbnMetadata, reading: OracleReading): string | null {
  const day = Number(oracleIndexTime(reading) / DAY_NS);
  let found: string | null = null;
  for (const { rawSymbol, intervals } of mappings) {
    for (const { startDate, endDate, symbol } of intervals) {
      const isMeant = symbol === String(reading.record.instrument_id);
      if (isMeant && startDate <= day && day < endDate) found = rawSymbol;
    }
  }
  return found;
}

/** All lines of a style, with the header where the format has one. */
function textOf(
  { metadata, readings }: Expected,
  style: OracleStyle,
  mapSymbols = false,
): string {
  const lines = readings.map((reading) => {
    const extra = mapSymbols ? { symbol: symbolOf(metadata!, reading) } : {};
    return oracleLine(reading.layout, reading.record, style, extra);
  });
  if (style.format.endsWith("json")) return lines.join("");
  const layout = metadata === null || readings.length > 0
    ? readings[0]!.layout
    : oracleLayoutOf(RTYPE_OF_DAILY_BARS, metadata.version); // these files alone have no records
  const names = [...oracleColumns(layout), ...(mapSymbols ? ["symbol"] : [])];
  return names.join(style.format === "tsv" ? "\t" : ",") + "\n" + lines.join("");
}

const PRETTY = { prettyPrices: true, prettyTimes: true } as const;
const STYLES: readonly (readonly [readonly string[], string, OracleStyle])[] = [
  [[], "x.json", { format: "json" }],
  [["--pretty"], "x.json", { format: "json", indent: true, ...PRETTY }],
  [["--pretty-px"], "x.json", { format: "json", prettyPrices: true }],
  [[], "x.ndjson", { format: "ndjson" }],
  [["--pretty"], "x.ndjson", { format: "ndjson", ...PRETTY }],
  [[], "x.csv", { format: "csv" }],
  [["--pretty"], "x.csv", { format: "csv", ...PRETTY }],
  [["--pretty-ts"], "x.tsv", { format: "tsv", prettyTimes: true }],
];

/** Flags that reading a file needs: the version of fragments, and theirs alone, is not in the file. */
function inputFlags(name: string): string[] {
  if (!name.includes(".frag")) return [];
  return ["--input-dbn-version", /\.v(\d)\./.exec(name)?.[1] ?? "2"];
}

for (const name of FILES) {
  const path = `${DIRECTORY}/${name}`;
  const isFragment = name.includes(".frag");

  Deno.test(`momo load ${name}: DBN comes out as it went in`, async () => {
    const { content } = expectedOf(path);
    const extension = isFragment ? "dbn.frag" : "dbn";

    assert.deepEqual(await loadBytes([path, ...inputFlags(name)], `x.${extension}`), content);
  });

  Deno.test(`momo load ${name}: text is what an independent writer makes`, async () => {
    const expected = expectedOf(path);
    for (const [flags, output, style] of STYLES) {
      const text = await loadText([path, ...inputFlags(name), ...flags], output);
      assert.equal(text, textOf(expected, style), `${output} ${flags.join(" ")}`);
    }
  });

  if (!isFragment) {
    Deno.test(`momo load ${name}: symbols are those of the metadata`, async () => {
      const expected = expectedOf(path);
      for (const format of ["json", "csv", "tsv"] as const) {
        const text = await loadText([path, "--map-symbols"], `x.${format}`);
        assert.equal(text, textOf(expected, { format }, true), format);
      }
    });
  }
}

Deno.test("zstd output of the reference files decompresses to what plain output is", async () => {
  for (const name of FILES.filter((name) => /trades|definition/.test(name))) {
    const path = `${DIRECTORY}/${name}`;
    const extension = name.includes(".frag") ? "frag" : "dbn";
    const flags = [path, ...inputFlags(name)];
    const plain = await loadBytes(flags, `x.${extension}`);
    await using directory = await TemporaryDirectory.create();
    const packed = directory.file("x.zst");
    await Deno.writeFile(packed, await loadBytes(flags, `x.${extension}.zst`));
    assert.deepEqual(contentOf(packed), plain, name);
  }
});

for (
  const name of FILES.filter((name) => /\.v[12]\.dbn\.zst$/.test(name) && !name.startsWith("multi"))
) {
  const upgraded = name.replace(/\.v[12]\./, ".v3.");
  if (!FILES.includes(upgraded)) continue;

  Deno.test(`momo load --upgrade makes of ${name} what ${upgraded} holds`, async () => {
    const { content } = expectedOf(`${DIRECTORY}/${upgraded}`);

    assert.deepEqual(await loadBytes([`${DIRECTORY}/${name}`, "--upgrade"], "x.dbn"), content);
  });
}

Deno.test("all 71 reference files were converted, or none", () => {
  assert.ok(FILES.length === 71 || FILES.length === 0, `${FILES.length} files`);
});
