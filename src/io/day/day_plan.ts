/** What is to be read for a symbol-day. The plans of sessions are plain objects that can be sent to another thread. */
import type { AdjustmentFactors } from "../../core/clean/corporate_actions.ts";
import type { DayTableName } from "../../core/day/day.ts";
import type { DayName } from "../../core/day/day_name.ts";
import type { Schema } from "../dbn/schema.ts";
import type { DayFile, TimeSpan } from "./day_files.ts";

/** A file of the day store that holds the rows of a table. */
export interface StoredTable {
  readonly path: string;
  readonly dataset: string;
  readonly schema: Schema;
  /** Keys of the files that the rows came from. */
  readonly files: readonly string[];
  /** Stretches of the trade date that those files covered, epoch seconds. */
  readonly covered: readonly TimeSpan[];
}

/** Where one table comes from. */
export interface TablePlan {
  readonly table: DayTableName;
  /** `null` if there is nothing to read the table from. */
  readonly schema: Schema | null;
  readonly dataset: string | null;
  /** Files in reading order; none if the rows come from the store. */
  readonly files: readonly DayFile[];
  readonly stored: StoredTable | null;
}

/** Records of a schema that none of the day's own tables is made from. */
export interface OtherPlan {
  readonly schema: Schema;
  readonly dataset: string;
  readonly files: readonly DayFile[];
  readonly stored: StoredTable | null;
}

/** One trade date of a symbol. */
export interface SessionPlan extends DayName {
  readonly tables: Readonly<Record<DayTableName, TablePlan>>;
  readonly others: readonly OtherPlan[];
  /** Whether bars are folded from the tape, because there are no one-second bars. */
  readonly foldsBars: boolean;
  /** The vendor's word on the day, `null` without one. */
  readonly condition: string | null;
  /** What is missing, one sentence each. */
  readonly warnings: readonly string[];
}

/** A session before the day that may serve as its previous one. */
export interface PreviousPlan extends AdjustmentFactors {
  readonly session: SessionPlan;
}

/** A day and, if they are wanted, the sessions before it, latest first; the first that has rows is taken. */
export interface DayPlan {
  readonly session: SessionPlan;
  /** Each is planned when it is come to; `null` if no previous session is wanted. */
  readonly previous: Iterable<PreviousPlan> | null;
}
