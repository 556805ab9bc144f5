import assert from "node:assert/strict";
import { hasNativeZstd, pickEngine } from "../../../src/io/zstd/engine.ts";

Deno.test("pickEngine() takes the native engine where there is one, unless told otherwise", () => {
  assert.equal(pickEngine(), hasNativeZstd() ? "native" : "portable");
  assert.equal(pickEngine("native"), pickEngine());
  assert.equal(pickEngine("portable"), "portable");
});
