/** Records by which a gateway talks about a session: acknowledgements, mappings, errors. */
import { decodeCstr } from "../../dbn/columns/cstr.ts";
import { RecordBuilder } from "../../dbn/encode/record_builder.ts";
import { UNDEF_TS } from "../../dbn/layouts/layout.ts";
import { type DbnMetadata, newMetadata } from "../../dbn/metadata.ts";
import { RTYPE } from "../../dbn/rtype.ts";
import { STYPE_NONE } from "../../dbn/stype.ts";

/** Codes of system messages. */
export const SYSTEM = {
  heartbeat: 0,
  subscriptionAck: 1,
  slowReader: 2,
  replayCompleted: 3,
  endOfInterval: 4,
  unset: 255,
} as const;

/** Codes of errors. */
export const ERROR = {
  authFailed: 1,
  keyDeactivated: 2,
  connectionLimit: 3,
  symbolResolution: 4,
  invalidSubscription: 5,
  internal: 6,
  skippedRecords: 7,
  replayAgedOut: 8,
} as const;

/** Text, of no code, by which the replay gateway says that its data are over and a close is no fault. */
export const END_OF_REPLAY = "End of replay";

const TEXT_LENGTH = 301; // characters
const SYSTEM_TEXT_AT = 16;
const SYSTEM_CODE_AT = 319;
const ERROR_CODE_AT = 318;
const SYSTEM_SIZE = 320;
/** Characters of a symbol at most. */
const SYMBOL_LENGTH = 70;

/** The metadata of a session. @param start ns since the Unix epoch. */
export function sessionMetadata(dataset: string, start: bigint, tsOut: boolean): DbnMetadata {
  return newMetadata({ dataset, start, tsOut });
}

/** What an instrument id stands for. */
export interface MappingMessage {
  readonly instrumentId: number;
  /** As the subscriber asked for it, or the symbol that it expanded to. */
  readonly symbolIn: string;
  readonly symbolOut: string;
  /** Interval in ns since the Unix epoch; `null` if it is not known. */
  readonly start: bigint | null;
  readonly end: bigint | null;
}

/** Makes a gateway's records of version 3. Times are ns since the Unix epoch. */
export class MessageWriter {
  readonly #builder = new RecordBuilder({ version: 3 });

  /** A system message. */
  system(code: number, text: string, time: bigint): Uint8Array {
    this.#builder.add(RTYPE.system, {
      ...{ ts_event: time, publisher_id: 0, instrument_id: 0 },
      ...{ msg: text.slice(0, TEXT_LENGTH), code },
    });
    return this.#builder.take();
  }

  /** An error. @param isLast Whether no other error is reported with it. */
  error(code: number, text: string, time: bigint, isLast = true): Uint8Array {
    this.#builder.add(RTYPE.error, {
      ...{ ts_event: time, publisher_id: 0, instrument_id: 0 },
      ...{ err: text.slice(0, TEXT_LENGTH), code, is_last: isLast ? 1 : 0 },
    });
    return this.#builder.take();
  }

  /** A symbol mapping. */
  mapping(mapping: MappingMessage, time: bigint): Uint8Array {
    const { instrumentId, symbolIn, symbolOut, start, end } = mapping;
    this.#builder.add(RTYPE.symbolMapping, {
      ...{ ts_event: time, publisher_id: 0, instrument_id: instrumentId },
      ...{ stype_in: STYPE_NONE, stype_out: STYPE_NONE },
      stype_in_symbol: symbolIn.slice(0, SYMBOL_LENGTH),
      stype_out_symbol: symbolOut.slice(0, SYMBOL_LENGTH),
      start_ts: start ?? UNDEF_TS,
      end_ts: end ?? UNDEF_TS,
    });
    return this.#builder.take();
  }
}

/** A system message or error as it was received. */
export interface ReceivedMessage {
  readonly kind: "system" | "error";
  readonly code: number;
  readonly text: string;
}

/** Reads the system message or error of version 2 or 3 at `offset`; `null` if it is another record. */
export function readMessage(bytes: Uint8Array, offset: number): ReceivedMessage | null {
  const rtype = bytes[offset + 1];
  if (bytes[offset]! * 4 < SYSTEM_SIZE) return null;
  if (rtype !== RTYPE.system && rtype !== RTYPE.error) return null;
  const codeAt = rtype === RTYPE.system ? SYSTEM_CODE_AT : ERROR_CODE_AT;
  const text = decodeCstr(bytes, offset + SYSTEM_TEXT_AT, codeAt - SYSTEM_TEXT_AT);
  const kind = rtype === RTYPE.system ? "system" : "error";
  return { kind, code: bytes[offset + codeAt]!, text };
}

const REPLAY_COMPLETED = /^Finished (\S+) replay/;
const SLOW_CLIENT = /^Slow client detected for (\S+?)\.?(?:\s|$)/;

/** The schema that a message about a finished replay or skipped records names; `null` if it names none. */
export function schemaOfMessage(text: string): string | null {
  return REPLAY_COMPLETED.exec(text)?.[1] ?? SLOW_CLIENT.exec(text)?.[1] ?? null;
}
