import assert from "node:assert/strict";
import { runMomo } from "./run_momo.ts";

/** Arguments, error. */
const CASES: readonly (readonly [string, string])[] = [
  ["--stdio --socket s", "Cannot use --stdio with --socket: they exclude each other"],
  ["--stdio --mode historical", "Cannot use --mode historical with --stdio: expected live"],
  ["--stdio --day QZAF:2024-11-25", "Cannot use --day with --stdio: it would mean nothing"],
  ["--socket s --speed 3", "Cannot use --speed with --socket: it would mean nothing"],
  [
    "--gateway :0 --no-auth --day QZAF:2024-11-25 --schema trades",
    "Cannot use --schema with --gateway: it would mean nothing",
  ],
  ["--mode live --speed 10", "Cannot use --speed with --mode live: it would mean nothing"],
  ["--mode live --no-auth", "Cannot use --no-auth with --mode live: it would mean nothing"],
  [
    "--gateway :1 --no-auth --day QZAF:2024-11-25 --sessions 3",
    "Cannot use --sessions with --gateway: it would mean nothing",
  ],
  ["--stdio --mode live --ts-out", "Cannot use --ts-out with --stdio: it would mean nothing"],
  ["--mode historical", "Cannot play history: nothing says which days"],
  [
    "--mode historical --day QZAF:2024-11-25 --memory 1GiB",
    "Cannot use --memory with --mode historical: it would mean nothing",
  ],
  [
    "--mode historical --day QZAF:2024-11-25 --speed 0",
    'Cannot use --speed "0": expected a number above 0, such as 10 or 0.5x, or max',
  ],
  [
    "--mode historical --day QZAF",
    'Cannot read the day "QZAF": expected SYMBOL:YYYY-MM-DD, such as MLGO:2025-03-24',
  ],
];

for (const [args, message] of CASES) {
  Deno.test(`momo provide ${args} is wrong usage`, async () => {
    const run = await runMomo(["provide", "--no-config", ...args.split(" ")]);

    assert.equal(run.code, 2);
    assert.equal(run.stdout, "");
    assert.equal(run.stderr.split("\n", 1)[0], `error: ${message}`);
  });
}
