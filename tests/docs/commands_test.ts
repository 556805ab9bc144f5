/**
 * The pages' commands, run as printed: `sh run` and `python run` blocks must succeed, `sh fails` must fail with the text
 * that follows. `sh gateway` is a gateway that the `sh run net` blocks after it connect to, on a port that is free.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { MAIN, RUNTIME_ARGS, Sandbox } from "../commands/run_momo.ts";
import { runGateway, type RunningGateway } from "../commands/running_gateway.ts";
import { hasProgram, skip } from "../e2e/scan_sandbox.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

const IS_RUN = /^(sh run|sh run net|sh fails|sh gateway|python run)$/;
/** Where the pages' gateways listen. */
const ADDRESS = "127.0.0.1:13000";
const NETWORK_ARGS = RUNTIME_ARGS.map((arg) => arg === "-P=momo" ? "-P=momo-net" : arg);

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

/** A sandbox whose working directory has testdata and docs, as a checkout does. */
async function checkout(): Promise<Sandbox> {
  const sandbox = await Sandbox.make();
  for (const name of ["testdata", "docs"]) {
    await Deno.symlink(join(ROOT, name), join(sandbox.work, name));
  }
  for (const [name, args] of [["momo", RUNTIME_ARGS], ["momo-net", NETWORK_ARGS]] as const) {
    const words = [Deno.execPath(), ...args, MAIN].map((word) => `'${word}'`).join(" ");
    await Deno.chmod(await sandbox.write(`bin/${name}`, `#!/bin/sh\nexec ${words} "$@"\n`), 0o755);
  }
  return sandbox;
}

/** The script of a block. */
function scriptOf({ language, text }: Block, sandbox: Sandbox, address: string): string {
  const path = `set -eo pipefail\nPATH="${sandbox.directory}/bin:$PATH"\n`;
  if (language === "python run") return `${path}python3 - <<'END'\n${text}END`;
  if (language !== "sh run net") return path + text;
  return `${path}momo() { momo-net "$@"; }\n${text.replaceAll(ADDRESS, address)}`;
}

/** Starts the gateway of a block, of one command without quotes. */
async function gatewayOf({ text }: Block, sandbox: Sandbox): Promise<RunningGateway> {
  const words = text.replaceAll("\\\n", " ").replace(ADDRESS, "127.0.0.1:0").trim().split(/\s+/);
  return await runGateway(sandbox.command([...NETWORK_ARGS, MAIN, ...words.slice(1)]));
}

async function pages(): Promise<string[]> {
  const names = await Array.fromAsync(Deno.readDir(join(ROOT, "docs")), ({ name }) => name);
  return ["README.md", ...names.filter((name) => name.endsWith(".md")).map((n) => `docs/${n}`)]
    .sort();
}

for (const name of await pages()) {
  const blocks = blocksOf(await Deno.readTextFile(join(ROOT, name)));
  if (!blocks.some(({ language }) => IS_RUN.test(language))) continue;

  Deno.test(`the commands of ${name} do what it says`, async () => {
    await using sandbox = await checkout();
    await using gateways = new AsyncDisposableStack();
    let address = ADDRESS;
    for (const [i, block] of blocks.entries()) {
      const { language, text } = block;
      if (!IS_RUN.test(language)) continue;
      if (language === "python run" && !await hasProgram("python3")) {
        skip("there is no python3");
        continue;
      }
      if (language === "sh gateway") {
        ({ address } = gateways.use(await gatewayOf(block, sandbox)));
        continue;
      }
      const run = await sandbox.shell(scriptOf(block, sandbox, address));
      if (language !== "sh fails") {
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
