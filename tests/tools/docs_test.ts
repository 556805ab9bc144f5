import assert from "node:assert/strict";
import { indexFormat } from "../../tools/docs/index_format.ts";

Deno.test("docs/index-format.md is what the program's tables say", async () => {
  const page = await Deno.readTextFile(new URL("../../docs/index-format.md", import.meta.url));

  assert.equal(page, indexFormat(), "run `deno task docs`");
});
