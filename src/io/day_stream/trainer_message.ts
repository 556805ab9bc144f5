/** What a trainer tells a stream of days, one JSON object per line. */
import { z } from "zod";
import type { EpisodeResult } from "../../core/episodes/episode_result.ts";
import { messageOf, MomoError } from "../../core/error.ts";
import { parseResult } from "../episodes/feedback_lines.ts";

/** So many of a visit's reset points are done; once all are, the next day may come. */
export interface DoneMessage {
  readonly type: "done";
  /** Number of the visit, as its header says. */
  readonly visit: number;
  /** Reset points that are done, never fewer than before. */
  readonly finished: number;
  /** Reset points that will be done in all, at least 1. */
  readonly of: number;
}

/** The result of one episode. */
export interface ResultMessage {
  readonly type: "result";
  readonly result: EpisodeResult;
}

/** Any message. */
export type TrainerMessage = DoneMessage | ResultMessage;

const DONE = z.object({
  type: z.literal("done"),
  visit: z.number().int().nonnegative(),
  finished: z.number().int().nonnegative(),
  of: z.number().int().positive(),
}).refine(({ finished, of }) => finished <= of, "finished is more than of");

const FORM = '{"type":"done","visit":0,"finished":1,"of":1}';

/**
 * Reads a line.
 *
 * @param place Where it stands, for messages: `line 3 of standard input`.
 * @throws {MomoError} `protocol` if it is no message.
 */
export function parseTrainerMessage(text: string, place: string): TrainerMessage {
  const refuse = (what: string, cause?: unknown) =>
    new MomoError("protocol", `Cannot read ${place}: ${what}`, { cause });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw refuse(`it is not JSON, expected ${FORM}`, error);
  }
  const type: unknown = typeof value === "object" && value !== null
    ? Reflect.get(value, "type")
    : undefined;
  if (type === "result") return { type, result: resultOf(text, place) };
  if (type !== "done") {
    throw refuse(`its type is ${JSON.stringify(type ?? null)}, expected "done" or "result"`);
  }
  const parsed = DONE.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  const field = path.join(".");
  throw refuse(`${field === "" ? "" : `${field}: `}${message}, expected ${FORM}`);
}

function resultOf(text: string, place: string): EpisodeResult {
  try {
    return parseResult(text, place);
  } catch (error) {
    throw new MomoError("protocol", messageOf(error), { cause: error });
  }
}
