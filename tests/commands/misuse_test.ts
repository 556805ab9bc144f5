import assert from "node:assert/strict";
import { runMomo } from "./run_momo.ts";

/** Arguments, error, hint. */
const CASES: readonly (readonly [string, string, string])[] = [
  ["scna", 'Cannot run "momo scna": there is no such command', "did you mean `momo scan`?"],
  [
    "frobnicate",
    'Cannot run "momo frobnicate": there is no such command',
    "the commands are scan, index, load, simulate, provide, config, demo, completions, man, self, version and help",
  ],
  [
    "index merg a",
    'Cannot run "momo index merg": there is no such command',
    "did you mean `momo index merge`?",
  ],
  ["help scn", 'Cannot run "momo scn": there is no such command', "did you mean `momo scan`?"],
  [
    "index",
    "Cannot run momo index: expected a command, query, stats, usage, merge, verify, select or report",
    "run `momo index --help`",
  ],
  [
    "scan --symbls MLGO",
    "Cannot use --symbls: momo scan has no such flag",
    "did you mean --symbols?",
  ],
  ["scan --sym MLGO", "Cannot use --sym: momo scan has no such flag", "run `momo scan --help`"],
  ["scan -x", "Cannot use -x: momo scan has no such flag", "run `momo scan --help`"],
  [
    "--store x scan",
    "Cannot use --store: momo has no such flag",
    "flags follow the command: `momo COMMAND --store`",
  ],
  [
    "config --shard 1/2",
    "Cannot use --shard: momo config has no such flag",
    "it is a flag of `momo scan`",
  ],
  ["scan --force=yes", 'Cannot read "--force=yes": --force takes no value', "write it as --force"],
  [
    "scan --symbols A,B",
    'Cannot read --symbols "A,B": expected one name without a comma',
    "repeat the flag: --symbols A --symbols B",
  ],
  [
    "scan --workers two",
    'Cannot read --workers "two": expected a whole number from 1 to 1024',
    "write it as --workers N",
  ],
  [
    "scan --workers 0",
    'Cannot read --workers "0": expected a whole number from 1 to 1024',
    "write it as --workers N",
  ],
  [
    "scan --start 2025-02-29",
    'Cannot read --start "2025-02-29": expected a date as YYYY-MM-DD',
    "write it as --start DATE",
  ],
  [
    "scan --start 2025-03-02 --end 2025-03-01",
    "Cannot scan from --start 2025-03-02 to --end 2025-03-01: " +
    "expected a start that is not after the end",
    "both dates are included; swap them",
  ],
  [
    "scan --shard 3/2",
    'Cannot read --shard "3/2": expected a part as i/n, such as 1/4',
    "write it as --shard I/N",
  ],
  [
    "scan --format parqet",
    'Cannot read --format "parqet": expected table, ndjson, csv, arrow or parquet',
    'did you mean "parquet"?',
  ],
  [
    "scan --tz Mars",
    'Cannot read --tz "Mars": expected a time zone such as UTC or America/New_York',
    "write it as --tz ZONE",
  ],
  [
    "scan --gate-min-range 101",
    'Cannot read --gate-min-range "101": expected a number from 0 to 100',
    "write it as --gate-min-range X",
  ],
  [
    "scan --store --force",
    "Cannot read --store: it lacks its value, expected a path",
    "write it as --store DIR",
  ],
  [
    "scan --seed",
    "Cannot read --seed: it lacks its value, expected a whole number of at least 0",
    "write it as --seed N",
  ],
  [
    "scan here",
    'Cannot use the argument "here" of momo scan: it takes flags only',
    "run `momo scan --help`",
  ],
  [
    "scan -- --force",
    'Cannot use the argument "--force" of momo scan: it takes flags only',
    "run `momo scan --help`",
  ],
  [
    "index merge",
    "Cannot run momo index merge: expected at least 1 STORE, got 0",
    "run `momo index merge --help`",
  ],
  [
    "config --config a.toml --no-config",
    "Cannot use --config with --no-config: they exclude each other",
    "leave one of them out",
  ],
  [
    "config -o days.xlsx",
    'Cannot tell the format of "days.xlsx": expected one of ' +
    ".ndjson .jsonl .csv .arrow .arrows .parquet .txt",
    "add `--format ndjson`, or another format",
  ],
];

for (const [line, error, hint] of CASES) {
  Deno.test(`momo ${line} is refused with exit code 2`, async () => {
    const run = await runMomo(line.split(" "));

    assert.equal(run.stderr, `error: ${error}\n\nhint: ${hint}\n`);
    assert.equal(run.stdout, "");
    assert.equal(run.code, 2);
  });
}

Deno.test("with --log-format json the error is one JSON line, before and after the flag", async () => {
  for (const args of [["--log-format", "json", "--bogus"], ["--bogus", "--log-format=json"]]) {
    const run = await runMomo(["scan", ...args]);

    assert.equal(
      run.stderr,
      '{"level":"error","code":"usage","message":"Cannot use --bogus: momo scan has no such flag",' +
        '"hint":"run `momo scan --help`"}\n',
    );
    assert.equal(run.code, 2);
  }
});

Deno.test("MOMO_LOG_FORMAT=json makes the error a JSON line too", async () => {
  const run = await runMomo(["config", "--config", "none.toml"], {
    env: { MOMO_LOG_FORMAT: "json" },
  });

  assert.deepEqual(JSON.parse(run.stderr), {
    level: "error",
    code: "not_found",
    message: 'Cannot read the configuration "none.toml": no such file',
    hint: null,
  });
  assert.equal(run.code, 1);
});
