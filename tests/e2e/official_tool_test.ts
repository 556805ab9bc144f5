/** `momo load FILE` against the official tool, byte for byte. Needs `dbn` in PATH; without it nothing is compared. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { readdirSync } from "node:fs";
import { loadBytes } from "../io/convert/run_load.ts";
import { namesIn } from "../io/dbn/shared_data.ts";
import { TemporaryDirectory } from "../io/store/temporary_directory.ts";

const DIRECTORY = "../shared/data/dbn";
const SAMPLE = "testdata/sample";

async function findTool(): Promise<boolean> {
  try {
    await new Deno.Command("dbn", { args: ["--version"], stdout: "null" }).output();
    return true;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    const message = "skipped: the official tool, dbn, is not in PATH\n";
    await Deno.stderr.write(new TextEncoder().encode(message));
    return false;
  }
}

const isToolThere = await findTool();
const FILES = namesIn(DIRECTORY, "the reference files").filter((name) => /\.dbn(\.|$)/.test(name))
  .map((name) => `${DIRECTORY}/${name}`);
const SAMPLES = readdirSync(SAMPLE, { recursive: true }).map(String)
  .filter((name) => /20241125\.\S+\.dbn\.zst$/.test(name)).map((name) => `${SAMPLE}/${name}`);

/** The same flags for both, and whether files without metadata take them. */
const STYLES = [
  { flags: ["--json"], fragment: true },
  { flags: ["--json", "--pretty"], fragment: true },
  { flags: ["--csv"], fragment: true },
  { flags: ["--csv", "--pretty", "--omit-header"], fragment: true },
  { flags: ["--tsv", "--limit", "1"], fragment: true },
  { flags: ["--json", "--upgrade"], fragment: true },
  { flags: ["--fragment", "--upgrade"], fragment: true },
  { flags: ["--csv", "--map-symbols"], fragment: false },
  { flags: ["--json", "--map-symbols", "--pretty"], fragment: false },
  { flags: ["--json", "--metadata"], fragment: false },
  { flags: ["--json", "--metadata", "--pretty"], fragment: false },
  { flags: ["--dbn"], fragment: false },
  { flags: ["--dbn", "--upgrade", "--limit", "2"], fragment: false },
] as const;

/** How both are told that a file has records only. */
function fragmentFlags(path: string): string[] {
  if (!path.includes(".frag")) return [];
  const version = /\.v([123])\./.exec(path)?.[1] ?? "1";
  const form = path.endsWith(".zst") ? "--input-zstd-fragment" : "--input-fragment";
  return [form, "--input-dbn-version", version];
}

async function official(args: readonly string[]): Promise<Uint8Array> {
  const tool = new Deno.Command("dbn", { args: [...args], stdout: "piped", stderr: "piped" });
  const { success, stdout, stderr } = await tool.output();
  assert.ok(success, `dbn ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
  return stdout;
}

async function checkSame(paths: readonly string[], flags: readonly string[]): Promise<void> {
  const expected = await official([...paths, ...flags]);
  const actual = await loadBytes([...paths, ...flags], "out");
  assert.ok(
    Buffer.from(actual).equals(expected),
    `momo load ${
      [...paths, ...flags].join(" ")
    }: ${actual.length} bytes, wanted ${expected.length}`,
  );
}

for (const { flags, fragment } of STYLES) {
  Deno.test({
    name: `every file comes out as from the official tool: ${flags.join(" ")}`,
    ignore: !isToolThere,
    fn: async () => {
      for (const path of [...FILES, ...SAMPLES]) {
        if (path.includes(".frag") && !fragment) continue;
        await checkSame([path], [...fragmentFlags(path), ...flags]);
      }
    },
  });
}

Deno.test({
  name: "several files are merged as by the official tool",
  ignore: !isToolThere,
  fn: async () => {
    for (const flags of [["--json", "--upgrade"], ["--csv", "--schema", "trades", "--upgrade"]]) {
      await checkSame(SAMPLES.filter((path) => /mini.*(trades|mbp-1)/.test(path)), flags);
    }
  },
});

Deno.test({
  name: "a file is split as by the official tool",
  ignore: !isToolThere,
  fn: async () => {
    const path = readdirSync(SAMPLE, { recursive: true }).map(String)
      .find((name) => name.endsWith("20241031-20241227.ohlcv-1s.dbn.zst"));
    for (const [key, name] of [["symbol", "symbol"], ["day", "date"], ["month", "date"]] as const) {
      for (const format of ["dbn", "csv"]) {
        await using directory = await TemporaryDirectory.create();
        const pattern = (tool: string) => directory.file(`${tool}-{${name}}.${format}`);
        const flags = [`${SAMPLE}/${path}`, "--split-by", key, "--output-pattern"];
        await official([...flags, pattern("dbn")]);
        await loadSplit([...flags, pattern("momo")]);

        const names = readdirSync(directory.path).filter((file) => file.startsWith("dbn-"));
        assert.ok(names.length > 1);
        for (const file of names) {
          const own = await Deno.readFile(directory.file(file.replace(/^dbn/, "momo")));
          assert.deepEqual(own, await Deno.readFile(directory.file(file)), file);
        }
      }
    }
  },
});

async function loadSplit(args: readonly string[]): Promise<void> {
  const { main } = await import("../../src/main.ts");
  assert.equal(await main(["load", ...args, "-q", "--no-config"]), 0);
}
