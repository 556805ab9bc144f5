import assert from "node:assert/strict";
import { writeFileAtomic } from "../../../src/io/store/atomic_file.ts";
import { TemporaryDirectory } from "./temporary_directory.ts";

function text(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}

Deno.test("the file appears under its name when it is complete, and nothing else is left", async () => {
  await using directory = await TemporaryDirectory.create();
  const path = directory.file("days.csv");
  await Deno.writeTextFile(path, "old");

  await writeFileAtomic(path, async (file) => {
    await file.write(text("new "));
    assert.equal(await Deno.readTextFile(path), "old");
    await file.write(text("content"));
  });

  assert.equal(await Deno.readTextFile(path), "new content");
  assert.deepEqual(await directory.names(), ["days.csv"]);
});

Deno.test("what the writing throws is passed on, and the old file stays", async () => {
  await using directory = await TemporaryDirectory.create();
  const path = directory.file("days.csv");
  await Deno.writeTextFile(path, "old");
  const failure = new RangeError("a bug");

  const written = writeFileAtomic(path, async (file) => {
    await file.write(text("half"));
    throw failure;
  });

  await assert.rejects(written, failure);
  assert.equal(await Deno.readTextFile(path), "old");
  assert.deepEqual(await directory.names(), ["days.csv"]);
});

Deno.test("aborting ends the writing with the signal's reason and leaves nothing", async () => {
  await using directory = await TemporaryDirectory.create();
  const controller = new AbortController();
  const reason = new Error("interrupted");
  const write = async (file: { write(bytes: Uint8Array): Promise<number> }) => {
    await file.write(text("half"));
    controller.abort(reason);
    await file.write(text("the rest"));
  };

  await assert.rejects(writeFileAtomic(directory.file("a"), write, controller.signal), reason);
  assert.deepEqual(await directory.names(), []);
});

Deno.test("aborting after the last write still keeps the file from appearing", async () => {
  await using directory = await TemporaryDirectory.create();
  const controller = new AbortController();
  const write = () => Promise.resolve(controller.abort(new Error("interrupted")));

  await assert.rejects(writeFileAtomic(directory.file("a"), write, controller.signal), {
    message: "interrupted",
  });
  assert.deepEqual(await directory.names(), []);
});

Deno.test("a missing directory is told before anything is written", async () => {
  await using directory = await TemporaryDirectory.create();
  const path = directory.file("none/days.csv");

  await assert.rejects(writeFileAtomic(path, () => assert.fail("was called")), {
    code: "not_found",
    message: `Cannot write "${path}": no such file or directory`,
  });
});

Deno.test("a directory as the target is refused", async () => {
  await using directory = await TemporaryDirectory.create();

  await assert.rejects(writeFileAtomic(directory.path, () => assert.fail("was called")), {
    code: "io",
    message: `Cannot write "${directory.path}": it is a directory, wanted a file`,
  });
});

Deno.test("a file where a directory should be is refused", async () => {
  await using directory = await TemporaryDirectory.create();
  await Deno.writeTextFile(directory.file("a"), "");
  const path = directory.file("a/days.csv");

  await assert.rejects(writeFileAtomic(path, () => Promise.resolve()), {
    code: "io",
    message: `Cannot write "${path}": part of the path is not a directory`,
  });
});

Deno.test({
  name: "a directory that may not be written is refused",
  ignore: Deno.uid() === 0, // who may write everywhere
  fn: async () => {
    await using directory = await TemporaryDirectory.create();
    await Deno.chmod(directory.path, 0o500);
    const path = directory.file("a");

    await assert.rejects(writeFileAtomic(path, () => Promise.resolve()), {
      code: "io",
      message: `Cannot write "${path}": permission denied`,
    });
    await Deno.chmod(directory.path, 0o700);
  },
});

Deno.test({
  name: "a full disk is told in one sentence, and the device stays what it is",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    await assert.rejects(writeFileAtomic("/dev/full", (file) => file.write(text("x"))), {
      code: "io",
      message: 'Cannot write "/dev/full": no space left on device',
    });
    assert.ok((await Deno.stat("/dev/full")).isCharDevice);
  },
});

Deno.test({
  name: "a write that fails in the middle is told and leaves nothing",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await using directory = await TemporaryDirectory.create();
    const path = directory.file("days.csv");
    // A limit of 64 blocks on the size of files stands for a disk that gets full.
    const limited = 'trap "" XFSZ; ulimit -f 64; exec "$@"';
    const program = new URL("./large_writer.ts", import.meta.url).pathname;
    const flags = ["run", "-q", "--no-prompt", "--allow-read", "--allow-write", program, path];
    const args = ["-c", limited, "sh", Deno.execPath(), ...flags];

    const { stdout } = await new Deno.Command("sh", { args }).output();

    const message = `Cannot write "${path}": file too large`;
    assert.deepEqual(JSON.parse(new TextDecoder().decode(stdout)), { code: "io", message });
    assert.deepEqual(await directory.names(), []);
  },
});

Deno.test({
  name: "a device is written to directly",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await writeFileAtomic("/dev/null", (file) => file.write(text("x")));

    assert.ok((await Deno.stat("/dev/null")).isCharDevice);
  },
});

Deno.test("a symbolic link stays, and the file behind it is replaced", async () => {
  await using directory = await TemporaryDirectory.create();
  await Deno.mkdir(directory.file("real"));
  await Deno.writeTextFile(directory.file("real/days.csv"), "old");
  await Deno.symlink(directory.file("real/days.csv"), directory.file("latest.csv"));

  await writeFileAtomic(directory.file("latest.csv"), (file) => file.write(text("new")));

  assert.ok((await Deno.lstat(directory.file("latest.csv"))).isSymlink);
  assert.equal(await Deno.readTextFile(directory.file("real/days.csv")), "new");
});

Deno.test("two writers of one file do not mix: one of them wins", async () => {
  await using directory = await TemporaryDirectory.create();
  const path = directory.file("a");
  const writer = (letter: string) =>
    writeFileAtomic(path, async (file) => {
      for (let i = 0; i < 50; i++) await file.write(text(letter.repeat(100)));
    });

  await Promise.all(["a", "b", "c"].map(writer));

  assert.match(await Deno.readTextFile(path), /^(a{5000}|b{5000}|c{5000})$/);
  assert.deepEqual(await directory.names(), ["a"]);
});
