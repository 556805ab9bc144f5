import assert from "node:assert/strict";
import { Backoff } from "../../../../src/io/gateway/client/backoff.ts";

const OPTIONS = { firstMs: 1000, longestMs: 60_000, seed: 7 };
const waits = (backoff: Backoff, count: number) =>
  Array.from({ length: count }, () => backoff.next());

Deno.test("waits double up to the longest, each longer by up to a half", () => {
  for (const [i, wait] of waits(new Backoff(OPTIONS), 12).entries()) {
    const base = Math.min(1000 * 2 ** i, 60_000);
    assert.ok(wait >= base && wait <= 1.5 * base, `${i}: ${wait}`);
  }
});

Deno.test("the same seed gives the same waits, another one others", () => {
  const first = waits(new Backoff(OPTIONS), 5);

  assert.deepEqual(waits(new Backoff(OPTIONS), 5), first);
  assert.notDeepEqual(waits(new Backoff({ ...OPTIONS, seed: 8 }), 5), first);
});

Deno.test("after a success waits begin anew", () => {
  const backoff = new Backoff(OPTIONS);
  waits(backoff, 6);

  backoff.reset();

  assert.ok(backoff.next() < 1501);
  assert.equal(backoff.tries, 1);
});
