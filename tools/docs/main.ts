/** Writes the generated pages of `docs/`. */
import { indexFormat } from "./index_format.ts";

await Deno.writeTextFile(new URL("../../docs/index-format.md", import.meta.url), indexFormat());
