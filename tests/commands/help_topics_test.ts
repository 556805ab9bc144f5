import assert from "node:assert/strict";
import { topicLines } from "../../src/commands/help_text.ts";
import { TOPICS } from "../../src/commands/help_topics.ts";
import { FLAGS } from "../../src/commands/flags/flag_table.ts";
import { PROGRAM, wordOf } from "../../src/commands/registry.ts";
import { flagName } from "../../src/core/config/setting.ts";
import { runMomo, Sandbox } from "./run_momo.ts";

Deno.test("momo help TOPIC prints the topic, in 80 columns", async () => {
  for (const topic of TOPICS) {
    const lines = topicLines(topic);
    const longest = Math.max(...lines.map((line) => line.length));

    assert.ok(longest <= 80, `${topic.name}: ${longest}`);
    assert.equal(lines[0], `${topic.summary}.`);
  }
  const { stdout, stderr, code } = await runMomo(["help", "time"]);
  assert.deepEqual([code, stderr], [0, ""]);
  assert.equal(stdout, topicLines(TOPICS.find(({ name }) => name === "time")!).join("\n") + "\n");
});

Deno.test("no topic has the name of a command, and every flag it names exists", () => {
  const commands = PROGRAM.commands.map(wordOf);
  const flags = new Set(
    Object.entries(FLAGS).map(([name, spec]) => `--${flagName(name, spec)}`),
  );

  for (const { name, text } of TOPICS) {
    assert.ok(!commands.includes(name), name);
    for (const [flag] of text.join("\n").matchAll(/--[a-z][\w-]+/g)) {
      assert.ok(flags.has(flag), `${name}: ${flag}`);
    }
  }
});

Deno.test("the settings file in the topic on configuration is one that momo takes", async () => {
  const { text } = TOPICS.find(({ name }) => name === "configuration")!;
  const lines = text.filter((line) => line.startsWith("  ")).map((line) => line.slice(2));
  await using sandbox = await Sandbox.make();
  await sandbox.write("work/momo.toml", lines.join("\n"));

  const { code, stdout, stderr } = await sandbox.momo(["config", "--profile", "dev"]);

  assert.deepEqual([code, stderr], [0, ""]);
  assert.match(stdout, /"setting":"workers","value":"1"/);
});

Deno.test("momo help names the topic that a word is close to", async () => {
  const { code, stderr } = await runMomo(["help", "causlity"]);

  assert.equal(code, 2);
  assert.match(
    stderr,
    /^error: Cannot explain "causlity".*\n\nhint: did you mean `momo help causality`\?/,
  );
});
