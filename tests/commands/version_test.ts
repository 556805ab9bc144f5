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

/** Files that a module loads at once, itself included, as paths below src. */
async function loadedWith(path: string): Promise<string[]> {
  const src = new URL("../../src/", import.meta.url).href;
  const args = ["info", "--json", new URL(path, src).href];
  const { stdout } = await new Deno.Command(Deno.execPath(), { args, stderr: "null" }).output();
  const { modules } = JSON.parse(new TextDecoder().decode(stdout));
  const found = new Set([new URL(path, src).href]);
  for (const specifier of found) {
    const module = modules.find((module: { specifier: string }) => module.specifier === specifier);
    for (const { isDynamic, code } of module?.dependencies ?? []) {
      if (!isDynamic && code?.specifier !== undefined) found.add(code.specifier);
    }
  }
  return [...found].filter((file) => file.startsWith(src)).map((file) => file.slice(src.length));
}

Deno.test("momo --version loads no command, no flags of commands, and nothing of the market", async () => {
  const loaded = await loadedWith("commands/program.ts");

  assert.ok(loaded.includes("commands/dispatch.ts") && loaded.includes("commands/registry.ts"));
  assert.ok(loaded.length < 40, `${loaded.length} files`);
  const heavy =
    /^(core\/(?!config|time|error)|io\/(?!observe|text|config|store\/io_error)|commands\/flags\/(?!common|flag\.))/;
  assert.deepEqual(loaded.filter((file) => heavy.test(file)), []);
});
