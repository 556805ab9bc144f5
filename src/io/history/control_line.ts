/** What a playback is told while it runs: one JSON object a line. */
import { z } from "zod";
import { messageOf, MomoError } from "../../core/error.ts";
import { parseSpeed } from "./speed.ts";

/** One instruction. */
export type Control =
  | { readonly type: "pause" }
  | { readonly type: "resume" }
  | { readonly type: "speed"; readonly speed: number }
  /** `ts` as text: an instant with its zone, or New York time of the date at hand. */
  | { readonly type: "seek"; readonly ts: string };

const SPEED = z.union([z.number().positive(), z.string()]);
const CONTROL = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("pause") }),
  z.strictObject({ type: z.literal("resume") }),
  z.strictObject({ type: z.literal("speed"), speed: SPEED }),
  z.strictObject({ type: z.literal("seek"), ts: z.string().min(1).max(64) }),
]);

const FORM =
  '{"type":"pause"}, {"type":"resume"}, {"type":"speed","speed":10} or {"type":"seek","ts":"10:30"}';

/**
 * Reads a line.
 *
 * @param line Its number, for messages.
 * @throws {MomoError} `protocol` if it is no instruction.
 */
export function parseControl(text: string, line: number): Control {
  const refuse = (why: string, cause?: unknown) =>
    new MomoError("protocol", `Cannot follow line ${line} of the control: ${why}`, {
      hint: `write ${FORM}`,
      cause,
    });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw refuse("it is not JSON", error);
  }
  const parsed = CONTROL.safeParse(value);
  if (!parsed.success) throw refuse(parsed.error.issues[0]!.message);
  if (parsed.data.type !== "speed") return parsed.data;
  try {
    return { type: "speed", speed: parseSpeed("speed", String(parsed.data.speed)) };
  } catch (error) {
    throw refuse(messageOf(error), error);
  }
}
