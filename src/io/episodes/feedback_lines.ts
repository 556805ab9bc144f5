/** Results of episodes as a trainer writes them: one JSON object per line. */
import type { EpisodeResult } from "../../core/episodes/episode_result.ts";
import { MomoError } from "../../core/error.ts";
import { type Phase, PHASES } from "../../core/scan/phases.ts";
import { ioError } from "../store/io_error.ts";
import { readLines } from "../text/read_lines.ts";

/** A result and the number of its line, from 1. */
export interface ResultLine {
  readonly line: number;
  readonly result: EpisodeResult;
}

/** What a field has to be, in words and as a test. */
interface Field {
  readonly wanted: string;
  readonly isRight: (value: unknown) => boolean;
  readonly isOptional?: boolean;
}

function isWhole(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isCountPerPhase(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const names: readonly string[] = PHASES;
  return Object.entries(value).every(([phase, count]) => names.includes(phase) && isWhole(count));
}

const WHOLE: Field = { wanted: "a whole number of at least 0", isRight: isWhole };
const PER_PHASE: Field = {
  wanted: `whole numbers by phase (${PHASES.join(", ")})`,
  isRight: isCountPerPhase,
};

const FIELDS: Readonly<Record<string, Field>> = {
  episode: WHOLE,
  reward: { wanted: "a number", isRight: Number.isFinite },
  success: {
    wanted: "0, 1, true or false",
    isRight: (value) => value === 0 || value === 1 || typeof value === "boolean",
  },
  trades: WHOLE,
  steps: WHOLE,
  phase_steps: PER_PHASE,
  phase_trades: { ...PER_PHASE, isOptional: true },
  step_seconds: {
    wanted: "a number above 0",
    isRight: (value) => Number.isFinite(value) && Number(value) > 0,
    isOptional: true,
  },
  td_abs: {
    wanted: "a number of at least 0",
    isRight: (value) => Number.isFinite(value) && Number(value) >= 0,
    isOptional: true,
  },
};

type Counts = Readonly<Partial<Record<Phase, number>>>;

/** A line whose fields are what `FIELDS` says. */
interface CheckedLine {
  readonly episode: number;
  readonly reward: number;
  readonly success: 0 | 1 | boolean;
  readonly trades: number;
  readonly steps: number;
  readonly phase_steps: Counts;
  readonly phase_trades?: Counts;
  readonly step_seconds?: number;
  readonly td_abs?: number;
}

/**
 * Reads one line. Fields that are not known are left alone.
 *
 * @param place Where the line stands, for messages: `line 3 of "results.ndjson"`.
 * @throws {MomoError} `bad_data` naming the place and the field.
 */
export function parseResult(text: string, place: string): EpisodeResult {
  const refuse = (what: string, cause?: unknown) =>
    new MomoError("bad_data", `Cannot read ${place}: ${what}`, { cause });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw refuse("it is not JSON, wanted one object per line", error);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw refuse("it is no JSON object");
  }
  for (const [name, { wanted, isRight, isOptional = false }] of Object.entries(FIELDS)) {
    const field: unknown = Reflect.get(value, name);
    if (field === undefined && !isOptional) throw refuse(`it lacks ${name}, wanted ${wanted}`);
    if (field === undefined || isRight(field)) continue;
    throw refuse(`${name} is ${JSON.stringify(field)}, wanted ${wanted}`);
  }
  const line = value as CheckedLine; // as just checked
  const inPhases = Object.values(line.phase_steps).reduce((sum, count) => sum + count, 0);
  if (inPhases > line.steps) {
    throw refuse(`phase_steps has ${inPhases} steps in all, wanted at most steps (${line.steps})`);
  }
  return resultOf(line);
}

function resultOf(line: CheckedLine): EpisodeResult {
  const { episode, reward, trades, steps } = line;
  return {
    ...{ episode, reward, trades, steps },
    success: Boolean(line.success),
    phaseSteps: line.phase_steps,
    phaseTrades: line.phase_trades,
    stepSeconds: line.step_seconds,
    tdAbs: line.td_abs,
  };
}

/**
 * Results from a file, in order.
 *
 * @param path A file, or `-` for standard input.
 * @throws {MomoError} `not_found` or `io` if the file cannot be read; `bad_data` at the first malformed line, naming it
 * and its field.
 */
export async function* readResults(path: string): AsyncGenerator<ResultLine> {
  const name = path === "-" ? "standard input" : `"${path}"`;
  const stream = path === "-" ? Deno.stdin.readable : await open(path);
  try {
    for await (const [line, text] of readLines(stream)) {
      yield { line, result: parseResult(text, `line ${line} of ${name}`) };
    }
  } catch (error) {
    throw ioError("read", path, error);
  }
}

async function open(path: string): Promise<ReadableStream<Uint8Array>> {
  try {
    return (await Deno.open(path)).readable;
  } catch (error) {
    throw ioError("open", path, error);
  }
}
