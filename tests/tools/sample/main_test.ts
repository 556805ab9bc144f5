import assert from "node:assert/strict";
import { TemporaryDirectory } from "../../io/store/temporary_directory.ts";

async function run(...args: string[]) {
  const command = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-q",
      "--no-prompt",
      "--allow-read",
      "--allow-write",
      "tools/sample/main.ts",
      ...args,
    ],
  });
  const { code, stdout, stderr } = await command.output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: decode(stdout), stderr: decode(stderr) };
}

Deno.test("the sample program writes a large file of the asked size and says what it made", async () => {
  await using directory = await TemporaryDirectory.create();

  const { code, stdout, stderr } = await run(
    ...["--preset", "big", "--out", directory.path, "--megabytes", "1", "--symbols", "3"],
  );

  assert.deepEqual({ code, stdout }, { code: 0, stdout: "" });
  assert.match(stderr, /\.ohlcv-1s\.dbn\.zst: \d+ records, \d+ symbol-days, /);
  assert.deepEqual(await directory.names(), ["EQUS-20250106-BENCH00003"]);
});

Deno.test("the sample program explains itself", async () => {
  const { code, stdout, stderr } = await run("--help");

  assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
  assert.match(stdout, /^Writes sample data/);
});

for (
  const [args, message] of [
    [["--preset", "huge"], 'error: Cannot use --preset "huge": expected sample or big\n'],
    [["--seed", "x"], 'error: Cannot use --seed "x": expected a number from 0 up\n'],
    [["--preset", "big"], "error: Cannot write the large file: --out is missing\n"],
    [["--colour"], /^error: Cannot run: .*--colour/],
  ] as const
) {
  Deno.test(`the sample program refuses ${args.join(" ")}`, async () => {
    const { code, stdout, stderr } = await run(...args);

    assert.deepEqual({ code, stdout }, { code: 2, stdout: "" });
    if (typeof message === "string") assert.equal(stderr, message);
    else assert.match(stderr, message);
  });
}
