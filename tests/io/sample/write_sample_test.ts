import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { writeSample } from "../../../src/io/sample/write_sample.ts";
import { TemporaryDirectory } from "../../io/store/temporary_directory.ts";
import { SAMPLE, sampleDeliveries } from "./sample_data.ts";

interface Listed {
  readonly filename: string;
  readonly size: number;
  readonly hash: string;
}

/** A JSON file's text; of a manifest, without what depends on the platform's zstd. */
function comparable(name: string, text: string): string {
  if (name !== "manifest.json") return text;
  const manifest = JSON.parse(text);
  const files = manifest.files.map((file: Listed) =>
    file.filename.endsWith(".zst") ? { ...file, size: 0, hash: "" } : file
  );
  return JSON.stringify({ ...manifest, files }, null, 4);
}

Deno.test("the generator makes the committed sample again: same JSON, same decompressed data", async () => {
  await using directory = await TemporaryDirectory.create();

  writeSample(directory.path);

  const committed = sampleDeliveries();
  const made = sampleDeliveries(directory.path);
  assert.deepEqual(readdirSync(directory.path).sort(), readdirSync(SAMPLE).sort());
  assert.deepEqual(made.map(({ names }) => names), committed.map(({ names }) => names));
  for (const [i, delivery] of committed.entries()) {
    for (const name of delivery.names.filter((name) => name.endsWith(".json"))) {
      const texts = [delivery, made[i]!].map((d) => readFileSync(`${d.directory}/${name}`, "utf8"));
      assert.equal(comparable(name, texts[1]!), comparable(name, texts[0]!));
    }
    for (const [j, file] of delivery.files.entries()) {
      assert.deepEqual(made[i]!.files[j]!.metadata, file.metadata);
      assert.deepEqual(made[i]!.files[j]!.records, file.records);
    }
  }
  assert.equal(
    readFileSync(`${directory.path}/corporate_actions.csv`, "utf8"),
    readFileSync(`${SAMPLE}/corporate_actions.csv`, "utf8"),
  );
});

Deno.test("another seed makes other data of the same deliveries", async () => {
  await using directory = await TemporaryDirectory.create();

  writeSample(directory.path, 2);

  const committed = sampleDeliveries();
  const made = sampleDeliveries(directory.path);
  assert.deepEqual(made.map(({ jobId }) => jobId), committed.map(({ jobId }) => jobId));
  for (const [i, delivery] of committed.entries()) {
    if (delivery.schema === "definition") continue;
    assert.notDeepEqual(made[i]!.files[0]!.records, delivery.files[0]!.records);
  }
});
