/**
 * Measures momo against its targets: `deno task bench [SUITE…] [--json]`. Ratios are taken within one run on one
 * machine; a figure that falls short is printed all the same.
 */
import { parseArgs } from "node:util";
import { VERSION_LINE } from "../src/commands/build_info.ts";
import { INDEX_QUERY } from "./index_query.ts";
import { CONVERT } from "./convert.ts";
import { DAY_CACHE } from "./day_cache.ts";
import { EXECUTION } from "./execution.ts";
import { DAY_LOAD } from "./day_load.ts";
import { MARKET_STATE } from "./market_state.ts";
import { GATEWAY } from "./gateway.ts";
import { type BenchSuite, formatMeasurements, isWithinTarget } from "./measurement.ts";
import { SCAN } from "./scan.ts";

const SUITES: readonly BenchSuite[] = [
  SCAN,
  CONVERT,
  INDEX_QUERY,
  DAY_CACHE,
  DAY_LOAD,
  EXECUTION,
  MARKET_STATE,
  GATEWAY,
];

/** What the figures were measured on. */
function hardware() {
  const model = readOr("/proc/cpuinfo", /^model name\s*:\s*(.*)$/m) ?? Deno.build.arch;
  const kibibytes = Number(readOr("/proc/meminfo", /^MemTotal:\s+(\d+)/m) ?? NaN);
  return {
    program: VERSION_LINE,
    deno: Deno.version.deno,
    system: `${Deno.build.os} ${Deno.build.arch}`,
    cpu: model,
    cores: navigator.hardwareConcurrency,
    memory_gb: Math.round(kibibytes / 1024 / 1024),
  };
}

function readOr(path: string, pattern: RegExp): string | undefined {
  try {
    return pattern.exec(Deno.readTextFileSync(path))?.[1];
  } catch {
    return undefined;
  }
}

function print(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(text + "\n"));
}

const { values, positionals } = parseArgs({
  args: Deno.args,
  options: { json: { type: "boolean", default: false } },
  allowPositionals: true,
});
const unknown = positionals.filter((name) => !SUITES.some((suite) => suite.name === name));
if (unknown.length > 0) {
  const names = SUITES.map((suite) => suite.name).join(", ");
  throw new RangeError(`there is no benchmark "${unknown[0]}"; expected one of ${names}`);
}
const directory = await Deno.makeTempDir({ prefix: "momo-bench-" });
try {
  const rows = [];
  for (const suite of SUITES) {
    if (positionals.length > 0 && !positionals.includes(suite.name)) continue;
    rows.push(...await suite.run(directory));
  }
  const machine = hardware();
  if (values.json) {
    const measurements = rows.map((row) => ({ ...row, pass: isWithinTarget(row) }));
    print(JSON.stringify({ hardware: machine, measurements }, null, 2));
  } else {
    print(Object.entries(machine).map(([key, value]) => `${key} ${value}`).join(", "));
    print(formatMeasurements(rows));
  }
} finally {
  await Deno.remove(directory, { recursive: true });
}
