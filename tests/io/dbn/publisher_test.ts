import assert from "node:assert/strict";
import { publisherOf } from "../../../src/io/dbn/publisher.ts";

Deno.test("publisherOf() knows dataset and venue of each id, and no others", () => {
  assert.deepEqual(publisherOf(1), { id: 1, dataset: "GLBX.MDP3", venue: "GLBX" });
  assert.deepEqual(publisherOf(95), { id: 95, dataset: "EQUS.MINI", venue: "EQUS" });
  assert.deepEqual(publisherOf(107), { id: 107, dataset: "OCEA.MEMOIR", venue: "OCEA" });
  assert.equal(publisherOf(0), undefined);
  assert.equal(publisherOf(108), undefined);
});
