import assert from "node:assert/strict";
import { FLAGS, flagsOf } from "../../src/commands/flags/flag_table.ts";
import type { CommandName } from "../../src/commands/flags/flag.ts";
import { flagName } from "../../src/core/config/setting.ts";
import { parseValue } from "../../src/core/config/value_text.ts";
import { formatValue } from "../../src/core/config/value_text.ts";
import { SCAN_THRESHOLDS } from "../../src/core/scan/thresholds.ts";

function duplicates(values: readonly string[]): string[] {
  return values.filter((value, i) => values.indexOf(value) !== i);
}

const COMMANDS: readonly CommandName[] = [
  "momo",
  "scan",
  "index merge",
  "index verify",
  "index select",
  "index query",
  "index stats",
  "index usage",
  "load",
  "simulate",
  "config",
];

Deno.test("no two flags share a variable or a key", () => {
  const specs = Object.values(FLAGS);

  assert.deepEqual(duplicates(specs.flatMap(({ env }) => env ?? [])), []);
  assert.deepEqual(duplicates(specs.flatMap(({ key }) => key ?? [])), []);
});

Deno.test("no command has two flags of one name or letter", () => {
  for (const command of COMMANDS) {
    const flags = Object.entries(flagsOf(command));
    assert.deepEqual(duplicates(flags.map(([name, spec]) => flagName(name, spec))), [], command);
    assert.deepEqual(duplicates(flags.flatMap(([, { short }]) => short ?? [])), [], command);
  }
});

Deno.test("every scanner threshold is a flag of momo scan", () => {
  const flags = flagsOf("scan");

  for (const { key } of SCAN_THRESHOLDS) assert.ok(Object.hasOwn(flags, key), key);
});

Deno.test("every default is a value that its flag would take", () => {
  for (const [name, spec] of Object.entries(FLAGS)) {
    if (spec.default === undefined) continue;
    const [text = ""] = formatValue(spec.type, spec.default);
    assert.deepEqual(parseValue(spec.type, text), spec.default, name);
  }
});

Deno.test("every variable starts with MOMO_, every help text is a sentence without its period", () => {
  for (const [name, { env, help }] of Object.entries(FLAGS)) {
    assert.match(env ?? "MOMO_", /^MOMO_[A-Z0-9_]*$/, name);
    assert.match(help, /^[A-Zo].*[^.]$/s, name);
  }
});

Deno.test("flags with a value have a placeholder, the others have none", () => {
  for (const [name, { type, placeholder }] of Object.entries(FLAGS)) {
    const takesValue = type.kind !== "boolean" && type.kind !== "count";
    assert.equal(placeholder !== undefined, takesValue, name);
  }
});
