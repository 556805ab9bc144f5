import assert from "node:assert/strict";
import { packVolumes } from "../../../src/io/scan/pack_volumes.ts";

/** A session whose minutes have these shares. */
function session(day: number, ...shares: number[]) {
  const minutes = Uint16Array.from(shares, (_, i) => 7 * i + day);
  return { day, minutes, shares: Float64Array.from(shares) };
}

Deno.test("packVolumes() changes no value, whatever the number of minutes", () => {
  const sessions = [session(1, 5), session(2), session(3, 1, 2.5, 2 ** 40)];

  assert.deepEqual(packVolumes(sessions), sessions);
  assert.deepEqual(packVolumes([]), []);
});

Deno.test("packVolumes() puts all volumes into one new buffer of just their size", () => {
  const sessions = [session(1, 5, 6, 7), session(2, 8)];

  const packed = packVolumes(sessions);

  const buffers = new Set(packed.flatMap(({ minutes, shares }) => [minutes.buffer, shares.buffer]));
  assert.deepEqual([...buffers].map((buffer) => buffer.byteLength), [4 * (8 + 2)]);
  assert.ok(!buffers.has(sessions[0]!.shares.buffer));
});
