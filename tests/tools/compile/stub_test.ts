import assert from "node:assert/strict";
import { join } from "node:path";
import { hasProgram, skip } from "../../e2e/scan_sandbox.ts";
import { namesIn, type Start, StubSandbox } from "./stub_sandbox.ts";

const FILES = ["chunk.js", "deno", "main.js"];
const NOBODY = 65_534;

/** What a start that works prints, and where it unpacked to. */
function unpackedTo({ code, stdout, stderr }: Start): string {
  assert.deepEqual([code, stderr], [0, ""]);
  const [, directory] = /^ran argument; \d+; (.+)\n$/.exec(stdout)!;
  assert.deepEqual(namesIn(directory!), FILES);
  return directory!;
}

async function absolute(program: string): Promise<string> {
  const args = ["-c", `command -v ${program}`];
  const { stdout } = await new Deno.Command("sh", { args }).output();
  return new TextDecoder().decode(stdout).trim();
}

/** Whether this is the superuser, who can start programs as somebody else. */
async function canChangeUser(): Promise<boolean> {
  if (Deno.uid() === 0 && await hasProgram("setpriv")) return true;
  skip("starts as another user need root and setpriv");
  return false;
}

/** Arguments that start a program as nobody. */
async function asNobody(): Promise<string[]> {
  const user = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups"];
  return [await absolute("setpriv"), ...user];
}

for (const shell of ["sh", "dash", "busybox sh", "bash --posix"]) {
  Deno.test(`stub.sh unpacks and starts under ${shell}; later starts need no program`, async () => {
    const [name = "", ...flags] = shell.split(" ");
    if (!await hasProgram(name)) return skip(`there is no ${name}`);
    const command = [await absolute(name), ...flags];
    await using sandbox = await StubSandbox.make();
    const env = { MOMO_CACHE: sandbox.path("cache") };

    const first = unpackedTo(await sandbox.start(env, command));
    const later = unpackedTo(await sandbox.start({ ...env, PATH: "/nowhere" }, command));

    assert.equal(later, first);
    assert.equal(join(first, ".."), env.MOMO_CACHE);
    assert.equal(await Deno.readTextFile(join(first, "chunk.js")), "// one\n");
    assert.equal(await Deno.readTextFile(join(first, "main.js")), "// two, longer\n");
    assert.deepEqual(namesIn(env.MOMO_CACHE).length, 1);
  });
}

Deno.test("stub.sh keeps programs in MOMO_CACHE, XDG_CACHE_HOME, HOME or TMPDIR", async () => {
  await using sandbox = await StubSandbox.make();
  const path = (name: string) => sandbox.path(name);
  await Deno.mkdir(path("home"));
  await Deno.mkdir(path("tmp"));
  const env: Record<string, string> = { TMPDIR: path("tmp") };
  const base = async () => join(unpackedTo(await sandbox.start(env)), "..");

  assert.equal(await base(), path(`tmp/momo-${Deno.uid()}`));
  assert.equal((await Deno.stat(path(`tmp/momo-${Deno.uid()}`))).mode! & 0o777, 0o700);
  env.HOME = path("missing");
  assert.equal(await base(), path(`tmp/momo-${Deno.uid()}`));
  await Deno.remove(path("tmp"), { recursive: true });
  env.HOME = path("home");
  assert.equal(await base(), path("home/.cache/momo"));
  await Deno.remove(path("home/.cache"), { recursive: true });
  env.XDG_CACHE_HOME = path("xdg");
  assert.equal(await base(), path("xdg/momo"));
  env.MOMO_CACHE = "own"; // of the working directory
  assert.equal(await base(), path("own"));
});

Deno.test("stub.sh leaves the user's file mask as it is", async () => {
  await using sandbox = await StubSandbox.make();
  const shell = await absolute("sh");
  await Deno.mkdir(sandbox.path("tmp"));
  for (const mask of ["0022", "0007"]) {
    const start = `umask ${mask} && exec "$@"`;
    const env = { TMPDIR: sandbox.path("tmp") };
    const { stdout } = await sandbox.start(env, [shell, "-c", start, "sh"]);
    assert.match(stdout, new RegExp(`; ${mask};`));
  }
});

Deno.test("stub.sh gives the network to momo provide, and to who serves metrics, alone", async () => {
  await using sandbox = await StubSandbox.make();
  await sandbox.start({ MOMO_CACHE: sandbox.path("cache") });
  const [program] = namesIn(sandbox.path("cache"));
  await Deno.writeTextFile(sandbox.path(`cache/${program}/deno`), '#!/bin/sh\necho "$@"\n');
  const flags = async (...args: string[]) => {
    const env = { MOMO_CACHE: sandbox.path("cache") };
    const { stdout } = await sandbox.start(env, [sandbox.file, ...args]);
    return stdout.split(" ").filter((word) => word.startsWith("--allow"));
  };

  assert.deepEqual(await flags("provide", "--stdio"), ["--allow-net", "--allow-env=A_*,B"]);
  assert.deepEqual(await flags("scan", "provide"), ["--allow-read"]);
  for (const served of [["--metrics", ":9464"], ["--metrics=:9464"], ["--metrics=host:1", "-q"]]) {
    assert.ok((await flags("scan", ...served)).includes("--allow-net"), String(served));
  }
  for (
    const written of [["--metrics", "a.json"], ["--metrics=./a:1"], ["--log-file", "a:1"], [":1"]]
  ) {
    assert.deepEqual(await flags("scan", ...written), ["--allow-read"]);
  }
  assert.deepEqual(await flags(), ["--allow-read"]);
});

Deno.test("stub.sh unpacks once when eight processes start at the same moment", async () => {
  await using sandbox = await StubSandbox.make();
  const env = { MOMO_CACHE: sandbox.path("cache"), LOG: sandbox.path("log") };

  const starts = await Promise.all(Array.from({ length: 8 }, () => sandbox.start(env)));

  assert.equal(new Set(starts.map(unpackedTo)).size, 1);
  assert.equal(await Deno.readTextFile(env.LOG), "unpacked\n");
  assert.equal(namesIn(env.MOMO_CACHE).length, 1);
});

Deno.test("stub.sh takes over from a process that was killed while it unpacked", async () => {
  if (!await hasProgram("setsid")) return skip("there is no setsid");
  await using sandbox = await StubSandbox.make();
  const env = { MOMO_CACHE: sandbox.path("cache") };
  const fifo = sandbox.path("fifo");
  await new Deno.Command("mkfifo", { args: [fifo] }).output();
  const gzip = await absolute("gzip");
  await sandbox.replaceTool("gzip", `#!/bin/sh\necho started >'${fifo}'\nexec sleep 600\n`);

  await using child = sandbox.command([await absolute("setsid")], env).spawn();
  assert.equal(await Deno.readTextFile(fifo), "started\n");
  await new Deno.Command("sh", { args: ["-c", `kill -KILL -${child.pid}`] }).output();
  await child.output();
  assert.deepEqual(namesIn(env.MOMO_CACHE).map((name) => name.replace(/\..{6}$/, "")), [
    ".lock-1.2.3-" + (namesIn(env.MOMO_CACHE)[0]!.slice(-16)),
    ".unpacking",
  ]);
  await sandbox.replaceTool("gzip", `#!/bin/sh\nexec '${gzip}' "$@"\n`);

  unpackedTo(await sandbox.start(env));

  assert.equal(namesIn(env.MOMO_CACHE).length, 1);
});

Deno.test("stub.sh cleans up when it is interrupted", async () => {
  await using sandbox = await StubSandbox.make();
  const env = { MOMO_CACHE: sandbox.path("cache") };
  await sandbox.replaceTool("gzip", "#!/bin/sh\nkill -TERM 0\n"); // the process group, as Ctrl-C does

  const { code, stdout } = await sandbox.start(env, [await absolute("setsid"), "-w"]);

  assert.equal(stdout, "");
  assert.notEqual(code, 0);
  assert.deepEqual(namesIn(env.MOMO_CACHE), []);
});

Deno.test("stub.sh unpacks again what others have left incomplete", async () => {
  await using sandbox = await StubSandbox.make();
  const env = { MOMO_CACHE: sandbox.path("cache") };
  const directory = unpackedTo(await sandbox.start(env));

  await Deno.remove(join(directory, "chunk.js"));
  assert.equal(unpackedTo(await sandbox.start(env)), directory);
  await Deno.truncate(join(directory, "main.js"));
  assert.equal(unpackedTo(await sandbox.start(env)), directory);

  assert.equal(namesIn(env.MOMO_CACHE).length, 1);
});

Deno.test("stub.sh refuses a damaged file and leaves nothing", async () => {
  await using sandbox = await StubSandbox.make();
  const env = { MOMO_CACHE: sandbox.path("cache") };
  const bytes = await Deno.readFile(sandbox.file);
  const flipped = bytes.slice();
  flipped[bytes.length - 20]! ^= 1;

  for (const damaged of [flipped, bytes.subarray(0, -1)]) {
    await Deno.writeFile(sandbox.file, damaged);
    assert.deepEqual(await sandbox.start(env), {
      code: 1,
      stdout: "",
      stderr: `error: Cannot unpack "${sandbox.file}": the file is damaged\n\n` +
        "hint: copy it again, and compare it with SHA256SUMS\n",
    });
    assert.deepEqual(namesIn(env.MOMO_CACHE), []);
  }
});

Deno.test("stub.sh says which program it lacks", async () => {
  await using sandbox = await StubSandbox.make();
  await Deno.remove(join(sandbox.tools, "gzip"));

  const { code, stderr } = await sandbox.start({ MOMO_CACHE: sandbox.path("cache") });

  assert.equal(code, 1);
  assert.match(stderr, /^error: Cannot unpack momo: there is no program "gzip"\n\nhint: install/);
});

Deno.test("stub.sh tells a runtime of another system from other failures", async () => {
  await using sandbox = await StubSandbox.make();
  // what is unpacked names an interpreter that is not there
  await sandbox.replaceTool("gzip", `#!/bin/sh\ncat >/dev/null; echo '#!/nowhere/loader'\n`);

  const { code, stderr } = await sandbox.start({ MOMO_CACHE: sandbox.path("cache") });

  assert.equal(code, 1);
  assert.match(stderr, /this system does not run programs for linux-x64\n\nhint: take the file/);
});

Deno.test("stub.sh starts as another user, with a read-only HOME and with a directory of root", async () => {
  if (!await canChangeUser()) return;
  await using sandbox = await StubSandbox.make();
  await Deno.mkdir(sandbox.path("home"), { mode: 0o755 }); // of root
  await Deno.mkdir(sandbox.path("tmp"));
  await Deno.chmod(sandbox.path("tmp"), 0o1777);
  const env = { HOME: sandbox.path("home"), TMPDIR: sandbox.path("tmp") };
  const nobody = await asNobody();

  const own = unpackedTo(await sandbox.start(env, nobody));
  assert.equal(join(own, ".."), sandbox.path(`tmp/momo-${NOBODY}`));

  const cache = { MOMO_CACHE: sandbox.path("cache") };
  const prepared = unpackedTo(await sandbox.start(cache));
  assert.equal(unpackedTo(await sandbox.start(cache, nobody)), prepared);
});

Deno.test("stub.sh runs nothing from a directory that others can write to", async () => {
  if (!await canChangeUser()) return;
  await using sandbox = await StubSandbox.make();
  await Deno.mkdir(sandbox.path("tmp"));
  await Deno.chmod(sandbox.path("tmp"), 0o1777);
  const env = { TMPDIR: sandbox.path("tmp") };
  const nobody = await asNobody();
  const directory = join(unpackedTo(await sandbox.start(env, nobody)), "..");
  const refused = async () => {
    const { code, stdout, stderr } = await sandbox.start(env, nobody);
    assert.deepEqual([code, stdout], [1, ""]);
    assert.match(stderr, /^error: Cannot unpack momo into ".*\/momo-65534"/);
  };

  await Deno.chmod(directory, 0o777);
  await refused();
  await Deno.chmod(directory, 0o755);
  await Deno.chown(directory, 1, 1);
  await refused();
  await Deno.rename(directory, sandbox.path("elsewhere"));
  await Deno.chown(sandbox.path("elsewhere"), NOBODY, NOBODY);
  await Deno.symlink(sandbox.path("elsewhere"), directory);
  await refused();
});

Deno.test("stub.sh passes over a file system that runs no programs, and says so if it is the only one", async () => {
  await using sandbox = await StubSandbox.make();
  const mount = sandbox.path("mount");
  await Deno.mkdir(mount);
  await Deno.mkdir(sandbox.path("tmp"));
  const unshare = [await absolute("unshare"), Deno.uid() === 0 ? "-m" : "-rm"];
  const script = `${await absolute("mount")} -t tmpfs -o noexec tmpfs '${mount}' || exit 99
    shift 0; exec "$@"`;
  const command = [...unshare, await absolute("sh"), "-c", script, "sh"];

  const only = await sandbox.start({ MOMO_CACHE: mount }, command);
  if (only.code === 99 || /unshare/.test(only.stderr)) return skip("nothing can be mounted here");

  assert.deepEqual(only, {
    code: 1,
    stdout: "",
    stderr: `error: Cannot run programs from "${mount}": its file system does not allow it\n\n` +
      "hint: set MOMO_CACHE to a directory on another one\n",
  });
  const other = { HOME: mount, TMPDIR: sandbox.path("tmp") };
  const found = unpackedTo(await sandbox.start(other, command));
  assert.equal(join(found, ".."), sandbox.path(`tmp/momo-${Deno.uid()}`));
});

Deno.test("stub.sh passes shellcheck", async () => {
  if (!await hasProgram("shellcheck")) return skip("there is no shellcheck");
  await using sandbox = await StubSandbox.make();
  const bytes = await Deno.readFile(sandbox.file);
  const [, size] = /^header_size=(\d+)$/m.exec(new TextDecoder().decode(bytes))!;
  await Deno.writeFile(sandbox.path("stub.sh"), bytes.subarray(0, Number(size)));

  const args = ["-s", "sh", sandbox.path("stub.sh")];
  const { stdout } = await new Deno.Command("shellcheck", { args }).output();

  assert.equal(new TextDecoder().decode(stdout), "");
});
