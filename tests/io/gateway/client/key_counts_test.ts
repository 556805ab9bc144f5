import assert from "node:assert/strict";
import fc from "fast-check";
import { KeyCounts } from "../../../../src/io/gateway/client/key_counts.ts";

const key = fc.tuple(
  fc.constantFrom(0, 1, 0x20, 0xc3),
  fc.integer({ min: -3, max: 3 }),
  fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer()),
  fc.integer({ min: 0, max: 2 }),
);

Deno.test("keys are counted as a map of texts counts them", () => {
  const step = fc.record({ isAdded: fc.boolean(), key });
  fc.assert(fc.property(fc.array(step, { maxLength: 3000 }), (steps) => {
    const counts = new KeyCounts();
    const oracle = new Map<string, number>();
    for (const { isAdded, key } of steps) {
      const name = key.join();
      const known = oracle.get(name) ?? 0;
      if (isAdded) counts.add(...key);
      else assert.equal(counts.remove(...key), known > 0);
      oracle.set(name, isAdded ? known + 1 : Math.max(known - 1, 0));
    }
    const sum = (names: Iterable<[string, number]>) => [...names].reduce((a, [, n]) => a + n, 0);
    assert.equal(counts.total, sum(oracle));
    for (const rtype of [0, 1, 0x20, 0xc3]) {
      const own = [...oracle].filter(([name]) => name.startsWith(`${rtype},`));
      assert.equal(counts.leftOf(rtype), sum(own));
    }
  }));
});

Deno.test("dropping a type forgets its keys and no others", () => {
  const counts = new KeyCounts();
  for (let i = 0; i < 5000; i++) counts.add(i % 2, i, 0, 0);

  counts.drop(1);

  assert.equal(counts.total, 2500);
  assert.equal(counts.leftOf(1), 0);
  assert.equal(counts.remove(1, 1, 0, 0), false);
  assert.equal(counts.remove(0, 4998, 0, 0), true);
});
