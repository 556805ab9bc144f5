/** What a live client has from elsewhere before it connects: records of files, from which the gateway goes on. */
import type { LiveEvent } from "./live_events.ts";

/** Records of the past. */
export interface EarlierRecords {
  /** Records in the order in which they became available, mappings each in a chunk of its own, and what is missing. */
  readonly events: () => Iterable<LiveEvent>;
  /** When the gateway takes over, ns since the Unix epoch; known once the events were read. */
  readonly end: bigint;
  /** Until when all records of a schema are there, at most `end`; known once the events were read. */
  readonly knownUntil: (schema: string) => bigint;
}
