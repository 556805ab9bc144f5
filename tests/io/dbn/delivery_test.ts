/** Real batch deliveries, where they are at hand. */
import assert from "node:assert/strict";
import { openFileSource } from "../../../src/io/bytes/file_source.ts";
import { decodeColumns } from "../../../src/io/dbn/columns/decode_columns.ts";
import { DbnFile } from "../../../src/io/dbn/dbn_file.ts";
import { planParts, readPart } from "../../../src/io/dbn/file_parts.ts";
import { SymbolMap } from "../../../src/io/dbn/symbol_map.ts";
import { namesIn } from "./shared_data.ts";

const ROOT = "../shared/data/mlgo";
const RECORD_SIZES: Record<string, number> = {
  "ohlcv": 56,
  "trades": 48,
  "mbp-1": 80,
  "status": 40,
};

for (const job of namesIn(ROOT, "the deliveries")) {
  const names = namesIn(`${ROOT}/${job}`, "the files of a delivery")
    .filter((name) => name.endsWith(".dbn.zst"));

  Deno.test(`${job}: every file has (decoded bytes - metadata) / record size records`, () => {
    for (const name of names) {
      using source = openFileSource(`${ROOT}/${job}/${name}`);
      const file = DbnFile.open(source);
      const { schema } = file.header.metadata!;
      const size = RECORD_SIZES[schema!.startsWith("ohlcv") ? "ohlcv" : schema!]!;
      let decodedBytes = 0;
      for (const frame of file.frames()) decodedBytes += frame.contentSize!;

      let count = 0;
      for (const chunk of file.chunks()) count += chunk.count;

      assert.equal(count * size, decodedBytes - file.header.recordsOffset, name);
      assert.equal(file.truncation, null);
      assert.match(name, new RegExp(`\\.${schema}\\.dbn\\.zst$`));
    }
  });

  Deno.test(`${job}: parts give the same records, and every one maps to MLGO`, () => {
    for (const name of names) {
      using source = openFileSource(`${ROOT}/${job}/${name}`);
      const file = DbnFile.open(source);
      const map = SymbolMap.fromMetadata(file.header.metadata!, name);
      const parts = planParts(file, 100_000);
      let count = 0;
      for (const part of parts ?? []) {
        const { chunk, truncation } = readPart(source, part)!;
        assert.equal(chunk.firstRecord, count);
        assert.equal(truncation, null);
        count += chunk.count;
        const columns = decodeColumns(chunk, undefined, { fields: ["instrument_id", "ts_event"] });
        const ids = columns.uint32("instrument_id");
        const times = columns.uint64("ts_event");
        for (const row of [0, chunk.count - 1]) {
          const day = Number(times[row]! / 86_400_000_000_000n);
          assert.equal(map.symbolOf(ids[row]!, day), "MLGO", `${name} ${row}`);
        }
      }
      let sequential = 0;
      for (const chunk of file.chunks()) sequential += chunk.count;
      assert.equal(count, sequential);
    }
  });
}
