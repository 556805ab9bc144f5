/** Telling what a gateway says from the data that it sends. */
import { scanRecords } from "../../dbn/framing.ts";
import { layoutOfVersion } from "../../dbn/layouts/select.ts";
import { type RecordChunk, wordsOf } from "../../dbn/record_chunk.ts";
import { RTYPE } from "../../dbn/rtype.ts";
import { ERROR, readMessage } from "../protocol/gateway_messages.ts";
import { GatewayRefusal, LostConnection } from "./lost_connection.ts";

/** Record types by which a gateway talks. */
const MESSAGE_TYPES: ReadonlySet<number> = new Set([
  ...[RTYPE.error, RTYPE.symbolMapping, RTYPE.system],
]);

/** Whether the first record of a chunk is one by which a gateway talks. */
export function isMessage({ bytes }: RecordChunk): boolean {
  return MESSAGE_TYPES.has(bytes[1]!);
}

/** What an error says that ends the session; `null` for all other records. */
export function refusalOf(part: RecordChunk): GatewayRefusal | null {
  const message = part.bytes[1] === RTYPE.error ? readMessage(part.bytes, 0) : null;
  if (message === null) return null;
  const { code, text } = message;
  const goesOn = code === ERROR.skippedRecords || code === ERROR.symbolResolution;
  return goesOn ? null : new GatewayRefusal(code, text);
}

/** Errors that were reported together, in the words of the official client. */
export function joinRefusals(refusals: readonly GatewayRefusal[]): GatewayRefusal {
  const { code, message } = refusals[0]!; // there is one
  if (refusals.length === 1) return new GatewayRefusal(code, message);
  const texts = refusals.map((refusal) => refusal.message).join(", ");
  return new GatewayRefusal(code, `The following errors occurred: ${texts}`);
}

/**
 * Makes sure that a chunk holds what can come at all.
 *
 * @throws {LostConnection} If not: then the place in the stream is lost, and all of the chunk in doubt.
 */
export function checkRecords(chunk: RecordChunk, rtypes: ReadonlySet<number>): void {
  const words = wordsOf(chunk);
  let known = -1;
  for (let at = 0; at < words.length; at += words[at]! & 0xff) {
    const form = words[at]! & 0xffff;
    if (form === known) continue;
    known = form;
    const rtype = form >> 8;
    const size = (form & 0xff) * 4 - (chunk.tsOut ? 8 : 0);
    const isKnown = rtypes.has(rtype) || MESSAGE_TYPES.has(rtype);
    if (isKnown && layoutOfVersion(rtype, 3)?.size === size) continue;
    throw new LostConnection(`what comes are no records that were asked for (type ${rtype})`);
  }
}

/** The messages of a chunk each for itself, and the data between them. */
export function* splitMessages(chunk: RecordChunk): Generator<RecordChunk> {
  if (chunk.uniform !== null && !MESSAGE_TYPES.has(chunk.uniform.rtype)) return yield chunk;
  const words = wordsOf(chunk);
  let from = 0;
  for (let at = 0, size = 0; at < words.length; at += size) {
    size = words[at]! & 0xff;
    if (!MESSAGE_TYPES.has((words[at]! >> 8) & 0xff)) continue;
    if (at > from) yield partOf(chunk, from, at);
    yield partOf(chunk, at, at + size);
    from = at + size;
  }
  if (from < words.length) yield partOf(chunk, from, words.length);
}

/** Some words of a chunk, in memory of their own so that they are aligned. */
function partOf(chunk: RecordChunk, from: number, to: number): RecordChunk {
  const bytes = chunk.bytes.slice(from * 4, to * 4);
  const { count, uniform } = scanRecords(bytes, bytes.length);
  return { ...chunk, bytes, count, uniform, offset: chunk.offset + from * 4 };
}
