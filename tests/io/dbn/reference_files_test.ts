/**
 * Files written by the reference implementation, where they are at hand: every record read independently, written
 * again, and written as text.
 */
import assert from "node:assert/strict";
import { readRange } from "../../../src/io/bytes/byte_source.ts";
import { openFileSource } from "../../../src/io/bytes/file_source.ts";
import { decodeColumns } from "../../../src/io/dbn/columns/decode_columns.ts";
import { TextColumn } from "../../../src/io/dbn/columns/text_column.ts";
import { DbnFile } from "../../../src/io/dbn/dbn_file.ts";
import type { FragmentFormat } from "../../../src/io/dbn/dbn_header.ts";
import { encodeColumns } from "../../../src/io/dbn/encode/encode_columns.ts";
import { encodeMetadata } from "../../../src/io/dbn/metadata_encode.ts";
import { RecordTextEncoder } from "../../../src/io/dbn/text/text_encoder.ts";
import type { TextOptions } from "../../../src/io/dbn/text/text_options.ts";
import { decodeFrame } from "../../../src/io/zstd/decode_frame.ts";
import { walkFrames } from "../../../src/io/zstd/frames.ts";
import { concat } from "../zstd/frame_builder.ts";
import { fieldsOf } from "./oracle.ts";
import { oracleReadings } from "./oracle_records.ts";
import { oracleLine } from "./oracle_text.ts";
import { joinChunks } from "./sample_file.ts";
import { namesIn } from "./shared_data.ts";

const DIRECTORY = "../shared/data/dbn";
const FILES = namesIn(DIRECTORY, "the reference files");

/** Fragments do not say their version; their names do, but for one. */
function fragmentOf(name: string): FragmentFormat | undefined {
  if (!name.includes(".frag")) return undefined;
  return { version: Number(/\.v(\d)\./.exec(name)?.[1] ?? 2) as 1 | 2 | 3 };
}

/** The whole decompressed content of a file. */
function contentOf(path: string): Uint8Array {
  using source = openFileSource(path);
  if (!path.endsWith(".zst")) return readRange(source, 0, source.size);
  const parts: Uint8Array[] = [];
  for (const frame of walkFrames(source)) parts.push(decodeFrame(source, frame));
  return concat(...parts);
}

for (const name of FILES.filter((name) => /\.dbn(\.|$)/.test(name))) {
  const path = `${DIRECTORY}/${name}`;
  const fragment = fragmentOf(name);

  Deno.test(`${name}: values agree with an independent reading`, () => {
    using source = openFileSource(path);
    const file = DbnFile.open(source, { fragment });
    const content = contentOf(path);
    const readings = oracleReadings(content.subarray(file.header.recordsOffset));

    let count = 0;
    for (const chunk of file.chunks()) {
      const columns = decodeColumns(chunk);
      for (let row = 0; row < columns.rows; row++, count++) {
        const { layout, record } = readings[count]!;
        assert.equal(columns.layout.name, layout.name);
        for (const { name: field, width } of fieldsOf(layout)) {
          const column = columns.get(field);
          const value = column instanceof TextColumn
            ? column.bytes.slice(row * width, (row + 1) * width)
            : column[row];
          assert.deepEqual(value, record[field], field);
        }
      }
    }
    assert.equal(count, readings.length);
    assert.equal(file.truncation, null);
  });

  Deno.test(`${name}: decoding and encoding give the same bytes`, () => {
    using source = openFileSource(path);
    const { header } = DbnFile.open(source, { fragment });
    const content = contentOf(path);

    if (header.metadata) {
      const expected = content.slice(0, header.recordsOffset);
      if (header.version === 1) expected.fill(0xff, 50, 58); // an unused record count is not kept
      assert.deepEqual(encodeMetadata(header.metadata), expected);
    }
    const records = content.subarray(header.recordsOffset);
    const chunks = [...DbnFile.open(source, { fragment }).chunks()];
    assert.deepEqual(joinChunks(chunks), records);
    for (const chunk of chunks) {
      const columns = decodeColumns(chunk);
      const { rtype } = chunk.uniform!;
      const version = chunk.uniform!.size === 360
        ? 1
        : chunk.uniform!.size === 400
        ? 2
        : header.version;
      const encoded = encodeColumns(rtype, version, columns.rows, Object.fromEntries(columns.all));
      assert.deepEqual(encoded, withoutReserved(chunk.bytes));
    }
  });

  Deno.test(`${name}: text follows the rules`, () => {
    using source = openFileSource(path);
    const styles: TextOptions[] = [
      { format: "json" },
      { format: "json", indent: true, prettyPrices: true, prettyTimes: true },
      { format: "ndjson" },
      { format: "csv" },
      { format: "csv", prettyPrices: true, prettyTimes: true },
      { format: "tsv" },
    ];
    const file = DbnFile.open(source, { fragment });
    const readings = oracleReadings(contentOf(path).subarray(file.header.recordsOffset));
    for (const style of styles) {
      const encoder = new RecordTextEncoder(style);
      const lines: string[] = [];
      for (const chunk of file.chunks()) {
        lines.push(new TextDecoder().decode(encoder.encode(chunk)));
      }
      const expected = readings.map(({ layout, record }) =>
        oracleLine(layout, record, {
          format: style.format,
          indent: style.indent ?? false,
          prettyPrices: style.prettyPrices ?? false,
          prettyTimes: style.prettyTimes ?? false,
        })
      );
      assert.equal(lines.join(""), expected.join(""));
    }
  });
}

/** Records with zeros in reserved bytes, which columns do not hold. */
function withoutReserved(records: Uint8Array): Uint8Array {
  const cleaned = oracleReadings(records).map(({ layout, bytes }) => {
    const kept = new Uint8Array(bytes.length);
    kept[0] = bytes[0]!;
    for (const { offset, type, width } of fieldsOf(layout)) {
      const size = width || { u8: 1, i8: 1, u16: 2, i16: 2, u32: 4, i32: 4 }[type] ||
        (type.startsWith("char") ? 1 : 8);
      kept.set(bytes.subarray(offset, offset + size), offset);
    }
    return kept;
  });
  return concat(...cleaned);
}

Deno.test("every older DBZ file is refused in one sentence", () => {
  for (const name of FILES.filter((name) => name.endsWith(".dbz"))) {
    using source = openFileSource(`${DIRECTORY}/${name}`);
    assert.throws(
      () => DbnFile.open(source),
      /^MomoError: Cannot read "[^"]+\.dbz": it is of the DBZ format that came before DBN and is not supported$/,
    );
  }
});

Deno.test("all 71 reference files were found, or none", () => {
  const count = FILES.filter((name) => /\.dbn(\.|$)/.test(name)).length;

  assert.ok(count === 71 || count === 0, `${count} files`);
});
