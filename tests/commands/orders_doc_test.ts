/** The example of docs/orders.md is run as it stands there. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { REASON_CODES } from "../../src/core/execution/reason_codes.ts";
import { REPORT_KINDS } from "../../src/core/execution/report_log.ts";
import { Sandbox } from "./run_momo.ts";

const SAMPLE = fileURLToPath(new URL("../../testdata/sample", import.meta.url));
const PAGE = new URL("../../docs/orders.md", import.meta.url);

async function blockOf(name: string): Promise<string> {
  const page = await Deno.readTextFile(PAGE);
  const [, block] = page.match(new RegExp(`\`\`\`ndjson ${name}\\n([^\`]*)\`\`\``)) ?? [];
  assert.ok(block !== undefined);
  return block;
}

Deno.test("docs/orders.md prints what momo prints", async () => {
  await using sandbox = await Sandbox.make();
  const orders = await sandbox.write("orders.ndjson", await blockOf("orders"));
  const { code, stdout } = await sandbox.momo([
    ...["simulate", "--data", SAMPLE, "--day", "QZAF:2024-11-25", "-q"],
    ...["--orders", orders, "--latency", "constant:100ms"],
  ]);
  const lines = stdout.trimEnd().split("\n").map((line) => {
    const {
      id = null,
      type,
      reason = null,
      fill_qty = null,
      fill_price = null,
      cash,
      position = null,
    } = JSON.parse(line);
    return JSON.stringify([id, type, reason, fill_qty, fill_price, cash, position]);
  });

  assert.equal(code, 0);
  assert.equal(`${lines.join("\n")}\n`, await blockOf("reports"));
});

Deno.test("docs/orders.md knows every code and every type of report", async () => {
  const page = await Deno.readTextFile(PAGE);

  for (const word of [...REASON_CODES.slice(1), ...REPORT_KINDS]) {
    assert.ok(page.includes(`\`${word}\``), word);
  }
});
