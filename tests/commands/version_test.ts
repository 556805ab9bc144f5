import assert from "node:assert/strict";
import { join } from "node:path";
import { checkedOutCommit } from "../../src/io/observe/commit.ts";
import { runMomo, Sandbox } from "./run_momo.ts";

Deno.test("momo --version, -V and momo version print name and version", async () => {
  for (const args of [["--version"], ["-V"], ["version"]]) {
    assert.deepEqual(await runMomo(args), { code: 0, stdout: "momo 0.1.0\n", stderr: "" });
  }
});

Deno.test("momo version --json tells all that a bug report needs", async () => {
  const { stdout, code } = await runMomo(["version", "--json"]);
  const info = JSON.parse(stdout);

  assert.equal(code, 0);
  assert.match(info.commit ?? "0".repeat(40), /^[0-9a-f]{40}$/); // null outside a checkout
  assert.deepEqual({ ...info, commit: null }, {
    name: "momo",
    version: "0.1.0",
    commit: null,
    date: null,
    deno: Deno.version.deno,
    dbn: [1, 2, 3],
    form: "source",
  });
});

Deno.test("checkedOutCommit() follows HEAD to a loose or a packed reference", async () => {
  const hash = "0123456789abcdef0123456789abcdef01234567";
  await using sandbox = await Sandbox.make();
  await sandbox.write("work/.git/HEAD", "ref: refs/heads/main\n");
  const packed = `# pack-refs with: peeled\n${hash} refs/heads/main\n`;
  const path = await sandbox.write("work/.git/packed-refs", packed);

  assert.equal(await checkedOutCommit(sandbox.work), hash);
  await Deno.remove(path);
  assert.equal(await checkedOutCommit(sandbox.work), undefined);
  await sandbox.write("work/.git/refs/heads/main", `${hash}\n`);
  assert.equal(await checkedOutCommit(sandbox.work), hash);
  await sandbox.write("work/.git/HEAD", `${hash}\n`);
  assert.equal(await checkedOutCommit(sandbox.work), hash);
  assert.equal(await checkedOutCommit(join(sandbox.directory, "home")), undefined);
});
