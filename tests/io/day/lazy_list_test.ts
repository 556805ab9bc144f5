import assert from "node:assert/strict";
import { LazyList } from "../../../src/io/day/lazy_list.ts";

Deno.test("a lazy list makes its members as they are asked for, each once", () => {
  const made: number[] = [];
  const list = new LazyList((function* () {
    for (let i = 0; i < 3; i++) {
      made.push(i);
      yield i;
    }
  })());

  const [first] = list;
  assert.deepEqual([first, made], [0, [0]]);
  const again = Iterator.from(list).take(2).toArray();
  assert.deepEqual([again, made], [[0, 1], [0, 1]]);
  assert.deepEqual([[...list], [...list], made], [[0, 1, 2], [0, 1, 2], [0, 1, 2]]);
});
