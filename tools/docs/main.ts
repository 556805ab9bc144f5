/** Writes the generated pages of `docs/`. */
import { configuration } from "./configuration.ts";
import { dayStoreFormat } from "./day_store.ts";
import { executionModel } from "./execution_model.ts";
import { indexFormat } from "./index_format.ts";
import { recordFormats } from "./records.ts";

const PAGES = {
  "configuration.md": configuration,
  "index-format.md": indexFormat,
  "day-store.md": dayStoreFormat,
  "execution-model.md": executionModel,
  "records.md": recordFormats,
} as const;

for (const [name, page] of Object.entries(PAGES)) {
  await Deno.writeTextFile(new URL(`../../docs/${name}`, import.meta.url), page());
}
