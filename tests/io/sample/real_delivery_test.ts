/** The JSON of real deliveries, made again from what it says. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { parseDate } from "../../../src/core/time/dates.ts";
import {
  type DeliveryQuery,
  manifestJson,
  metadataJson,
  symbologyJson,
} from "../../../src/io/sample/delivery_json.ts";
import { namesIn } from "../../io/dbn/shared_data.ts";

const ROOT = "../shared/data/mlgo";

for (const jobId of namesIn(ROOT, "the deliveries")) {
  const read = (name: string) => readFileSync(`${ROOT}/${jobId}/${name}`, "utf8");

  Deno.test(`${jobId}: metadata.json, symbology.json and manifest.json have the vendor's form`, () => {
    const { query, customizations } = JSON.parse(read("metadata.json"));
    const symbology = JSON.parse(read("symbology.json"));
    const [from, to] = [parseDate(symbology.start_date), parseDate(symbology.end_date)];
    const made: DeliveryQuery = {
      jobId,
      dataset: query.dataset,
      schema: query.schema,
      symbols: query.symbols,
      ...{ from, to },
      split: customizations.split_duration === "day" ? "day" : "none",
      isCompressed: true,
    };
    const mappings = query.symbols.map((symbol: string) => ({
      symbol,
      intervals: [{ from, to, id: Number(symbology.result[symbol][0].s), isFirst: true }],
      status: "full",
    }));
    const manifest = JSON.parse(read("manifest.json"));
    const files = manifest.files.map((file: { filename: string; size: number; hash: string }) => ({
      name: file.filename,
      size: file.size,
      sha256: file.hash.replace("sha256:", ""),
    }));

    assert.equal(metadataJson(made), read("metadata.json"));
    assert.equal(symbologyJson(made, mappings), read("symbology.json"));
    assert.equal(manifestJson(jobId, files), read("manifest.json"));
  });
}
