/** `momo scan --strategy FILE.ts`: a scorer of the user's own. */
import assert from "node:assert/strict";
import { indexRows } from "../io/scan/scanning.ts";
import { ScanSandbox } from "./scan_sandbox.ts";

const SCORER = `
export default {
  name: "half",
  scorePoint: (moment: { t: number }) => 0.25,
  scoreDay: (day: { range: number }) => ({ quality: 0.5, risk: 0.125, category: "mixed" }),
};
`;

/** Scans with a strategy of this text. */
async function scanWith(sandbox: ScanSandbox, text: string, args = "") {
  await Deno.writeTextFile(sandbox.path("own.ts"), text);
  return await sandbox.scan(`--strategy own.ts ${args}`);
}

async function indexOf(sandbox: ScanSandbox) {
  return await indexRows(sandbox.path("momo-store"));
}

Deno.test("a strategy replaces the scores of days and moments, and nothing else", async () => {
  await using sandbox = await ScanSandbox.make();
  await sandbox.scan();
  const built = await indexOf(sandbox);

  const run = await scanWith(sandbox, SCORER);

  const own = await indexOf(sandbox);
  assert.equal(run.code, 0, run.stderr);
  assert.match(run.stderr, /9 days looked at, 0 known/); // rows of the built-in scorer are not taken over
  assert.ok(own.points.length > 0);
  for (const [i, day] of own.days.entries()) {
    assert.deepEqual([day.eod_quality, day.eod_risk, day.eod_category], [0.5, 0.125, "mixed"]);
    assert.equal(day.eod_volume, built.days[i]!.eod_volume);
    assert.equal(day.eod_close, built.days[i]!.eod_close);
  }
  for (const point of own.points) assert.equal(point.local_quality, 0.25);
  assert.notDeepEqual(own.days, built.days);
});

Deno.test("the bytes of the strategy, and not its name or place, are part of the configuration", async () => {
  await using sandbox = await ScanSandbox.make();
  const hashAfter = async () => (await indexOf(sandbox)).index.manifest.config_hash;
  await sandbox.scan();
  const without = await hashAfter();

  await scanWith(sandbox, SCORER);
  const withIt = await hashAfter();
  const again = await scanWith(sandbox, SCORER);
  const unchanged = await hashAfter();
  await Deno.mkdir(sandbox.path("elsewhere"));
  await Deno.rename(sandbox.path("own.ts"), sandbox.path("elsewhere/other.ts"));
  const moved = await sandbox.scan("--strategy elsewhere/other.ts");
  const elsewhere = await hashAfter();
  const commented = await scanWith(sandbox, `${SCORER}// a remark\n`);
  const changed = await hashAfter();

  assert.match(again.stderr, / 0 days looked at, 9 known/);
  assert.match(moved.stderr, / 0 days looked at, 9 known/);
  assert.match(commented.stderr, /9 days looked at, 0 known/);
  assert.deepEqual([unchanged, elsewhere], [withIt, withIt]);
  assert.equal(new Set([without, withIt, changed]).size, 3);
});

Deno.test("a strategy without functions scores as the built-in one does", async () => {
  await using sandbox = await ScanSandbox.make();
  await sandbox.scan();
  const built = await indexOf(sandbox);

  await scanWith(sandbox, `export default { name: "nothing of its own" };`);

  const own = await indexOf(sandbox);
  assert.deepEqual(own.days, built.days);
  assert.deepEqual(own.points, built.points);
});

Deno.test("a strategy may import other files and keep state in its methods", async () => {
  await using sandbox = await ScanSandbox.make();
  await Deno.writeTextFile(sandbox.path("weight.ts"), "export const WEIGHT: number = 0.75;");

  const run = await scanWith(
    sandbox,
    `import { WEIGHT } from "./weight.ts";
     class Scorer { name = "class"; weight = WEIGHT; scorePoint() { return this.weight; } }
     export default new Scorer();`,
  );

  assert.equal(run.code, 0, run.stderr);
  const { points } = await indexOf(sandbox);
  assert.ok(points.length > 0);
  for (const point of points) assert.equal(point.local_quality, 0.75);
});

Deno.test("what a strategy changes in its arguments changes nothing else", async () => {
  await using sandbox = await ScanSandbox.make();
  await sandbox.scan();
  const built = await indexOf(sandbox);

  await scanWith(
    sandbox,
    `export default {
      name: "vandal",
      scoreDay(day: any) {
        const { quality, risk, category } = day;
        day.pointQualities.fill(0);
        day.components.move = -1;
        for (const key of Object.keys(day)) day[key] = null;
        return { quality, risk, category };
      },
      scorePoint(moment: any) {
        for (const key of Object.keys(moment)) moment[key] = null;
        return 0.5;
      },
    };`,
  );

  const own = await indexOf(sandbox);
  const apart = new Set([
    ...["eod_quality", "eod_risk", "eod_category", "eod_reset_points", "eod_good_points"],
  ]);
  const plain = (rows: typeof own.days) =>
    rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => !apart.has(name))));
  assert.deepEqual(plain(own.days), plain(built.days));
});

const SCORE_DAY = "scoreDay: () => ({ quality: 0.5, risk: 0, category: 'none' })";

/** Strategies that cannot be used, and what is said about each after its path. */
const UNUSABLE: readonly (readonly [name: string, text: string, says: RegExp])[] = [
  [
    "throws for a day",
    `export default { name: "x", scoreDay() { throw new Error("no luck today."); } };`,
    /^Cannot score [A-Z]{4} on 2024-11-\d\d with "PATH": no luck today$/,
  ],
  [
    "throws for a moment",
    `export default { name: "x", scorePoint() { throw new TypeError("no\\nluck"); } };`,
    /^Cannot score a moment with "PATH": no$/,
  ],
  [
    "throws something that is no error",
    `export default { name: "x", scorePoint() { throw "a text"; } };`,
    /^Cannot score a moment with "PATH": a text$/,
  ],
  [
    "returns NaN for a moment",
    `export default { name: "x", scorePoint: () => NaN };`,
    /^Cannot score a moment with "PATH": scorePoint returned NaN, expected 0 to 1$/,
  ],
  [
    "returns too much for a moment",
    `export default { name: "x", scorePoint: () => 1.0001 };`,
    /^Cannot score a moment with "PATH": scorePoint returned 1\.0001, expected 0 to 1$/,
  ],
  [
    "returns NaN for a day",
    `export default { name: "x", scoreDay: () => ({ quality: NaN, risk: 0, category: "none" }) };`,
    /^Cannot score .* with "PATH": scoreDay returned the quality NaN, expected 0 to 1 or null$/,
  ],
  [
    "returns no risk",
    `export default { name: "x", scoreDay: () => ({ quality: null, category: "none" }) };`,
    /^Cannot score .* with "PATH": scoreDay returned the risk undefined, expected 0 to 1$/,
  ],
  [
    "returns a category that there is not",
    `export default { name: "x", scoreDay: () => ({ quality: 1, risk: 0, category: "best" }) };`,
    /^Cannot score .* with "PATH": scoreDay returned the category best, expected prime, secondary, risk, mixed, none$/,
  ],
  [
    "returns a promise",
    `export default { name: "x", async scoreDay() { throw new Error("late"); } };`,
    /^Cannot score .* with "PATH": it returned a promise, expected the score itself$/,
  ],
  [
    "exports it under another name",
    `export const strategy = { name: "x", ${SCORE_DAY} };`,
    /^Cannot use the strategy "PATH": expected a default export \{ name, scorePoint\?, scoreDay\? \}$/,
  ],
  [
    "has no name",
    `export default { ${SCORE_DAY} };`,
    /^Cannot use the strategy "PATH": expected a default export \{ name, scorePoint\?, scoreDay\? \}$/,
  ],
  [
    "has a score that is no function",
    `export default { name: "x", scoreDay: 1 };`,
    /^Cannot use the strategy "PATH": expected a default export \{ name, scorePoint\?, scoreDay\? \}$/,
  ],
  [
    "does not parse",
    `export default {\n  name: "x",\n  scoreDay( {`,
    /^Cannot load the strategy "PATH": .*\(at \d+:\d+\)$/,
  ],
  [
    "throws when it is loaded",
    `throw new Error("not today");`,
    /^Cannot load the strategy "PATH": not today/,
  ],
  [
    "ends the program when it is loaded",
    `Deno.exit(0);`,
    /^Cannot load the strategy "PATH": it would end the program, which is not for it/,
  ],
  [
    "ends the program for a day",
    `export default { name: "x", scoreDay() { Deno.exit(0); } };`,
    /^Cannot score .* with "PATH": it would end the program, which is not for it$/,
  ],
  [
    "ends the program for a moment, in another way",
    `import process from "node:process";
    export default { name: "x", scorePoint() { process.exit(3); } };`,
    /^Cannot score a moment with "PATH": it would end the program, which is not for it$/,
  ],
  [
    "ends its thread for a day",
    `export default { name: "x", scoreDay() { self.close(); } };`,
    /^Cannot score .* with "PATH": it would end the program, which is not for it$/,
  ],
  [
    "imports what is not there",
    `import { x } from "./none.ts"; export default x;`,
    /^Cannot load the strategy "PATH": Module not found "file:.*none\.ts"/,
  ],
];

for (const [name, text, says] of UNUSABLE) {
  Deno.test(`a strategy that ${name} ends the scan with one sentence and no index`, async () => {
    await using sandbox = await ScanSandbox.make();

    const run = await scanWith(sandbox, text);

    assert.equal(run.code, 1);
    assert.equal(run.stdout, "");
    const [line, ...rest] = run.stderr.trimEnd().split("\n");
    assert.deepEqual(rest, []);
    assert.ok(line!.startsWith("error: "), line);
    const path = await Deno.realPath(sandbox.path("own.ts"));
    assert.match(line!.slice("error: ".length).replace(path, "PATH"), says);
    assert.equal(sandbox.hasIndex(), false);
    assert.deepEqual(sandbox.temporaries(), []);
  });
}

Deno.test("the second Ctrl-C ends a scan at once while its strategy loads", async () => {
  await using sandbox = await ScanSandbox.make();
  const text = `console.error("loading"); await new Promise((done) => setTimeout(done, 60_000));`;
  await Deno.writeTextFile(sandbox.path("own.ts"), text);
  const child = sandbox.spawn("--strategy own.ts");
  const reader = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
  let said = "";
  const readUntil = async (wanted: string) => {
    while (!said.includes(wanted)) said += (await reader.read()).value!;
  };

  await readUntil("loading");
  child.kill("SIGINT");
  await readUntil("once more stops at once");
  child.kill("SIGINT");

  assert.equal((await child.status).code, 130);
  await Promise.all([reader.cancel(), child.stdout.cancel()]);
});
