import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { MAIN, runMomo, RUNTIME_ARGS, Sandbox } from "./run_momo.ts";
import { runGateway, type RunningGateway } from "./running_gateway.ts";

const SAMPLE = fileURLToPath(new URL("../../testdata/sample", import.meta.url));
const KEY = "db-unittestapikey1234567890FFFFF";
/** As users start it: with permission for the network. */
const NETWORK_ARGS = RUNTIME_ARGS.map((arg) => arg === "-P=momo" ? "-P=momo-net" : arg);
const LIVE = ["--dataset", "EQUS.MINI", "--schema", "trades", "--symbols", "QZAF"];

/** A gateway that serves a day at full speed. */
async function startGateway(sandbox: Sandbox, flags: readonly string[]): Promise<RunningGateway> {
  const args = [...NETWORK_ARGS, MAIN, "provide", "--gateway", "127.0.0.1:0", "--speed", "max"];
  const day = ["--data", SAMPLE, "--day", "QZAF:2024-11-25"];
  return await runGateway(sandbox.command([...args, ...day, ...flags]));
}

function live(
  sandbox: Sandbox,
  address: string,
  flags: readonly string[],
  env: Readonly<Record<string, string>> = { MOMO_API_KEY: KEY },
) {
  const args = ["provide", "--mode", "live", "--gateway-address", address, ...LIVE, ...flags];
  return sandbox.command([...NETWORK_ARGS, MAIN, ...args], { env }).output();
}

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

Deno.test("momo provide reads from a gateway what momo load reads from the file", async () => {
  await using sandbox = await Sandbox.make();
  const keys = await sandbox.write("keys.txt", `# keys\n\n${KEY}\n`);
  await using gateway = await startGateway(sandbox, ["--keys", keys]);

  const output = await live(sandbox, gateway.address, ["--compression", "zstd"]);

  assert.equal(output.code, 0);
  const lines = text(output.stdout).trim().split("\n");
  assert.match(lines[0]!, /"stype_in_symbol":"QZAF"/);
  const file = join(SAMPLE, "EQUS-20250106-N68MD56SMT/equs-mini-20241125.trades.dbn.zst");
  const loaded = await sandbox.momo(["load", file, "--symbols", "QZAF", "--format", "ndjson"]);
  const expected = loaded.stdout.trim().split("\n");
  assert.ok(expected.length > 1000);
  assert.deepEqual(lines.slice(1, 1 + expected.length), expected);
  assert.match(text(output.stderr), /^\d+ records, 0 gaps, 0 connections lost\n$/);
});

Deno.test("momo provide writes DBN that momo load reads", async () => {
  await using sandbox = await Sandbox.make();
  await using gateway = await startGateway(sandbox, ["--no-auth"]);

  const output = await live(sandbox, gateway.address, ["--format", "dbn", "--ts-out"]);

  assert.equal(output.code, 0);
  const path = join(sandbox.work, "live.dbn");
  await Deno.writeFile(path, output.stdout);
  const { stdout, code } = await sandbox.momo(["load", path, "--schema", "trades", "--limit", "2"]);
  assert.equal(code, 0);
  assert.match(stdout.split("\n")[1]!, /"ts_out":"17325/);
});

Deno.test("a wrong key ends with exit code 1, and the key is in no message", async () => {
  await using sandbox = await Sandbox.make();
  const keys = await sandbox.write("keys.txt", KEY);
  await using gateway = await startGateway(sandbox, ["--keys", keys]);
  const wrong = "db-thisisnotthekeyofanyone-FFFFF";

  const output = await live(sandbox, gateway.address, ["-vv"], { MOMO_API_KEY: wrong });

  assert.equal(output.code, 1);
  assert.match(text(output.stderr), /error: Cannot receive EQUS\.MINI: Authentication failed\./);
  assert.ok(!text(output.stderr).includes(wrong));
});

Deno.test("a key comes from the environment or a file, and goes into no output and no log", async () => {
  await using sandbox = await Sandbox.make();
  const keys = await sandbox.write("keys.txt", KEY);
  const keyFile = await sandbox.write("key.txt", `${KEY}\n`);
  const log = join(sandbox.work, "gateway.log");
  const said: string[] = [];
  {
    await using gateway = await startGateway(sandbox, ["--keys", keys, "-vv", "--log-file", log]);
    const ways = [
      { flags: [], env: { MOMO_API_KEY: KEY } },
      { flags: [], env: { DATABENTO_API_KEY: KEY } },
      { flags: ["--key-file", keyFile], env: {} },
      { flags: [], env: { MOMO_API_KEY_FILE: keyFile } },
    ];
    for (const [i, { flags, env }] of ways.entries()) {
      const own = join(sandbox.work, `client${i}.log`);
      const all = [...flags, "-vv", "--log-file", own];
      const output = await live(sandbox, gateway.address, all, { ...env });
      assert.equal(output.code, 0, text(output.stderr));
      said.push(text(output.stdout), text(output.stderr), await Deno.readTextFile(own));
    }
    said.push(...gateway.said);
  }
  said.push(await Deno.readTextFile(log));

  assert.ok(said.every((each) => !each.includes("unittestapikey")));
  assert.ok(said.at(-1)!.includes("EQUS.MINI"), "the log tells of sessions");
});

Deno.test("no flag takes a key", async () => {
  await using sandbox = await Sandbox.make();

  const { code, stderr } = await sandbox.momo(["provide", "--mode", "live", "--key", KEY]);

  assert.equal(code, 2);
  assert.ok(!stderr.includes(KEY));
});

Deno.test("without permission for the network momo says which one to give", async () => {
  const args = ["--gateway", "127.0.0.1:0", "--data", SAMPLE, "--day", "QZAF:2024-11-25"];
  const { code, stderr } = await runMomo(["provide", ...args, "--no-auth"]);

  assert.equal(code, 1);
  assert.equal(
    stderr,
    "error: Cannot use the network: momo was started without permission for it\n\n" +
      "hint: start it with the permissions momo-net: deno run -P=momo-net …\n",
  );
});

const MISUSES: readonly (readonly [args: string, error: string])[] = [
  ["", "Cannot run provide: nothing says what to provide"],
  [
    "--gateway x --no-auth",
    'Cannot use --gateway "x": expected HOST:PORT, such as 127.0.0.1:13000',
  ],
  ["--gateway 127.0.0.1:1", "Cannot run a gateway: nothing says which keys are let in"],
  ["--gateway 0.0.0.0:1 --no-auth", "Cannot use --no-auth on 0.0.0.0: other machines can reach it"],
  [
    "--gateway :1 --no-auth --speed fast",
    'Cannot use --speed "fast": expected a number above 0, such as 10 or 0.5x, or max',
  ],
  ["--gateway :1 --no-auth", "Cannot run a gateway: nothing says what to serve"],
  ["--mode live", "Cannot read live data: expected one --dataset"],
  [
    "--mode live --dataset X --schema trades --symbols A",
    "Cannot use the API key of the environment: there is none",
  ],
];

for (const [args, error] of MISUSES) {
  Deno.test(`momo provide ${args} is refused with exit code 2`, async () => {
    const { code, stderr } = await runMomo(["provide", ...args.split(" ").filter(Boolean)]);

    assert.equal(code, 2);
    assert.equal(stderr.split("\n")[0], `error: ${error}`);
  });
}
