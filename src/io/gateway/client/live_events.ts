/** What a live client tells its user, in the order in which it happened. */
import type { DbnMetadata } from "../../dbn/metadata.ts";
import type { RecordChunk } from "../../dbn/record_chunk.ts";

/** Why records may be missing; `seam` is between files and the first session, `coverage` a time that no file has. */
export type GapCause = "disconnect" | "slow_reader" | "seam" | "coverage";

/** Whether records are missing: surely or possibly; probably not, but nobody has checked; no, by comparison with files. */
export type GapState = "open" | "unverified" | "verified";

/** A stretch of time in which records of a schema may be missing, or were got in another way. */
export interface Gap {
  readonly schema: string;
  /** ns since the Unix epoch, both included; compared with `ts_event`, for samples of quotes with `ts_recv`. */
  readonly from: bigint;
  readonly to: bigint;
  readonly cause: GapCause;
  /** What it was filled from; `null` if nothing was. */
  readonly filled: "replay" | "files" | null;
  readonly state: GapState;
}

/** One event. */
export type LiveEvent =
  /** The first session has started. */
  | { readonly kind: "metadata"; readonly metadata: DbnMetadata }
  /** Records of data, and symbol mappings that say something new; version 3. */
  | { readonly kind: "records"; readonly chunk: RecordChunk }
  /** The gateway is there, and it is that time. */
  | { readonly kind: "heartbeat"; readonly time: bigint }
  /** Something that the gateway says: an acknowledgement, a warning, the end of an interval. */
  | {
    readonly kind: "message";
    readonly code: number;
    readonly text: string;
    readonly time: bigint;
  }
  /** An error after which the session goes on, such as a symbol that is not known. */
  | { readonly kind: "error"; readonly code: number; readonly text: string; readonly time: bigint }
  | { readonly kind: "gap"; readonly gap: Gap }
  /** The connection is lost, or could not be made; another try follows after a wait. */
  | { readonly kind: "lost"; readonly reason: string; readonly waitMs: number }
  /** A session has started in the place of the one that was lost. */
  | { readonly kind: "resumed"; readonly attempts: number };
