/** What `momo load` says to bad input and to wishes it cannot meet: one sentence, the exit code, and no file. */
import assert from "node:assert/strict";
import { LoadSandbox } from "./load_files_sandbox.ts";

/** Arguments, exit code, error, hint. */
const REFUSALS: readonly (readonly [string, number, string, string?])[] = [
  ["none.dbn", 1, 'Cannot open "none.dbn": no such file'],
  [".", 1, 'Cannot open ".": it is a directory, and a file was wanted'],
  [
    "cut-metadata.dbn",
    1,
    'Cannot read "cut-metadata.dbn": it ends at byte 100 of the file, inside the metadata',
  ],
  [
    "wrong.dbn",
    1,
    'Cannot read "wrong.dbn": the first bytes are not DBN (44 42 4e) or zstd (28 b5 2f fd) but 74 73 5f 72',
  ],
  ["empty.dbn", 1, 'Cannot read "empty.dbn": it is empty, and DBN data were expected'],
  [
    "version-4.dbn",
    1,
    'Cannot read "version-4.dbn": version 4 at byte 3 is not known, expected 1 to 3',
  ],
  [
    "old.dbz",
    1,
    'Cannot read "old.dbz": it is of the DBZ format that came before DBN and is not supported',
  ],
  [
    "good.dbn --symbols MLOG",
    1,
    'Cannot load "MLOG" from "good.dbn": there is no such symbol in it',
    'did you mean "MLGO"?',
  ],
  [
    "good.dbn --schema mbo",
    1,
    'Cannot load mbo from "good.dbn": it is trades',
    "use --schema trades, or leave it out",
  ],
  [
    "good.dbn --start 2025-03-25 --end 2025-03-24",
    2,
    "Cannot load from --start 2025-03-25 to --end 2025-03-24: " +
    "expected a start that is not after the end",
    "swap them",
  ],
  [
    "good.dbn --start yesterday",
    2,
    'Cannot read --start "yesterday": ' +
    "expected a date as YYYY-MM-DD or an instant such as 2025-03-24T13:30:00Z",
    "write it as --start TIME",
  ],
  [
    "good.dbn --limit 0",
    2,
    'Cannot read --limit "0": expected a whole number of at least 1',
    "write it as --limit N",
  ],
  ["good.dbn -J", 2, "Cannot use -J: momo load has no such flag", "write it as --json"],
  ["good.dbn -p", 2, "Cannot use -p: momo load has no such flag", "write it as --pretty"],
  [
    "good.dbn --json --format csv",
    2,
    "Cannot use --format with --json: they exclude each other",
    "leave one of them out",
  ],
  [
    "good.dbn --metadata --csv",
    2,
    "Cannot use --metadata with --format csv: they exclude each other",
    "add --format json",
  ],
  [
    "good.dbn --pretty --dbn",
    2,
    "Cannot use --pretty with --format dbn: they exclude each other",
    "it is for json, ndjson, csv, tsv, parquet and arrow",
  ],
  [
    "good.dbn --omit-header --json",
    2,
    "Cannot use --omit-header with --format json: they exclude each other",
    "it is for csv and tsv",
  ],
  [
    "records.dbn.frag --map-symbols",
    2,
    "Cannot use --map-symbols with a fragment, which has no metadata: they exclude each other",
    "leave it out",
  ],
  [
    "good.dbn --input-dbn-version 2",
    2,
    "Cannot use --input-dbn-version with inputs that have metadata: they exclude each other",
    "add --input-fragment if they have none",
  ],
  [
    "good.dbn --zstd --parquet -o x.parquet",
    2,
    "Cannot compress parquet output: only text and DBN are",
    "its pages are compressed as they are",
  ],
  [
    "good.dbn --split-by day",
    2,
    "Cannot use --split-by: nothing says where the outputs go",
    "add --output-pattern PATH",
  ],
  [
    "good.dbn --split-by day --output-pattern x.csv",
    2,
    'Cannot split by day into "x.csv": expected {date} in it',
    "write it as --output-pattern 'DIR/{date}.csv'",
  ],
  [
    "- -",
    2,
    "Cannot read standard input twice: expected one -",
    "leave the others out",
  ],
  [
    "mixed.dbn -o x.csv",
    1,
    'Cannot write "mixed.dbn" as CSV: its records are of mixed schemas',
    "choose one with --schema",
  ],
  [
    "mixed.dbn -o x.parquet",
    1,
    'Cannot write "mixed.dbn" as Parquet: its records are of mixed schemas',
    "choose one with --schema",
  ],
  [
    "good.dbn other.dbn -o x.csv",
    1,
    'Cannot merge "other.dbn" with "good.dbn": its dataset is GLBX.MDP3, that of the first EQUS.MINI',
  ],
  ["good.dbn -o none/x.csv", 1, 'Cannot write "none/x.csv": no such file or directory'],
  ["good.dbn --csv -o .", 1, 'Cannot write ".": it is a directory, wanted a file'],
  [
    "good.dbn -o x.what",
    2,
    'Cannot tell the format of "x.what": expected one of .ndjson .jsonl .json .csv .tsv .xls ' +
    ".dbn.frag .frag .dbn .parquet .arrow .feather .arrows .txt",
    "add `--format ndjson`, or another format",
  ],
];

for (const [args, code, message, hint] of REFUSALS) {
  Deno.test(`momo load ${args} is refused`, async () => {
    await using sandbox = await LoadSandbox.make();

    const run = await sandbox.load(args);

    const stderr = `error: ${message}\n` + (hint === undefined ? "" : `\nhint: ${hint}\n`);
    assert.deepEqual(run, { code, stdout: "", stderr });
    assert.deepEqual(await sandbox.made(), []);
  });
}

/** File, records that can be read, error. */
const DAMAGES: readonly (readonly [string, number, string])[] = [
  [
    "cut-record.dbn",
    5,
    'Cannot read all of "cut-record.dbn": it ends inside a record that starts at byte 904: ' +
    "kept the 5 records before it",
  ],
  [
    "cut-frame.dbn.zst",
    1,
    'Cannot read all of "cut-frame.dbn.zst": it ends inside a zstd frame',
  ],
  [
    "no-length.dbn",
    6,
    'Cannot read "no-length.dbn": the record at byte',
  ],
];

for (const [name, count, message] of DAMAGES) {
  Deno.test(`of ${name} the readable part is written, and the exit code is 1`, async () => {
    await using sandbox = await LoadSandbox.make();

    const { code, stdout, stderr } = await sandbox.load(name);
    const file = await sandbox.load(`${name} -q -o x.csv`);

    assert.equal(code, 1);
    assert.equal(stdout.split("\n").length - 1, count);
    assert.equal(stderr.split("\n").length, 2, "one sentence");
    assert.ok(stderr.startsWith(`error: ${message}`), stderr);
    assert.deepEqual(file, { code, stdout: "", stderr });
    assert.equal((await sandbox.text("x.csv")).split("\n").length - 2, count);
    assert.deepEqual(await sandbox.made(), ["x.csv"]);
  });

  Deno.test(`of ${name} nothing is written with --strict`, async () => {
    await using sandbox = await LoadSandbox.make();

    const { code, stdout } = await sandbox.load(`${name} --strict`);
    const file = await sandbox.load(`${name} --strict -o x.csv`);

    assert.deepEqual([code, stdout, file.code], [1, "", 1]);
    assert.deepEqual(await sandbox.made(), []);
  });
}
