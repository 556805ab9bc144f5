/** The state file of the sampler. */
import { z } from "zod";
import { PRIORITIES } from "../../core/episodes/priority.ts";
import { SAMPLER_MODES } from "../../core/episodes/sampler_config.ts";
import {
  formatState,
  type SamplerState,
  STATE_VERSION,
} from "../../core/episodes/sampler_state.ts";
import { ADVANCED_MIXES, STAGES } from "../../core/episodes/stages.ts";
import { STRATA } from "../../core/episodes/strata.ts";
import { EVENNESSES, RELAXATIONS } from "../../core/episodes/stratum_days.ts";
import { MomoError } from "../../core/error.ts";
import { writeFileAtomic } from "../store/atomic_file.ts";
import { ioError } from "../store/io_error.ts";
import { writeAll } from "../text/byte_sink.ts";

const COUNT = z.number().int().nonnegative();
const HASH = z.string().regex(/^[0-9a-f]{64}$/);
const RULE = z.enum(RELAXATIONS);
const NOTES = z.record(z.string(), z.string());

function perStratum<T extends z.ZodType>(type: T) {
  return z.record(z.enum(STRATA), type);
}

const CONFIG = z.strictObject({
  mode: z.enum(SAMPLER_MODES),
  advanced: z.enum(ADVANCED_MIXES),
  allowNewStrata: z.boolean(),
  evenness: z.enum(EVENNESSES),
  priority: z.enum(PRIORITIES),
  maxEpisodesPerDay: COUNT,
});

const CURRENT = z.strictObject({
  day: z.string(),
  stratum: z.enum(STRATA),
  stage: z.enum(STAGES),
  visit: COUNT,
  episode: COUNT,
  planned: COUNT,
  visits: COUNT,
  uses: COUNT,
  mix: perStratum(z.number()),
  empty: z.array(z.enum(STRATA)),
  relaxed: z.array(RULE),
});

const STATE: z.ZodType<SamplerState> = z.strictObject({
  version: z.literal(STATE_VERSION),
  seed: COUNT,
  indexHash: HASH,
  configHash: HASH,
  config: CONFIG,
  visit: COUNT,
  episode: COUNT,
  positionInVisit: COUNT,
  credits: perStratum(z.number()),
  counts: perStratum(COUNT),
  factors: perStratum(z.number().positive()),
  averages: z.strictObject({
    episodes: perStratum(COUNT),
    success: perStratum(z.number().min(0).max(1)),
    dormant: z.strictObject({
      episodes: COUNT,
      trades: z.number().nonnegative(),
      windows: z.number().nonnegative(),
    }),
  }),
  feedbackSeq: COUNT,
  usage: NOTES,
  recentDays: perStratum(z.array(z.string())),
  recentSymbols: z.array(z.string()),
  relaxCounts: z.record(RULE, COUNT),
  current: CURRENT.nullable(),
  log: z.array(z.string()),
  reported: z.array(z.string()),
  scores: NOTES,
});

function damaged(path: string, what: string, cause?: unknown): MomoError {
  return new MomoError("bad_data", `Cannot read the sampler state "${path}": ${what}`, {
    hint: "name another file with `--state`, or remove it to start anew",
    cause,
  });
}

/**
 * Reads a state from its text.
 *
 * @param path Its file, for messages.
 * @throws {MomoError} `bad_data` if it is no state, or of another version.
 */
export function parseState(text: string, path: string): SamplerState {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw damaged(path, "it is not JSON", error);
  }
  const version = z.object({ version: z.number() }).safeParse(value).data?.version;
  if (version !== undefined && version !== STATE_VERSION) {
    throw damaged(path, `its version is ${version}, and this program reads ${STATE_VERSION}`);
  }
  const result = STATE.safeParse(value);
  if (result.success) return result.data;
  const { path: place, message } = result.error.issues[0]!;
  throw damaged(path, `at ${place.join(".") || "the top"}, ${message}`);
}

/**
 * Reads a state file.
 *
 * @returns undefined if there is none.
 * @throws {MomoError} `bad_data` if it is damaged or of another version; `io` if it cannot be read.
 */
export async function readState(path: string): Promise<SamplerState | undefined> {
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw ioError("read", path, error);
  }
  return parseState(text, path);
}

/**
 * Replaces a state file: a reader finds the old state or the new one.
 *
 * @throws {MomoError} `io` if it cannot be written.
 */
export async function writeState(path: string, state: SamplerState): Promise<void> {
  const bytes = new TextEncoder().encode(formatState(state));
  await writeFileAtomic(path, (file) => writeAll(file, bytes));
}
