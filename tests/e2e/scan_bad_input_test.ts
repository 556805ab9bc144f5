/** `momo scan` with inputs that are not what they should be. */
import assert from "node:assert/strict";
import { corruptByte, truncateFile } from "../io/sample/damage.ts";
import { MAIN, RUNTIME_ARGS } from "../commands/run_momo.ts";
import { deliver } from "../io/catalog/small_delivery.ts";
import { hasProgram, ScanSandbox, skip } from "./scan_sandbox.ts";

const DAYS = ["2024-11-20", "2024-11-21", "2024-11-22"].flatMap((date) =>
  ["ABQX", "XYQA", "ZZQB"].map((symbol) => `${symbol} ${date}`)
).sort();

const BAR_BYTES = 56;

const SECOND_FILE = "data/JOB/equs-mini-20241121.ohlcv-1s.dbn.zst";

/** The one message of a run about an input, without the closing line of the scan. */
function messages(stderr: string): string[] {
  return stderr.trimEnd().split("\n").filter((line) => !line.startsWith("momo-store/index: "));
}

/** Files that are no data, and what is said about each. */
const NO_DATA: readonly (readonly [name: string, content: string | Uint8Array, says: string])[] = [
  [
    "magic.dbn",
    "DBX\x03 and so on",
    "the first bytes are not DBN (44 42 4e) or zstd (28 b5 2f fd) but 44 42 58 03",
  ],
  [
    "version.dbn",
    new Uint8Array([0x44, 0x42, 0x4e, 4, 0, 0, 0, 0]),
    "version 4 at byte 3 is not known, expected 1 to 3",
  ],
  [
    "json.dbn",
    `{"job_id": "JOB"}`,
    "the first bytes are not DBN (44 42 4e) or zstd (28 b5 2f fd) but 7b 22 6a 6f",
  ],
  ["empty.dbn", "", "it is empty, and DBN data were expected"],
  ["empty.dbn.zst", "", "it is empty, and DBN data were expected"],
  ["short.dbn", "DBN\x03\xff", "it ends at byte 6 of the file, inside the metadata"],
];

Deno.test("each file that is no data is named with what is wrong; the others are scanned", async () => {
  await using sandbox = await ScanSandbox.make();
  for (const [name, content] of NO_DATA) {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    await Deno.writeFile(sandbox.path(`data/${name}`), bytes);
  }

  const run = await sandbox.scan();

  assert.equal(run.code, 1);
  const expected = NO_DATA.map(([name, , says]) => `error: Cannot read "data/${name}": ${says}`);
  assert.deepEqual(messages(run.stderr).sort(), expected.sort());
  assert.deepEqual(await sandbox.days(), DAYS);
  assert.equal(run.stdout.trimEnd().split("\n").length, DAYS.length);
  assert.deepEqual(sandbox.temporaries(), []);
});

for (const [name, content, says] of NO_DATA) {
  Deno.test(`with --strict, ${name} is named once and nothing is written`, async () => {
    await using sandbox = await ScanSandbox.make();
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    await Deno.writeFile(sandbox.path(`data/${name}`), bytes);

    const run = await sandbox.scan("--strict");

    assert.deepEqual(run, {
      code: 1,
      stdout: "",
      stderr: `error: Cannot scan with --strict: Cannot read "data/${name}": ${says}\n\n` +
        "hint: leave out --strict to use what can be read\n",
    });
    assert.equal(sandbox.hasIndex(), false);
    assert.deepEqual(sandbox.temporaries(), []);
  });
}

Deno.test("a compressed file that is cut off is named with the offset; what came before counts", async () => {
  await using sandbox = await ScanSandbox.make();
  truncateFile(sandbox.path(SECOND_FILE), -30);

  const run = await sandbox.scan();
  const again = await sandbox.scan();

  const message = new RegExp(
    `^error: Cut off: "${SECOND_FILE}" ends inside a zstd frame, after the record that ends at ` +
      `byte \\d+ of the decompressed data, in the zstd frame at byte \\d+: kept the \\d+ records before it$`,
  );
  for (const { code, stderr } of [run, again]) { // the next run says it again
    assert.equal(code, 1);
    assert.equal(messages(stderr).length, 1);
    assert.match(messages(stderr)[0]!, message);
  }
  const days = await sandbox.days();
  assert.deepEqual(
    days.filter((day) => !day.endsWith("-21")),
    DAYS.filter((day) => !day.endsWith("-21")),
  );
  assert.equal(again.stdout, run.stdout);
});

Deno.test("a plain file that is cut off inside a record is named with the offset of that record", async () => {
  await using sandbox = await ScanSandbox.make({ frames: "none" });
  const path = sandbox.path("data/JOB/equs-mini-20241121.ohlcv-1s.dbn");
  const offset = (await Deno.stat(path)).size - BAR_BYTES;
  truncateFile(path, -13);

  const run = await sandbox.scan();

  const errors = messages(run.stderr).filter((line) => line.startsWith("error"));
  assert.equal(run.code, 1);
  assert.equal(errors.length, 1);
  assert.ok(
    errors[0]!.startsWith(
      `error: Cut off: "data/JOB/equs-mini-20241121.ohlcv-1s.dbn" ends inside a record that starts ` +
        `at byte ${offset}: kept the `,
    ),
    errors[0],
  );
  assert.deepEqual(await sandbox.days(), DAYS);
});

Deno.test("a frame that does not decompress is named with its offset; the other files count", async () => {
  await using sandbox = await ScanSandbox.make();
  const { size } = await Deno.stat(sandbox.path(SECOND_FILE));
  corruptByte(sandbox.path(SECOND_FILE), size - 6); // in the last frame

  const run = await sandbox.scan();
  const strict = await sandbox.scan("--strict --store strict");

  assert.equal(run.code, 1);
  assert.equal(messages(run.stderr).length, 1);
  assert.match(
    messages(run.stderr)[0]!,
    new RegExp(`^error: Cannot .*"${SECOND_FILE}".* at byte \\d+`),
  );
  assert.ok((await sandbox.days()).includes("ZZQB 2024-11-22"));
  assert.equal(strict.code, 1);
  assert.equal(strict.stdout, "");
  assert.match(strict.stderr, /^error: Cannot scan with --strict: /);
  assert.equal(strict.stderr.match(/error: /g)!.length, 1);
  assert.deepEqual(sandbox.temporaries(), []);
});

Deno.test("damaged quotes are named; the day counts without them, and not at all with --strict", async () => {
  await using sandbox = await ScanSandbox.make();
  const { dataFiles } = deliver(sandbox.path("data"), { jobId: "QUOTES", schema: "mbp-1" });
  truncateFile(dataFiles[1]!, -40);

  const strict = await sandbox.scan("--strict");
  const hadIndex = sandbox.hasIndex();
  const run = await sandbox.scan();

  assert.equal(strict.code, 1);
  assert.equal(strict.stdout, "");
  assert.equal(hadIndex, false);
  assert.equal(run.code, 1);
  assert.match(run.stderr, /^error: Cut off: "data\/QUOTES\/equs-mini-20241121\.mbp-1\.dbn\.zst" /);
  assert.deepEqual(await sandbox.days(), DAYS);
});

Deno.test("an old index stays when a strict scan finds damage", async () => {
  await using sandbox = await ScanSandbox.make();
  await sandbox.scan();
  const before = await Deno.readFile(sandbox.path("momo-store/index/days.parquet"));
  truncateFile(sandbox.path(SECOND_FILE), -30);

  const run = await sandbox.scan("--strict");

  assert.equal(run.code, 1);
  assert.deepEqual(await Deno.readFile(sandbox.path("momo-store/index/days.parquet")), before);
});

Deno.test("--verify finds a file of another size and one of another content", async () => {
  await using sandbox = await ScanSandbox.make();
  truncateFile(sandbox.path("data/JOB/symbology.json"), -1);
  await Deno.writeTextFile(sandbox.path("data/JOB/condition.json"), "[]");
  const metadata = sandbox.path("data/JOB/metadata.json");
  await Deno.writeTextFile(metadata, (await Deno.readTextFile(metadata)).replace("EQUS", "equs"));

  const run = await sandbox.scan("--verify");
  const unverified = await sandbox.scan();

  const says = messages(run.stderr).filter((line) => line.includes("manifest"));
  assert.equal(run.code, 1);
  assert.match(
    says[0]!,
    /^error: "data\/JOB\/condition\.json" does not match its manifest: it has 2 bytes, expected \d+$/,
  );
  assert.equal(
    says[1],
    `error: "data/JOB/metadata.json" does not match its manifest: its sha256 differs`,
  );
  assert.match(
    says[2]!,
    /^error: "data\/JOB\/symbology\.json" does not match its manifest: it has /,
  );
  assert.equal(says.length, 3);
  assert.ok(!unverified.stderr.includes("does not match"));
});

Deno.test("a file that the manifest lists and that is absent is one counted warning, verified or not", async () => {
  await using sandbox = await ScanSandbox.make();
  await Deno.remove(sandbox.path(SECOND_FILE));
  await Deno.remove(sandbox.path("data/JOB/condition.json"));

  for (const flags of ["", "--verify", "--strict"]) {
    const run = await sandbox.scan(flags);

    assert.equal(run.code, 0, flags);
    assert.deepEqual(messages(run.stderr), [
      `warning: "data/JOB" lacks condition.json and 1 more of its manifest`,
    ]);
    assert.equal((await sandbox.days()).length, 6);
  }
});

/** Misuses: arguments, exit code and message. */
const MISUSES: readonly (readonly [args: string, code: number, stderr: string])[] = [
  [
    "--symbols ABQY",
    1,
    `error: Cannot find the symbol "ABQY": none of the 3 data files has it\n\nhint: did you mean ABQX?\n`,
  ],
  [
    "--symbols abqx",
    1,
    `error: Cannot find the symbol "abqx": none of the 3 data files has it\n\nhint: did you mean ABQX?\n`,
  ],
  [
    "--symbols MISSING",
    1,
    `error: Cannot find the symbol "MISSING": none of the 3 data files has it\n\n` +
    "hint: the files hold 3 symbols, such as ABQX, XYQA, ZZQB\n",
  ],
  [
    "--dataset EQUS.MINY",
    1,
    `error: Cannot find the dataset "EQUS.MINY": no data file has it\n\nhint: did you mean EQUS.MINI?\n`,
  ],
  [
    "--start 2024-11-22 --end 2024-11-21",
    2,
    "error: Cannot scan from --start 2024-11-22 to --end 2024-11-21: expected a start that is not " +
    "after the end\n\nhint: both dates are included; swap them\n",
  ],
  [
    "--data nowhere",
    1,
    `error: Cannot read the data directory "nowhere": no such file or directory\n`,
  ],
  [
    "--store data/JOB/metadata.json",
    1,
    `error: Cannot create "data/JOB/metadata.json/state/scan": part of the path is not a directory\n`,
  ],
  ["--strategy none.ts", 1, `error: Cannot read "none.ts": no such file or directory\n`],
];

for (const [args, code, stderr] of MISUSES) {
  Deno.test(`momo scan ${args} says what is wrong and writes nothing`, async () => {
    await using sandbox = await ScanSandbox.make();

    const run = await sandbox.scan(args);

    assert.deepEqual(run, { code, stdout: "", stderr });
    assert.equal(sandbox.hasIndex(), false);
    assert.deepEqual(sandbox.temporaries(), []);
  });
}

Deno.test("a schema without bars or trades is no data for a scan", async () => {
  await using sandbox = await ScanSandbox.make();
  deliver(sandbox.path("status"), { jobId: "STATUS", schema: "status" });
  await Deno.remove(sandbox.path("data"), { recursive: true });
  await Deno.rename(sandbox.path("status"), sandbox.path("data"));

  const run = await sandbox.scan();

  assert.deepEqual(run, {
    code: 1,
    stdout: "",
    stderr:
      `error: Cannot scan "data": expected bars (ohlcv-1s, ohlcv-1m) or trades, found status\n`,
  });
});

Deno.test("a directory without any data says so", async () => {
  await using sandbox = await ScanSandbox.make();
  await Deno.mkdir(sandbox.path("empty"));

  const run = await sandbox.sandbox.momo(["scan", "--data", "empty"]);

  assert.equal(run.code, 1);
  assert.equal(
    run.stderr,
    `error: Cannot scan "empty": expected bars (ohlcv-1s, ohlcv-1m) or trades, found no readable DBN file\n`,
  );
});

Deno.test("a range without sessions gives an empty index and says so", async () => {
  await using sandbox = await ScanSandbox.make();

  const run = await sandbox.scan("--start 2024-11-23 --end 2024-11-24");

  assert.equal(run.code, 0);
  assert.equal(run.stdout, "");
  assert.match(run.stderr, /^momo-store\/index: 0 days of 0 symbols; 0 reset points /);
  assert.deepEqual(await sandbox.days(), []);
});

/** Runs a scan as somebody whom file modes keep out, which root is not unless told so. */
async function scanWithoutPrivileges(sandbox: ScanSandbox) {
  const words = [Deno.execPath(), ...RUNTIME_ARGS, MAIN, "scan", "--data", "data", "--keep", "all"];
  if (Deno.uid() !== 0) return await sandbox.scan();
  const drop = ["--bounding-set", "-dac_override,-dac_read_search"];
  const command = sandbox.sandbox.command([...drop, ...words], {}, "setpriv");
  const { code, stderr } = await command.output();
  return { code, stderr: new TextDecoder().decode(stderr) };
}

Deno.test("a directory and a file that may not be read are named; the others are scanned", async () => {
  if (Deno.uid() === 0 && !await hasProgram("setpriv")) {
    return skip("root may read every directory, and there is no setpriv here");
  }
  await using sandbox = await ScanSandbox.make();
  deliver(sandbox.path("data/closed"), { jobId: "OTHER" });
  await Deno.chmod(sandbox.path("data/closed"), 0);
  await Deno.chmod(sandbox.path(SECOND_FILE), 0);

  const run = await scanWithoutPrivileges(sandbox);
  await Deno.chmod(sandbox.path("data/closed"), 0o755);

  assert.equal(run.code, 1);
  const errors = messages(run.stderr);
  assert.equal(errors.length, 2, run.stderr);
  assert.match(errors[0]!, new RegExp(`^error: Cannot .*"${SECOND_FILE}": permission denied$`));
  assert.equal(errors[1], `error: Cannot list the directory "data/closed": permission denied`);
  assert.equal((await sandbox.days()).length, 6);
});

Deno.test("a disk that is full leaves the old index, no temporary file, and is named", async () => {
  await using sandbox = await ScanSandbox.make();
  await Deno.mkdir(sandbox.path("momo-store"));
  const canMount = await sandbox.sandbox.command(
    ["-rm", "mount", "-t", "tmpfs", "tmpfs", sandbox.path("momo-store")],
    {},
    "unshare",
  ).output().catch(() => ({ success: false }));
  if (!canMount.success) return skip("no file system of a given size can be made here");
  const script = `momo() { ${
    [Deno.execPath(), ...RUNTIME_ARGS, MAIN].map((word) => `'${word}'`).join(" ")
  } "$@"; }
    mount -t tmpfs -o size=200k tmpfs momo-store
    momo scan --data data --keep all -q > /dev/null || exit 90
    sha256sum momo-store/index/* > before
    dd if=/dev/zero of=momo-store/filler bs=1k 2> /dev/null
    truncate -s -12k momo-store/filler
    momo scan --data data --keep all --rescan > /dev/null 2> stderr
    echo $? > code
    sha256sum momo-store/index/* > after
    find momo-store -name '*.tmp' > temporaries`;

  const { code } = await sandbox.sandbox.command(["-rm", "bash", "-c", script], {}, "unshare")
    .output();

  const text = (name: string) => Deno.readTextFile(sandbox.path(name));
  assert.equal(code, 0);
  assert.equal(await text("code"), "1\n");
  assert.deepEqual((await text("stderr")).trimEnd().split("\n"), [
    `warning: What was analysed so far is lost: Cannot write ` +
    `"momo-store/state/scan/checkpoint/days.parquet": no space left on device`,
    `error: Cannot write "momo-store/index/days.parquet": no space left on device`,
  ]);
  assert.equal(await text("after"), await text("before"));
  assert.equal(await text("temporaries"), "");
});

Deno.test("a full disk behind standard output is named, and the index is there all the same", async () => {
  await using sandbox = await ScanSandbox.make();

  const run = await sandbox.sandbox.shell("momo scan --data data --keep all -q > /dev/full");

  assert.equal(run.code, 1);
  assert.equal(run.stderr, 'error: Cannot write "standard output": no space left on device\n');
  assert.deepEqual(await sandbox.days(), DAYS);
});
