import assert from "node:assert/strict";
import { cramResponse, newChallenge, provesKey } from "../../../../src/io/gateway/protocol/cram.ts";

// the vectors of the official clients' own tests
const VECTORS = [
  [
    "t7kNhwj4xqR0QYjzFKtBEG2ec2pXJ4FK",
    "32-character-with-lots-of-filler",
    "42e2c6c6a874b2f4498bcaf0541be406901a23adef1fb2843d5426f6d2387d14-iller",
  ],
  [
    "abcd1234",
    "db-unittestapikey1234567890FFFFF",
    "be87ce3d564b64481d4ad1902e2b41b26e3eef62b9de37d87eb4a1d4a5199b6f-FFFFF",
  ],
] as const;

for (const [challenge, key, response] of VECTORS) {
  Deno.test(`the response to ${challenge} is that of the official clients`, () => {
    assert.equal(cramResponse(challenge, key), response);
    assert.ok(provesKey(response, challenge, key));
    assert.ok(!provesKey(response.replace("4", "5"), challenge, key));
    assert.ok(!provesKey(response.slice(1), challenge, key));
    assert.ok(!provesKey(response, challenge + "x", key));
  });
}

Deno.test("challenges have 32 printable characters and differ", () => {
  const challenges = Array.from({ length: 50 }, newChallenge);

  assert.equal(new Set(challenges).size, 50);
  for (const challenge of challenges) assert.match(challenge, /^[A-Za-z0-9]{32}$/);
});
