/** The worker role `day`: loads one session at a time and encodes it. */
import type { EncodedDay } from "../cache/encoded_day.ts";
import { answerTask } from "../workers/answer.ts";
import type { HandleMessage } from "../workers/worker_entry.ts";
import type { SessionJob } from "./day_plans.ts";
import { encodeSession } from "./encode_session.ts";

/** First message to a day worker. */
export interface DayOpening {
  readonly role: "day";
}

/** The handler of a new worker's messages. */
export function dayRole(): HandleMessage {
  return async (message) => {
    const request = message as DayOpening | SessionJob; // only the program's own pool writes here
    if ("role" in request) return;
    await answerTask(
      () => encodeSession(request),
      ({ tables }: EncodedDay) => tables.map(({ bytes }) => bytes.buffer),
    );
  };
}
