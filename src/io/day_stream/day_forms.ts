/** The forms in which threads give days. */
import { dayBytes } from "../../core/day/day_memory.ts";
import { encodedBytes, type EncodedDay } from "../cache/encoded_day.ts";
import type { ColumnDay } from "./day_worker.ts";
import type { DayForm } from "./threaded_loader.ts";

/** As Arrow streams, to be handed to another process. */
export const ENCODED_FORM: DayForm<EncodedDay> = {
  opening: { role: "day", form: "arrow" },
  bytesOf: encodedBytes,
  isEmpty: ({ facts: { rows } }) => rows === 0,
};

/** As columns, to be worked on here. */
export const COLUMN_FORM: DayForm<ColumnDay> = {
  opening: { role: "day", form: "columns" },
  bytesOf: ({ day }) => dayBytes(day),
  isEmpty: ({ day: { bars1s, trades, quotes, others } }) =>
    bars1s.length + trades.length + quotes.length === 0 &&
    others.every(({ table }) => table.length === 0),
};
