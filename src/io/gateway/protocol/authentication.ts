/** The line by which a client authenticates itself and chooses how it is served. */
import { MomoError } from "../../../core/error.ts";
import { type ControlFields, formatControlLine } from "./control_line.ts";

/** What the gateway does for a client that does not keep pace: deliver everything late, or leave quotes out. */
export const SLOW_READER_BEHAVIORS = ["warn", "skip"] as const;

/** One of `SLOW_READER_BEHAVIORS`. */
export type SlowReaderBehavior = typeof SLOW_READER_BEHAVIORS[number];

/** Compressions of the binary stream. */
export const STREAM_COMPRESSIONS = ["none", "zstd"] as const;

/** One of `STREAM_COMPRESSIONS`. */
export type StreamCompression = typeof STREAM_COMPRESSIONS[number];

/** How a session is served. */
export interface SessionOptions {
  /** For example `EQUS.MINI`. */
  readonly dataset: string;
  readonly compression: StreamCompression;
  /** Whether every record ends with the gateway's send time. */
  readonly tsOut: boolean;
  /** Seconds without a record after which a heartbeat is sent; `null` for the gateway's default. */
  readonly heartbeatSeconds: number | null;
  /** `null` for the gateway's default. */
  readonly slowReader: SlowReaderBehavior | null;
  /** Name and version of the client program; empty if it does not say. */
  readonly client: string;
}

/** Options and the proof of a key. */
export interface AuthenticationRequest extends SessionOptions {
  /** Response to the challenge. */
  readonly auth: string;
}

/** Longest and shortest time between heartbeats that a gateway grants, seconds. */
const HEARTBEAT_RANGE = { min: 1, max: 1800 } as const;

/** The line as the official Rust client orders its fields, its end included. */
export function formatAuthentication(request: AuthenticationRequest): string {
  const { auth, dataset, compression, tsOut, client, heartbeatSeconds, slowReader } = request;
  const fields: [string, string][] = [
    ["auth", auth],
    ["dataset", dataset],
    ["encoding", "dbn"],
    ["compression", compression],
    ["ts_out", tsOut ? "1" : "0"],
  ];
  if (client !== "") fields.push(["client", client]);
  if (heartbeatSeconds !== null) fields.push(["heartbeat_interval_s", String(heartbeatSeconds)]);
  if (slowReader !== null) fields.push(["slow_reader_behavior", slowReader]);
  return formatControlLine(fields);
}

/**
 * Reads the fields of the line in any order. Unknown fields are passed over.
 *
 * @throws {MomoError} `protocol` if a field is missing or has a value that cannot be served.
 */
export function parseAuthentication(fields: ControlFields): AuthenticationRequest {
  return {
    auth: required(fields, "auth"),
    dataset: required(fields, "dataset"),
    compression: parseCompression(fields),
    tsOut: parseBoolean(fields, "ts_out", false),
    heartbeatSeconds: parseHeartbeat(fields.get("heartbeat_interval_s")),
    slowReader: parseSlowReader(fields.get("slow_reader_behavior")),
    client: fields.get("client") ?? "",
  };
}

/** The value of a field that has to be there. @throws {MomoError} `protocol` if it is not. */
export function required(fields: ControlFields, name: string): string {
  const value = fields.get(name);
  if (value === undefined || value === "") {
    throw new MomoError("protocol", `Cannot serve a request: it has no ${name}`);
  }
  return value;
}

/** A field of `0` or `1`. @throws {MomoError} `protocol` if it is neither. */
export function parseBoolean(fields: ControlFields, name: string, absent: boolean): boolean {
  const text = fields.get(name);
  if (text === undefined || text === "") return absent;
  if (text === "1" || text === "0") return text === "1";
  throw invalid(name, text, "0 or 1");
}

/** The error for a field that cannot be understood. */
export function invalid(name: string, text: string, wanted: string): MomoError {
  return new MomoError("protocol", `Cannot serve ${name} "${text}": expected ${wanted}`);
}

function parseCompression(fields: ControlFields): StreamCompression {
  const encoding = fields.get("encoding") ?? "dbn";
  if (encoding !== "dbn") throw invalid("encoding", encoding, "dbn");
  const text = fields.get("compression") ?? "none";
  const known = STREAM_COMPRESSIONS.find((name) => name === text);
  if (known === undefined) throw invalid("compression", text, "none or zstd");
  return known;
}

function parseHeartbeat(text: string | undefined): number | null {
  if (text === undefined || text === "") return null;
  if (!/^\d{1,9}$/.test(text)) throw invalid("heartbeat_interval_s", text, "whole seconds");
  return Math.min(Math.max(Number(text), HEARTBEAT_RANGE.min), HEARTBEAT_RANGE.max);
}

function parseSlowReader(text: string | undefined): SlowReaderBehavior | null {
  if (text === undefined || text === "") return null;
  if (text === "drop") return "skip"; // the older name
  const known = SLOW_READER_BEHAVIORS.find((name) => name === text);
  if (known === undefined) throw invalid("slow_reader_behavior", text, "warn or skip");
  return known;
}
