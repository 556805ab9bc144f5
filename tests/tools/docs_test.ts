import assert from "node:assert/strict";
import { configuration } from "../../tools/docs/configuration.ts";
import { dayStoreFormat } from "../../tools/docs/day_store.ts";
import { executionModel } from "../../tools/docs/execution_model.ts";
import { indexFormat } from "../../tools/docs/index_format.ts";
import { recordFormats } from "../../tools/docs/records.ts";

for (
  const [name, page] of [
    ["configuration.md", configuration],
    ["index-format.md", indexFormat],
    ["day-store.md", dayStoreFormat],
    ["execution-model.md", executionModel],
    ["records.md", recordFormats],
  ] as const
) {
  Deno.test(`docs/${name} is what the program's tables say`, async () => {
    const text = await Deno.readTextFile(new URL(`../../docs/${name}`, import.meta.url));

    assert.equal(text, page(), "run `deno task docs`");
  });
}
