import assert from "node:assert/strict";
import { readRange } from "../../../src/io/bytes/byte_source.ts";
import { openGroup } from "../../../src/io/store/open_group.ts";

/** Files of a group in tests, with the names that an index has. */
export const GROUP_NAMES = ["days.parquet", "reset_points.parquet", "manifest.json"] as const;

/** Content that tells its file and its generation, and whose length differs from generation to generation. */
export function groupContent(name: string, generation: number): Uint8Array {
  return new TextEncoder().encode(`${name} ${generation}\n`.repeat(1 + generation % 50));
}

/** The generation of a group's files, of which each must be whole and all must be the same. */
export async function readGeneration(directory: string): Promise<number> {
  using group = await openGroup(directory, GROUP_NAMES);
  const texts = GROUP_NAMES.map((name) => {
    const source = group.sources.get(name)!;
    return new TextDecoder().decode(readRange(source, 0, source.size));
  });
  const generation = Number(texts[0]!.split(/\s/)[1]);
  const expected = GROUP_NAMES.map((name) =>
    new TextDecoder().decode(groupContent(name, generation))
  );
  assert.deepEqual(texts, expected);
  return generation;
}
