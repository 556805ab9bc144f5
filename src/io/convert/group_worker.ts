/** The worker role `group`: takes the records of a Parquet row group and gives back its bytes. */
import { joinBytes } from "../bytes/join_bytes.ts";
import type { RecordChunk } from "../dbn/record_chunk.ts";
import type { EncodedGroup } from "../parquet/encoder.ts";
import { answerTask } from "../workers/answer.ts";
import type { HandleMessage } from "../workers/worker_entry.ts";
import type { ColumnJob } from "./column_job.ts";
import { RowGroups } from "./row_groups.ts";

/** First message to a worker; all others are chunks with the records of a row group. */
export interface GroupOpening {
  readonly role: "group";
  readonly job: ColumnJob;
}

/** The handler of a new worker's messages. */
export function groupRole(): HandleMessage {
  let groups: RowGroups | undefined;
  return async (message) => {
    const request = message as GroupOpening | RecordChunk; // only the program's own pool writes here
    if ("role" in request) {
      groups = new RowGroups(request.job);
      return;
    }
    await answerTask(
      () => inOnePiece(groups!.encode(request)),
      ({ pages }) => pages.flatMap(({ buffer }) => buffer instanceof ArrayBuffer ? [buffer] : []),
    );
  };
}

/** The same group with all its pages in memory of their own. */
function inOnePiece(group: EncodedGroup): EncodedGroup {
  return { ...group, pages: [joinBytes(group.pages).slice()] };
}
