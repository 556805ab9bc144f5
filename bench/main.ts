/**
 * Measures momo against its targets: `deno task bench [SUITE…] [--json] [--readme]`. Ratios are taken within one run on
 * one machine; a figure that falls short is printed all the same. With `--readme` the figures that README states are
 * compared with those measured, and one that differs by more than its spread is exit code 1.
 */
import { parseArgs } from "node:util";
import { VERSION_LINE } from "../src/commands/build_info.ts";
import { INDEX_QUERY } from "./index_query.ts";
import { CONVERT } from "./convert.ts";
import { DAY_CACHE } from "./day_cache.ts";
import { DECODE } from "./decode.ts";
import { EXECUTION } from "./execution.ts";
import { DAY_LOAD } from "./day_load.ts";
import { MARKET_STATE } from "./market_state.ts";
import { GATEWAY } from "./gateway.ts";
import {
  type BenchSuite,
  formatMeasurements,
  isWithinTarget,
  type Measurement,
  targetRatio,
} from "./measurement.ts";
import { compareFigures, comparisonLines, statedFigures } from "./readme_table.ts";
import { SCAN } from "./scan.ts";
import { SESSION } from "./session.ts";
import { START } from "./start.ts";

const SUITES: readonly BenchSuite[] = [
  SCAN,
  DECODE,
  CONVERT,
  INDEX_QUERY,
  DAY_CACHE,
  DAY_LOAD,
  EXECUTION,
  MARKET_STATE,
  GATEWAY,
  SESSION,
  START,
];

/** What the figures were measured on, and with. */
async function machine(): Promise<Record<string, string | number>> {
  const model = readOr("/proc/cpuinfo", /^model name\s*:\s*(.*)$/m) ?? Deno.build.arch;
  const kibibytes = Number(readOr("/proc/meminfo", /^MemTotal:\s+(\d+)/m) ?? NaN);
  return {
    cpu: model,
    cores: navigator.hardwareConcurrency,
    memory_gb: Math.round(kibibytes / 1024 / 1024),
    system: `${Deno.build.os} ${Deno.build.arch}`,
    program: VERSION_LINE,
    deno: Deno.version.deno,
    v8: Deno.version.v8,
    zstd: await versionOf("zstd"),
    dbn: await versionOf("dbn"),
  };
}

function readOr(path: string, pattern: RegExp): string | undefined {
  try {
    return pattern.exec(Deno.readTextFileSync(path))?.[1];
  } catch {
    return undefined;
  }
}

/** Version of a program that is measured beside momo. */
async function versionOf(program: string): Promise<string> {
  try {
    const { stdout } = await new Deno.Command(program, { args: ["--version"] }).output();
    return /\d+(\.\d+)+/.exec(new TextDecoder().decode(stdout))?.[0] ?? "unknown";
  } catch {
    return "not here";
  }
}

async function print(text: string): Promise<void> {
  await Deno.stdout.write(new TextEncoder().encode(text + "\n"));
}

/** Runs suites one after the other, each with a directory of its own. */
async function measure(suites: readonly BenchSuite[]): Promise<Measurement[]> {
  const rows: Measurement[] = [];
  for (const { run } of suites) {
    const directory = await Deno.makeTempDir({ prefix: "momo-bench-" });
    try {
      rows.push(...await run(directory));
    } finally {
      await Deno.remove(directory, { recursive: true });
    }
  }
  return rows;
}

/** The suites of these names; all if there are none. */
function chosen(names: readonly string[]): readonly BenchSuite[] {
  const unknown = names.find((name) => !SUITES.some((suite) => suite.name === name));
  if (unknown !== undefined) {
    const known = SUITES.map((suite) => suite.name).join(", ");
    throw new RangeError(`there is no benchmark "${unknown}"; expected one of ${known}`);
  }
  return names.length === 0 ? SUITES : SUITES.filter(({ name }) => names.includes(name));
}

const { values, positionals } = parseArgs({
  args: Deno.args,
  options: {
    json: { type: "boolean", default: false },
    readme: { type: "boolean", default: false },
  },
  allowPositionals: true,
});
const startMs = performance.now();
const rows = await measure(chosen(positionals));
const facts = { ...await machine(), seconds: Math.round((performance.now() - startMs) / 1000) };
if (values.json) {
  const measurements = rows.map((row) => ({
    ...row,
    ratio: targetRatio(row),
    pass: isWithinTarget(row),
  }));
  await print(JSON.stringify({ hardware: facts, measurements }, null, 2));
} else {
  await print(Object.entries(facts).map(([key, value]) => `${key} ${value}`).join(", "));
  await print(formatMeasurements(rows));
}
if (values.readme) {
  const page = await Deno.readTextFile(new URL("../README.md", import.meta.url));
  const comparisons = compareFigures(statedFigures(page), rows)
    .filter(({ measured }) => measured !== null || positionals.length === 0);
  const text = comparisonLines(comparisons).join("\n") + "\n";
  await Deno.stderr.write(new TextEncoder().encode(text));
  if (comparisons.some(({ isReproduced }) => !isReproduced)) Deno.exitCode = 1;
}
