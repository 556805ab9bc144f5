import assert from "node:assert/strict";
import type { SettingTable } from "../../../src/core/config/setting.ts";
import { MomoError } from "../../../src/core/error.ts";
import { readConfigText } from "../../../src/io/config/config_file.ts";

const SPECS = {
  store: { type: { kind: "path" }, key: "store", help: "Store" },
  data: { type: { kind: "path" }, repeatable: true, key: "data", help: "Data" },
  workers: { type: { kind: "integer", min: 1, max: 64 }, key: "workers", help: "Workers" },
  strict: { type: { kind: "boolean" }, key: "scan.strict", help: "Strict" },
  keep: { type: { kind: "choice", choices: ["gate", "all"] }, key: "scan.keep", help: "Keep" },
  since: { type: { kind: "date" }, key: "since", help: "Since" },
  memory: { type: { kind: "size" }, key: "memory", help: "Memory" },
  output: { type: { kind: "stream" }, help: "Not for files" },
} as const satisfies SettingTable;

function read(text: string) {
  return readConfigText("/project/momo.toml", text, SPECS);
}

function refusal(text: string): MomoError {
  try {
    read(text);
  } catch (error) {
    assert.ok(error instanceof MomoError);
    return error;
  }
  throw new Error(`taken: ${text}`);
}

Deno.test("readConfigText() reads values of every form", () => {
  const { values } = read(`
    workers = 2
    since = 2025-03-24
    memory = "64MiB"
    [scan]
    strict = true
    keep = "all"
  `);

  assert.deepEqual(Object.fromEntries(values), {
    workers: 2,
    since: 20_171,
    memory: 64 * 2 ** 20,
    strict: true,
    keep: "all",
  });
});

Deno.test("readConfigText() places relative paths at the file, and leaves others alone", () => {
  const { values } = read('store = "st"\ndata = ["a/b", "/abs", "s3://bucket/key"]');

  assert.equal(values.get("store"), "/project/st");
  assert.deepEqual(values.get("data"), ["/project/a/b", "/abs", "s3://bucket/key"]);
});

Deno.test("readConfigText() takes a single value for a list", () => {
  assert.deepEqual(read('data = "a"').values.get("data"), ["/project/a"]);
});

Deno.test("readConfigText() keeps profiles apart", () => {
  const file = read("workers = 2\n[profile.dev]\nworkers = 1\n[profile.dev.scan]\nstrict = true");

  assert.deepEqual(Object.fromEntries(file.values), { workers: 2 });
  assert.deepEqual(Object.fromEntries(file.profiles.get("dev")!), { workers: 1, strict: true });
});

Deno.test("readConfigText() of an empty file sets nothing", () => {
  assert.equal(read("").values.size, 0);
});

/** Text of a file, message, hint. */
const REFUSALS: readonly (readonly [string, string, string | undefined])[] = [
  [
    'workers = "two"',
    'Cannot use "workers" of "/project/momo.toml": expected a whole number from 1 to 64, got "two"',
    undefined,
  ],
  [
    "workers = 65",
    'Cannot use "workers" of "/project/momo.toml": expected a whole number from 1 to 64, got 65',
    undefined,
  ],
  [
    "store = 3",
    'Cannot use "store" of "/project/momo.toml": expected a path, got 3',
    undefined,
  ],
  [
    'data = ["a", 3]',
    'Cannot use "data" of "/project/momo.toml": expected a path, got 3',
    undefined,
  ],
  [
    'store = ["a"]',
    'Cannot use "store" of "/project/momo.toml": expected a path, got ["a"]',
    undefined,
  ],
  [
    'scan.strict = "true"',
    'Cannot use "scan.strict" of "/project/momo.toml": expected true or false, got "true"',
    undefined,
  ],
  [
    'scan.keep = "al"',
    'Cannot use "scan.keep" of "/project/momo.toml": expected gate or all, got "al"',
    'did you mean "all"?',
  ],
  [
    "workrs = 2",
    'Cannot use "workrs" of "/project/momo.toml": there is no such setting',
    'did you mean "workers"?',
  ],
  [
    'output = "x"',
    'Cannot use "output" of "/project/momo.toml": there is no such setting',
    "run `momo config --no-config` to list the settings",
  ],
  [
    "[profile.dev]\nworkers = 0",
    'Cannot use "profile.dev.workers" of "/project/momo.toml": expected a whole number from 1 to 64, got 0',
    undefined,
  ],
  [
    'profile = "dev"',
    'Cannot use "profile" of "/project/momo.toml": expected a table, got "dev"',
    "profiles are tables: `[profile.dev]`",
  ],
  [
    "workers = = 2",
    'Cannot read "/project/momo.toml": line 1, column 11: invalid value',
    "correct the file, or run with `--no-config`",
  ],
];

for (const [text, message, hint] of REFUSALS) {
  Deno.test(`readConfigText() refuses ${JSON.stringify(text)}`, () => {
    const error = refusal(text);

    assert.equal(error.code, "bad_data");
    assert.equal(error.message, message);
    assert.equal(error.hint, hint);
  });
}
