import assert from "node:assert/strict";
import fc from "fast-check";
import { Journal } from "../../../src/core/episodes/journal.ts";
import { WeightTree } from "../../../src/core/episodes/weight_tree.ts";

const WEIGHT = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 1, max: 5 }),
  fc.integer({ min: 0, max: 2 ** 32 }),
);
const WEIGHTS = fc.array(WEIGHT, { minLength: 1, maxLength: 70 });
const CHANGES = fc.array(fc.tuple(fc.nat(), WEIGHT), { maxLength: 40 });

/** Where an offset falls when the weights are laid end to end, by walking. */
function walk(weights: readonly number[], offset: number): number {
  let left = offset;
  return weights.findIndex((weight) => (left -= weight) < 0);
}

function assertSame(tree: WeightTree, weights: readonly number[], offsets: readonly number[]) {
  const total = weights.reduce((a, b) => a + b, 0);
  assert.equal(tree.total, total);
  let sum = 0;
  for (const [i, weight] of weights.entries()) {
    assert.equal(tree.sumBefore(i), sum);
    assert.equal(tree.weight(i), weight);
    sum += weight;
  }
  for (const share of total === 0 ? [] : offsets) {
    const offset = Math.min(total - 1, Math.floor(share * total));
    assert.equal(tree.find(offset), walk(weights, offset));
  }
}

const SHARES = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
  minLength: 5,
  maxLength: 20,
});

Deno.test("WeightTree sums and finds as walking over the weights does, after any changes", () => {
  fc.assert(fc.property(WEIGHTS, CHANGES, SHARES, (initial, changes, shares) => {
    const weights = [...initial];
    const tree = new WeightTree(Float64Array.from(initial), new Journal());
    assertSame(tree, weights, shares);

    for (const [place, weight] of changes) {
      weights[place % weights.length] = weight;
      tree.set(place % weights.length, weight);
    }

    assertSame(tree, weights, [0, ...shares]);
  }));
});

Deno.test("WeightTree.find() covers every offset of small weights", () => {
  const weights = [0, 3, 0, 0, 1, 2, 0, 5, 1, 0];
  const tree = new WeightTree(Float64Array.from(weights), new Journal());

  const found = Array.from({ length: tree.total }, (_, offset) => tree.find(offset));

  assert.deepEqual(found, [1, 1, 1, 4, 5, 5, 7, 7, 7, 7, 7, 8]);
});

Deno.test("a rehearsal leaves a WeightTree as it was and returns what was done in it", () => {
  fc.assert(fc.property(WEIGHTS, CHANGES, SHARES, (weights, changes, shares) => {
    const journal = new Journal();
    const tree = new WeightTree(Float64Array.from(weights), journal);

    const total = journal.rehearse(() => {
      for (const [place, weight] of changes) tree.set(place % weights.length, weight);
      return tree.total;
    });

    const after = [...weights];
    for (const [place, weight] of changes) after[place % weights.length] = weight;
    assert.equal(total, after.reduce((a, b) => a + b, 0));
    assertSame(tree, weights, shares);
  }));
});

Deno.test("a rehearsal that fails is taken back too, in reverse order", () => {
  const journal = new Journal();
  const array = Float64Array.of(1, 2);
  const undone: string[] = [];

  assert.throws(
    () =>
      journal.rehearse(() => {
        journal.set(array, 0, 5);
        journal.set(array, 0, 6);
        journal.onUndo(() => undone.push("first"));
        journal.onUndo(() => undone.push("second"));
        throw new RangeError("stop");
      }),
    /stop/,
  );

  assert.deepEqual([...array], [1, 2]);
  assert.deepEqual(undone, ["second", "first"]);
});

Deno.test("outside a rehearsal nothing is noted", () => {
  const journal = new Journal();
  const array = Float64Array.of(1);

  journal.set(array, 0, 2);
  journal.onUndo(() => assert.fail("undone"));
  journal.rehearse(() => {});

  assert.equal(array[0], 2);
});
