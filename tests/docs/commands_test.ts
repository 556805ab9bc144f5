/** The pages' commands, run as printed: `sh run` blocks must succeed, `sh fails` must fail with the text that follows. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Sandbox } from "../commands/run_momo.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** A fenced block of a page. */
interface Block {
  readonly language: string;
  readonly text: string;
}

function blocksOf(page: string): Block[] {
  return Array.from(page.matchAll(/^```([^\n]*)\n(.*?)^```$/gms), ([, language, text]) => {
    return { language: language!, text: text! };
  });
}

/** A sandbox whose working directory has testdata, as a checkout does. */
async function checkout(): Promise<Sandbox> {
  const sandbox = await Sandbox.make();
  await Deno.symlink(join(ROOT, "testdata"), join(sandbox.work, "testdata"));
  return sandbox;
}

async function pages(): Promise<string[]> {
  const names = await Array.fromAsync(Deno.readDir(join(ROOT, "docs")), ({ name }) => name);
  return ["README.md", ...names.filter((name) => name.endsWith(".md")).map((n) => `docs/${n}`)]
    .sort();
}

for (const name of await pages()) {
  const blocks = blocksOf(await Deno.readTextFile(join(ROOT, name)));
  if (!blocks.some(({ language }) => /^sh (run|fails)$/.test(language))) continue;

  Deno.test(`the commands of ${name} do what it says`, async () => {
    await using sandbox = await checkout();
    for (const [i, { language, text }] of blocks.entries()) {
      if (language !== "sh run" && language !== "sh fails") continue;
      const run = await sandbox.shell(`set -eo pipefail\n${text}`);
      if (language === "sh run") {
        assert.equal(run.code, 0, `${text}\n${run.stderr}`);
      } else {
        assert.notEqual(run.code, 0, text);
        assert.equal(run.stderr, blocks[i + 1]!.text, text);
      }
    }
  });
}

Deno.test("every page that a page links to exists", async () => {
  for (const name of await pages()) {
    const text = await Deno.readTextFile(join(ROOT, name));
    for (const [, target] of text.matchAll(/\]\((?!https?:)([^)#]+)/g)) {
      await Deno.stat(join(ROOT, name, "..", target!)).catch(() => {
        assert.fail(`${name} links to ${target}`);
      });
    }
  }
});
