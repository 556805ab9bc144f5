/** The programs of docs/library.md and of the library's own docstring: type-checked, run, and compared with what is said. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { RUNTIME_ARGS } from "../commands/run_momo.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const MOD_URL = new URL("../../src/mod.ts", import.meta.url).href;
const PAGE = await Deno.readTextFile(join(ROOT, "docs/library.md"));
const MOD = await Deno.readTextFile(join(ROOT, "src/mod.ts"));

interface Example {
  readonly name: string;
  readonly program: string;
  readonly printed: string;
}

const EXAMPLES: readonly Example[] = [
  ...[...PAGE.matchAll(/^```ts check\n(.*?)^```$.*?^```text\n(.*?)^```$/gms)].map(
    ([, program, printed], i) => ({
      name: `program ${i + 1} of docs/library.md`,
      program: program!.replaceAll('"../src/mod.ts"', `"${MOD_URL}"`),
      printed: printed!,
    }),
  ),
  ...[...MOD.matchAll(/^ \* ```ts\n(.*?)^ \* ```$/gms)].map(([, lines]) => ({
    name: "the program in the docstring of src/mod.ts",
    program: lines!.replaceAll(/^ \* ?/gm, "").replaceAll('"./mod.ts"', `"${MOD_URL}"`),
    printed: [...lines!.matchAll(/\/\/ ([^:\n]*)/g)].map(([, said]) => `${said}\n`).join(""),
  })),
];

async function deno(args: readonly string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    ...{ args: [...args], cwd: ROOT },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

/** Writes the programs to files for as long as `use` takes. */
async function withFiles(use: (paths: readonly string[]) => Promise<void>): Promise<void> {
  const directory = await Deno.makeTempDir();
  try {
    const paths = EXAMPLES.map((_, i) => join(directory, `example_${i}.ts`));
    for (const [i, { program }] of EXAMPLES.entries()) {
      await Deno.writeTextFile(paths[i]!, program);
    }
    await use(paths);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

Deno.test("the library's examples have the types that they use", async () => {
  await withFiles(async (paths) => {
    const config = join(ROOT, "deno.json");
    const { code, stderr } = await deno(["check", "-q", "--config", config, ...paths]);

    assert.equal(code, 0, stderr);
  });
});

for (const [i, { name, printed }] of EXAMPLES.entries()) {
  Deno.test(`${name} prints what is said`, async () => {
    await withFiles(async (paths) => {
      const { code, stdout, stderr } = await deno([...RUNTIME_ARGS, paths[i]!]);

      assert.equal(code, 0, stderr);
      assert.equal(stdout, printed);
    });
  });
}

Deno.test("every example is found", () => {
  assert.equal(EXAMPLES.length, 5);
  assert.ok(EXAMPLES.every(({ printed }) => printed !== ""));
});
