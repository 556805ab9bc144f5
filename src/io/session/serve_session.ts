/** The loop of a session: read a line, answer it, until the trainer leaves or the run ends. */
import { MomoError } from "../../core/error.ts";
import { untilAborted } from "../bytes/until_aborted.ts";
import { boundedLines } from "../text/bounded_lines.ts";
import type { ReplyWriter } from "./frame_writer.ts";
import { MOST_LINE_BYTES } from "./hello.ts";
import { errorReply, type Reply } from "./reply.ts";
import { parseRequest, RequestError, type RequestId } from "./session_request.ts";
import type { TrainerSession } from "./trainer_session.ts";

/** What a session is served over. */
export interface SessionConnection {
  readonly input: AsyncIterable<Uint8Array>;
  readonly writer: ReplyWriter;
  /** Aborted when the run is to end. */
  readonly signal: AbortSignal;
}

/**
 * Greets, and answers requests in their order until the input ends. What cannot be read or met is answered with an
 * error.
 *
 * @throws {Deno.errors.BrokenPipe} If the reader has left.
 * @throws The signal's reason, if it is aborted.
 */
export async function serveSession(
  session: TrainerSession,
  { input, writer, signal }: SessionConnection,
): Promise<void> {
  await writer.write(session.hello);
  const lines = boundedLines(input, MOST_LINE_BYTES);
  let coming: ReturnType<typeof lines.next> | null = null;
  while (true) {
    const next = await untilAborted(coming ?? lines.next(), signal);
    if (next.done === true) return;
    coming = session.isLive ? readAhead(session, lines) : null;
    await untilAborted(answerLine(session, writer, next.value), signal);
  }
}

/** Reads on while a request is answered that may wait, so that it does not wait for a trainer who has left. */
function readAhead(session: TrainerSession, lines: ReturnType<typeof boundedLines>) {
  const coming = lines.next();
  coming.then(({ done }) => done === true && session.leave(), () => session.leave());
  return coming;
}

async function answerLine(
  session: TrainerSession,
  writer: ReplyWriter,
  { line, text }: { readonly line: number; readonly text: string | null },
): Promise<void> {
  let id: RequestId = null;
  let reply: Reply;
  try {
    if (text === null) throw tooLong(line);
    const request = parseRequest(text, line);
    id = request.id;
    reply = await session.answer(request);
    await writer.write(reply);
  } catch (error) {
    if (!(error instanceof MomoError)) throw error;
    await writer.write(errorReply(error, error instanceof RequestError ? error.id : id));
  }
}

function tooLong(line: number): RequestError {
  return new RequestError(
    null,
    `Cannot read line ${line}: it is longer than ${MOST_LINE_BYTES} bytes`,
  );
}
