import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { makeTable } from "../../../src/core/columns/table.ts";
import { parquetPieces } from "../../../src/io/parquet/encoder.ts";
import { openParquet } from "../../../src/io/parquet/parquet_file.ts";
import { AtomicGroup, recoverGroup } from "../../../src/io/store/atomic_group.ts";
import { openGroup } from "../../../src/io/store/open_group.ts";
import { columnSpec } from "../parquet/random_table.ts";
import { crashingAt } from "./crash.ts";
import { GROUP_NAMES, groupContent, readGeneration } from "./generations.ts";
import { TemporaryDirectory } from "./temporary_directory.ts";

async function replace(directory: string, generation: number): Promise<void> {
  await using group = await AtomicGroup.begin(directory);
  for (const name of GROUP_NAMES) {
    await group.write(name, (file) => file.write(groupContent(name, generation)));
  }
  await group.commit();
}

Deno.test("files of a group are replaced together, and nothing else is left", async () => {
  await using directory = await TemporaryDirectory.create();

  await replace(directory.path, 1);
  assert.equal(await readGeneration(directory.path), 1);
  await replace(directory.path, 2);

  assert.equal(await readGeneration(directory.path), 2);
  assert.deepEqual(await directory.names(), GROUP_NAMES.toSorted());
});

Deno.test("write() tells size and hash, for a manifest in the same group", async () => {
  await using directory = await TemporaryDirectory.create();
  await using group = await AtomicGroup.begin(directory.file("index"));
  const content = groupContent("days.parquet", 7);

  const written = await group.write("days.parquet", async (file) => {
    await file.write(content.subarray(0, 10));
    await file.write(content.subarray(10));
  });

  const sha256 = createHash("sha256").update(content).digest("hex");
  assert.deepEqual(written, { sizeBytes: content.length, sha256 });
});

Deno.test("a group that is not committed leaves everything as it was", async () => {
  await using directory = await TemporaryDirectory.create();
  await replace(directory.path, 1);

  {
    await using group = await AtomicGroup.begin(directory.path);
    await group.write("days.parquet", (file) => file.write(groupContent("days.parquet", 2)));
  }

  assert.equal(await readGeneration(directory.path), 1);
  assert.deepEqual(await directory.names(), GROUP_NAMES.toSorted());
});

Deno.test("aborting before the commit leaves everything as it was", async () => {
  await using directory = await TemporaryDirectory.create();
  await replace(directory.path, 1);
  const controller = new AbortController();

  {
    await using group = await AtomicGroup.begin(directory.path, controller.signal);
    await group.write("days.parquet", (file) => file.write(groupContent("days.parquet", 2)));
    controller.abort(new Error("interrupted"));
    await assert.rejects(group.commit(), { message: "interrupted" });
  }

  assert.equal(await readGeneration(directory.path), 1);
  assert.deepEqual(await directory.names(), GROUP_NAMES.toSorted());
});

Deno.test("a crash at any step leaves the old files or the new ones, and the next writer goes on", async () => {
  const seen = new Set<number>();
  for (let step = 1;; step++) {
    await using directory = await TemporaryDirectory.create();
    await replace(directory.path, 1);

    const hasCrashed = await crashingAt(step, () => replace(directory.path, 2));

    const generation = await readGeneration(directory.path);
    seen.add(generation);
    assert.ok(generation === 1 || generation === 2);
    if (!hasCrashed) {
      assert.equal(generation, 2);
      assert.ok(step > 15, `${step}`); // three files, the note, renames, removal, synced directories
      break;
    }
    await recoverGroup(directory.path);
    assert.equal(await readGeneration(directory.path), generation);
    assert.deepEqual(await directory.names(), GROUP_NAMES.toSorted());
    await replace(directory.path, 3);
    assert.equal(await readGeneration(directory.path), 3);
  }
  assert.deepEqual([...seen].sort(), [1, 2]);
});

Deno.test("a crash while recovering from a crash is recovered from", async () => {
  for (let step = 1; step < 40; step++) {
    await using directory = await TemporaryDirectory.create();
    await replace(directory.path, 1);
    await crashingAt(step, () => replace(directory.path, 2));
    const generation = await readGeneration(directory.path);
    for (let again = 1; again < 12; again++) {
      await crashingAt(again, () => recoverGroup(directory.path));
      assert.equal(await readGeneration(directory.path), generation);
    }
  }
});

Deno.test("a reader among commits always finds files of one generation", async () => {
  await using directory = await TemporaryDirectory.create();
  await replace(directory.path, 1);
  let isWriting = true;
  const writing = (async () => {
    for (let generation = 2; generation <= 60; generation++) {
      await replace(directory.path, generation);
    }
    isWriting = false;
  })();

  const generations: number[] = [];
  while (isWriting) generations.push(await readGeneration(directory.path));
  await writing;

  assert.ok(generations.length > 5);
  assert.deepEqual(generations, generations.toSorted((a, b) => a - b));
});

Deno.test("a Parquet file of a group is read through its source, which may be closed twice", async () => {
  await using directory = await TemporaryDirectory.create();
  const table = makeTable([columnSpec("symbol", "string")], [["MLGO", "AAPL", "MLGO"]]);
  await using group = await AtomicGroup.begin(directory.path);
  await group.write("days.parquet", async (file) => {
    for (const piece of parquetPieces(table.columns, [table])) await file.write(piece);
  });
  await group.commit();

  using opened = await openGroup(directory.path, ["days.parquet"]);
  using file = openParquet(opened.sources.get("days.parquet")!);

  assert.deepEqual(file.read().data, table.data);
});

Deno.test("a directory in the place of a file is refused", async () => {
  await using directory = await TemporaryDirectory.create();
  await Deno.mkdir(directory.file("days.parquet"));

  await assert.rejects(openGroup(directory.path, ["days.parquet"]), { code: "io" });
});

Deno.test("openGroup() names the file that is missing", async () => {
  await using directory = await TemporaryDirectory.create();
  await Deno.writeTextFile(directory.file("days.parquet"), "x");

  await assert.rejects(openGroup(directory.path, GROUP_NAMES), {
    code: "not_found",
    message: `Cannot open "${directory.file("reset_points.parquet")}": no such file`,
  });
});

Deno.test("a record that momo did not write is refused, and names no file elsewhere", async () => {
  await using directory = await TemporaryDirectory.create();
  const path = directory.file(".commit.json");
  const elsewhere = {
    token: "a",
    files: [{ name: "days.parquet", temporary: "../../etc/passwd" }],
  };
  for (const text of ["", "{", "[]", "null", JSON.stringify(elsewhere)]) {
    await Deno.writeTextFile(path, text);

    const expected = { code: "bad_data", message: `Cannot read "${path}": it is no commit record` };
    await assert.rejects(openGroup(directory.path, GROUP_NAMES), expected);
    await assert.rejects(AtomicGroup.begin(directory.path), expected);
  }
});

Deno.test("a commit whose file has vanished is told, not passed over", async () => {
  await using directory = await TemporaryDirectory.create();
  const files = [{ name: "days.parquet", temporary: "days.parquet.0123456789abcdef.tmp" }];
  await Deno.writeTextFile(directory.file(".commit.json"), JSON.stringify({ token: "a", files }));

  await assert.rejects(AtomicGroup.begin(directory.path), {
    code: "bad_data",
    message: `Cannot write "${directory.file("days.parquet")}": "${
      files[0]!.temporary
    }" is missing`,
  });
});
