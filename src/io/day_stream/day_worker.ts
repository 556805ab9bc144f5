/** The worker role `day`: loads one session at a time, as columns or encoded. */
import { adjustDay } from "../../core/day/lookback.ts";
import { dayBuffers } from "../../core/day/day_memory.ts";
import type { SingleDay } from "../../core/day/day.ts";
import type { EncodedDay } from "../cache/encoded_day.ts";
import { loadSession } from "../day/load_session.ts";
import { answerTask } from "../workers/answer.ts";
import type { HandleMessage } from "../workers/worker_entry.ts";
import type { SessionJob } from "./day_plans.ts";
import { encodeSession } from "./encode_session.ts";

/** First message to a day worker. */
export interface DayOpening {
  readonly role: "day";
  /** `arrow`: an `EncodedDay`; `columns`: a `ColumnDay`. */
  readonly form: "arrow" | "columns";
}

/** A session as columns, on the terms of the day it is loaded for. */
export interface ColumnDay {
  readonly day: SingleDay;
  readonly factors: SessionJob["factors"];
  /** Files that could not be read whole, one sentence each. */
  readonly damage: readonly string[];
}

/** The handler of a new worker's messages. */
export function dayRole(): HandleMessage {
  let form: DayOpening["form"] = "arrow";
  return async (message) => {
    const request = message as DayOpening | SessionJob; // only the program's own pool writes here
    if ("role" in request) form = request.form;
    else if (form === "arrow") await answerTask(() => encodeSession(request), encodedBuffers);
    else await answerTask(() => loadColumns(request), ({ day }) => dayBuffers(day));
  };
}

function encodedBuffers({ tables }: EncodedDay): ArrayBuffer[] {
  return tables.map(({ bytes }) => bytes.buffer);
}

function loadColumns({ session, factors }: SessionJob): ColumnDay {
  const { day, problems } = loadSession(session, new AbortController().signal);
  return {
    day: factors === null ? day : adjustDay(day, factors),
    factors,
    damage: problems.map(({ message }) => message),
  };
}
