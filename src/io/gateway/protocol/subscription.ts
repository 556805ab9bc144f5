/** The lines by which a client subscribes to data. */
import { MomoError } from "../../../core/error.ts";
import { invalid, parseBoolean, required } from "./authentication.ts";
import { type ControlFields, formatControlLine } from "./control_line.ts";

/** What stands for every symbol of the dataset. */
export const ALL_SYMBOLS = "ALL_SYMBOLS";
/** Symbols of one line at most. */
export const CHUNK_SYMBOLS = 500;

/** One line: a subscription, or a chunk of one. Names are as they were sent. */
export interface SubscriptionLine {
  readonly schema: string;
  readonly stypeIn: string;
  /** Symbols as asked for; `ALL_SYMBOLS` alone for every one. */
  readonly symbols: readonly string[];
  /** First time that is wanted, ns since the Unix epoch; 0 is as far back as there is; `null` is from now on. */
  readonly start: bigint | null;
  /** Whether the state of the book is wanted first. */
  readonly snapshot: boolean;
  /** Number that the acknowledgement names; `null` without one. */
  readonly id: number | null;
  /** Whether no chunk of the same subscription follows. */
  readonly isLast: boolean;
}

/** A subscription as a whole. */
export type SubscriptionRequest = Omit<SubscriptionLine, "isLast">;

/**
 * The lines of a subscription, in chunks of 500 symbols, as the official Rust client orders their fields.
 *
 * @throws {MomoError} `usage` if there are no symbols or one cannot be expressed.
 */
export function formatSubscription(request: SubscriptionRequest): string[] {
  const { schema, stypeIn, symbols, start, snapshot, id } = request;
  const odd = symbols.find((symbol) => symbol === "" || /[,\s]/.test(symbol));
  if (symbols.length === 0 || odd !== undefined) {
    const state = odd === undefined ? "there are no symbols" : `"${odd}" is no symbol`;
    throw new MomoError("usage", `Cannot subscribe to ${schema}: ${state}`);
  }
  const lines: string[] = [];
  for (let from = 0; from < symbols.length; from += CHUNK_SYMBOLS) {
    const fields: [string, string][] = [
      ["schema", schema],
      ["stype_in", stypeIn],
      ["symbols", symbols.slice(from, from + CHUNK_SYMBOLS).join(",")],
      ["snapshot", snapshot ? "1" : "0"],
      ["is_last", from + CHUNK_SYMBOLS >= symbols.length ? "1" : "0"],
    ];
    if (start !== null) fields.push(["start", String(start)]);
    if (id !== null) fields.push(["id", String(id)]);
    lines.push(formatControlLine(fields));
  }
  return lines;
}

/**
 * Reads the fields of a line in any order.
 *
 * @throws {MomoError} `protocol` if a field is missing or cannot be understood.
 */
export function parseSubscription(fields: ControlFields): SubscriptionLine {
  const symbols = required(fields, "symbols").split(",").map((symbol) => symbol.trim());
  return {
    schema: required(fields, "schema"),
    stypeIn: required(fields, "stype_in"),
    symbols: symbols.filter((symbol) => symbol !== ""),
    start: parseStart(fields.get("start")),
    snapshot: parseBoolean(fields, "snapshot", false),
    id: parseId(fields.get("id")),
    isLast: parseBoolean(fields, "is_last", true),
  };
}

const MAX_TIME = 2n ** 64n - 1n;

function parseStart(text: string | undefined): bigint | null {
  if (text === undefined || text === "") return null;
  if (!/^\d{1,20}$/.test(text) || BigInt(text) > MAX_TIME) {
    throw invalid("start", text, "ns since the Unix epoch");
  }
  return BigInt(text);
}

function parseId(text: string | undefined): number | null {
  if (text === undefined || text === "") return null;
  if (!/^\d{1,10}$/.test(text)) throw invalid("id", text, "a whole number");
  return Number(text);
}
