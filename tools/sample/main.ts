/**
 * Makes sample data: the deliveries in `testdata/sample`, or one large file for measurements.
 *
 *     deno task sample
 *     deno task sample --out DIR --seed 7
 *     deno task sample --preset big --out DIR --symbols 1 --pass-rate 0.2
 */
import { parseArgs } from "node:util";
import { messageOf, MomoError } from "../../src/core/error.ts";
import { type BenchOptions, writeBenchFile } from "./bench_file.ts";
import { SAMPLE_SEED, writeSample } from "../../src/io/sample/write_sample.ts";

const USAGE = `Writes sample data for tests and measurements.

Usage: deno task sample [--out DIR] [--seed N]
       deno task sample --preset big --out DIR [--seed N] [--megabytes N] [--symbols N]
                        [--bars-per-day N] [--pass-rate SHARE]

  --preset sample|big   the deliveries of testdata/sample (default), or one large delivery of ohlcv-1s
  --out DIR             where to; default testdata/sample for the sample
  --seed N              default ${SAMPLE_SEED}
  --megabytes N         decoded size of the large file in millions of bytes, default 420
  --symbols N           symbols in the large file, interleaved by time; default 40
  --bars-per-day N      bars of a usual symbol-day in the large file, default 2000
  --pass-rate SHARE     share of its symbol-days that move enough for the index, default 0.05
  -h, --help            this text
`;

const FLAGS = {
  "preset": { type: "string", default: "sample" },
  "out": { type: "string" },
  "seed": { type: "string", default: String(SAMPLE_SEED) },
  "megabytes": { type: "string" },
  "symbols": { type: "string" },
  "bars-per-day": { type: "string" },
  "pass-rate": { type: "string" },
  "help": { type: "boolean", short: "h", default: false },
} as const;

type Values = ReturnType<typeof parseFlags>;

function parseFlags(args: string[]) {
  try {
    return parseArgs({ args, options: FLAGS }).values;
  } catch (error) {
    throw new MomoError("usage", `Cannot run: ${messageOf(error)}`, { cause: error });
  }
}

function numberOf(values: Values, flag: keyof Values): number | undefined {
  const text = values[flag];
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text !== "" && value >= 0 && Number.isFinite(value)) return value;
  throw new MomoError("usage", `Cannot use --${flag} "${text}": expected a number from 0 up`);
}

/** Runs the program; returns what it did, in a sentence. */
function run(values: Values): string {
  const seed = numberOf(values, "seed")!;
  if (values.preset === "sample") {
    const out = values.out ?? "testdata/sample";
    const { deliveries, files, bytes } = writeSample(out, seed);
    return `${deliveries} deliveries, ${files} files, ${bytes} bytes in ${out}`;
  }
  if (values.preset !== "big") {
    throw new MomoError("usage", `Cannot use --preset "${values.preset}": expected sample or big`);
  }
  if (values.out === undefined) {
    throw new MomoError("usage", "Cannot write the large file: --out is missing");
  }
  const made = writeBenchFile(values.out, { seed, ...benchOptions(values) });
  const ratio = (made.decodedBytes / made.storedBytes).toFixed(2);
  return `${made.path}: ${made.records} records, ${made.symbolDays} symbol-days, ` +
    `${made.movingDays} of them moving, ${made.decodedBytes} bytes decoded, ratio ${ratio}`;
}

function benchOptions(values: Values): BenchOptions {
  const given = {
    megabytes: numberOf(values, "megabytes"),
    symbols: numberOf(values, "symbols"),
    barsPerDay: numberOf(values, "bars-per-day"),
    passRate: numberOf(values, "pass-rate"),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function main(args: string[]): number {
  try {
    const values = parseFlags(args);
    const text = values.help ? USAGE : `${run(values)}\n`;
    (values.help ? Deno.stdout : Deno.stderr).writeSync(new TextEncoder().encode(text));
    return 0;
  } catch (error) {
    if (!(error instanceof MomoError)) throw error;
    Deno.stderr.writeSync(new TextEncoder().encode(`error: ${error.message}\n`));
    return error.code === "usage" ? 2 : 1;
  }
}

if (import.meta.main) Deno.exitCode = main(Deno.args);
