/** `deno task compile`: its flags, other systems' builds, and what it refuses. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { namesIn } from "./stub_sandbox.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const MAIN = "tools/compile/main.ts";

async function compile(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "-P=test", "--no-prompt", MAIN, ...args],
    cwd: ROOT,
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

Deno.test("deno task compile explains itself", async () => {
  const { code, stdout, stderr } = await compile(["--help"]);

  assert.deepEqual([code, stderr], [0, ""]);
  assert.match(stdout, /--target TARGET {2}linux-x64, linux-arm64, macos-x64, macos-arm64;/);
});

Deno.test("deno task compile refuses a system and a form that it does not know", async () => {
  const target = await compile(["--target", "amiga"]);
  const form = await compile(["--form", "zip"]);

  assert.deepEqual(target, {
    code: 2,
    stdout: "",
    stderr:
      'error: Cannot build for "amiga": expected one of linux-x64, linux-arm64, macos-x64, macos-arm64\n',
  });
  assert.deepEqual(form, {
    code: 2,
    stdout: "",
    stderr: 'error: Cannot use --form "zip": expected compile or extract\n',
  });
});

Deno.test("a build for another system takes its runtime, and SHA256SUMS has every build", async () => {
  const directory = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${directory}/deno-of-mac`, "#!/bin/sh\necho mac\n");
    for (const target of ["macos-arm64", "macos-x64"]) {
      const out = `${directory}/dist/momo-${target}`;
      const args = ["--target", target, "--runtime", `${directory}/deno-of-mac`, "--out", out];

      const { code, stdout, stderr } = await compile(args);

      assert.equal(code, 0, stderr);
      assert.match(stdout, new RegExp(`momo-${target}: extract form for ${target}, [\\d.]+ MB\n$`));
      const [, comment] = (await Deno.readTextFile(out)).split("\n", 2);
      assert.match(comment!, new RegExp(`^# momo \\d+\\.\\d+\\.\\d+ \\(${target}\\)`));
    }
    const sums = await Deno.readTextFile(`${directory}/dist/SHA256SUMS`);
    assert.match(sums, /^[0-9a-f]{64} {2}momo-macos-arm64\n[0-9a-f]{64} {2}momo-macos-x64\n$/);
    assert.deepEqual(namesIn(`${directory}/dist`), [
      ...["SHA256SUMS", "momo-macos-arm64", "momo-macos-x64"],
    ]);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});

Deno.test("a runtime that cannot be had is told with the flag that names one", async () => {
  const target = Deno.build.os === "darwin" ? "linux-x64" : "macos-arm64";

  const { code, stderr } = await compile(["--target", target], { PATH: "/nowhere" });

  assert.equal(code, 1);
  assert.match(
    stderr,
    /^error: Cannot get the runtime @deno\/[\w-]+@[\d.]+: there is no program "npm"\n\nhint: name a deno program of that system with --runtime FILE\n$/,
  );
});

Deno.test("the compiled form is refused if its runtime does not run the program", async () => {
  const directory = await Deno.makeTempDir();
  try {
    // deno itself has room for a program, and runs none
    const { code, stderr } = await compile(["--out", `${directory}/momo`], {
      DENORT_BIN: Deno.execPath(),
    });

    assert.equal(code, 1);
    assert.match(
      stderr,
      /^error: Cannot build with deno compile: what it made says "deno .*" instead of "momo [\d.]+ \(compiled\)"\n\nhint: set DENORT_BIN/,
    );
    assert.deepEqual(namesIn(directory), []);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});
