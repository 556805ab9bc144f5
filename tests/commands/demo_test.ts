import assert from "node:assert/strict";
import { Sandbox } from "./run_momo.ts";

Deno.test("momo demo scans, reports and trades generated data, and tells what to try next", async () => {
  await using sandbox = await Sandbox.make();
  await sandbox.write("work/momo.toml", 'symbols = ["NOSUCH"]'); // settings do not count

  const { code, stdout, stderr } = await sandbox.momo(["demo", "tour"], {
    env: { MOMO_DATA: "/nowhere" },
  });

  assert.equal(code, 0, stderr);
  for (
    const name of ["data", "store", "days.csv", "report.html", "orders.ndjson", "fills.ndjson"]
  ) {
    await Deno.stat(`${sandbox.work}/tour/${name}`);
  }
  assert.match(stdout, /^symbol +trade_date/);
  assert.match(stdout, /\n {3}7\.14 .*\n/); // the picture of the day: prices, what was bought and sold, volume, hours
  assert.match(stdout, /\n {3}\d\.\d\d [ │]*B[ │]*\n/);
  assert.match(stdout, /\n {3}\d\.\d\d [ │]*S[ │]*\n/);
  assert.match(stdout, /\n volume [ ▁▂▃▄▅▆▇█]+\n {8}04:00 .* 18:00\n/);
  assert.match(stdout, /\n10:30:00\.\d{3} {2}entry: buy 300 at \d/);
  assert.match(stdout, /account: equity \d+(\.\d+)? of 25000, 0 shares left/);
  assert.match(stderr, /\n\$ momo scan --data tour\/data --store tour\/store /);
  await Deno.remove(`${sandbox.work}/momo.toml`);
  const proposals = [...stderr.matchAll(/^ {2}(momo (?:index|simulate|load) .*)$/gm)];
  assert.equal(proposals.length, 3);
  for (const [, line] of proposals) {
    const run = await sandbox.shell(`set -o pipefail; ${line}`, {});
    assert.equal(run.code, 0, `${line}\n${run.stderr}`);
    assert.notEqual(run.stdout, "");
  }
});

Deno.test("momo demo keeps out of a directory that has files", async () => {
  await using sandbox = await Sandbox.make();
  await sandbox.write("work/momo-demo/mine.txt", "");

  const { code, stderr } = await sandbox.momo(["demo"]);

  assert.equal(code, 1);
  assert.match(stderr, /Cannot write the demo into "momo-demo": it has files already/);
});
