/** What a trainer asks for: one JSON object a line, checked field by field. */
import { z } from "zod";
import { closest } from "../../core/config/closest.ts";
import { MomoError } from "../../core/error.ts";

/** The version of the protocol that is spoken here. */
export const PROTOCOL_VERSION = 1;

/** Environments that a session can have, by number from 0. */
export const MOST_ENVIRONMENTS = 1024;
/** Steps of one request. */
const MOST_STEPS = 100_000;
const MOST_ORDERS = 256;
/** Seconds in a trade date, from 04:00 to 20:00. */
const MOST_SECONDS = 57_600;
const MOST_RESULTS = 100_000;

/** Forms that arrays are handed over in. */
export const ENCODINGS = ["json", "f64", "f32", "arrow"] as const;
/** What an observation can carry beside the market. */
export const EXTRAS = ["account", "indicators", "levels", "volume"] as const;
/** Tables of a window. */
export const WINDOW_TABLES = ["bars", "trades", "quotes", "statistics"] as const;

const ENV = z.int().min(0).max(MOST_ENVIRONMENTS - 1);
const SEED = z.int().min(0);
const TEXT = z.string().min(1).max(200);
const TIME = z.string().min(1).max(64);
/** Seconds, or a text with a unit. */
const DURATION = z.union([z.number().positive().max(MOST_SECONDS), z.string().min(1).max(32)]);
const EXTRA_LIST = z.array(z.enum(EXTRAS)).max(EXTRAS.length);
const ENCODING = z.enum(ENCODINGS);
const EXECUTION = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
const OBJECT = z.record(z.string(), z.unknown());
/** How an environment starts. */
const START = {
  account: z.enum(["keep", "fresh"]).optional(),
  cash: z.number().min(0).max(1e9).optional(),
  seed: SEED.optional(),
  execution: EXECUTION.optional(),
  include: EXTRA_LIST.optional(),
};

/** The fields of each request, beside `type` and `id`. */
const REQUESTS = {
  hello: { protocol: z.int().optional() },
  select: { env: ENV.optional(), ...START },
  load: { day: TEXT, preload: z.array(TEXT).max(16).optional() },
  reset: {
    env: ENV.optional(),
    day: TEXT.optional(),
    days: z.array(TEXT).min(1).max(16).optional(),
    ts: TIME.optional(),
    ...START,
  },
  observe: { env: ENV.optional(), include: EXTRA_LIST.optional(), encoding: ENCODING.optional() },
  window: {
    env: ENV.optional(),
    seconds: z.int().min(1).max(MOST_SECONDS),
    tables: z.array(z.enum(WINDOW_TABLES)).min(1).max(WINDOW_TABLES.length).optional(),
    symbols: z.array(TEXT).min(1).max(16).optional(),
    encoding: ENCODING.optional(),
  },
  orders: { env: ENV.optional(), orders: z.array(OBJECT).min(1).max(MOST_ORDERS) },
  step: {
    env: ENV.optional(),
    envs: z.array(ENV).min(1).max(MOST_ENVIRONMENTS).optional(),
    by: DURATION.optional(),
    to: TIME.optional(),
    count: z.int().min(1).max(MOST_STEPS).optional(),
    orders: z.array(OBJECT).max(MOST_ORDERS).optional(),
    include: EXTRA_LIST.optional(),
    encoding: ENCODING.optional(),
  },
  account: { env: ENV.optional() },
  snapshot: { env: ENV.optional() },
  restore: { env: ENV.optional(), snapshot: z.int().min(0) },
  fork: { env: ENV.optional(), to: ENV },
  drop: { snapshot: z.int().min(0) },
  feedback: { results: z.array(OBJECT).min(1).max(MOST_RESULTS) },
  tables: { day: TEXT, schemas: z.array(TEXT).min(1).max(32).optional() },
  release: { files: z.array(z.string().max(4096)).min(1).max(4096) },
  statistics: {},
} as const;

type Requests = typeof REQUESTS;

/** What can be asked for. */
export type RequestType = keyof Requests;

/** The name of a request in the trainer's own counting; `null` if it gave none. */
export type RequestId = string | number | null;

/** One request of a type. */
export type RequestOf<T extends RequestType> =
  & { readonly type: T; readonly id: RequestId }
  & z.infer<z.ZodObject<Requests[T]>>;

/** Any request. */
export type SessionRequest = { [T in RequestType]: RequestOf<T> }[RequestType];

/** Names of all requests. */
export const REQUEST_TYPES: readonly string[] = Object.keys(REQUESTS);

const ID = z.union([z.string().max(200), z.number()]).nullable().default(null);

/** A line that is no request, and the id it had, if that could be told. */
export class RequestError extends MomoError {
  readonly id: RequestId;

  constructor(id: RequestId, message: string, hint?: string) {
    super("protocol", message, { hint });
    this.id = id;
  }
}

/**
 * Reads a line.
 *
 * @param line Its number, for messages.
 * @throws {RequestError} `protocol` if it is no request.
 */
export function parseRequest(text: string, line: number): SessionRequest {
  const value = parseObject(text, line);
  const parsedId = ID.safeParse(value.id);
  const id = parsedId.data ?? null;
  const place = id === null ? `line ${line}` : `request ${JSON.stringify(id)}`;
  if (!parsedId.success) {
    throw new RequestError(null, `Cannot read line ${line}: its id is neither a text nor a number`);
  }
  const { type } = value;
  if (typeof type !== "string" || !Object.hasOwn(REQUESTS, type)) {
    throw unknownType(id, place, type);
  }
  const fields = REQUESTS[type as RequestType]; // as just checked
  const parsed = z.strictObject({ type: z.literal(type), id: ID, ...fields }).safeParse(value);
  if (parsed.success) return parsed.data as SessionRequest; // checked against the type's own fields
  const { issues } = parsed.error;
  const issue = issues.find(({ code }) => code === "unrecognized_keys") ?? issues[0]!;
  throw unreadable(id, place, issue, ["type", "id", ...Object.keys(fields)]);
}

function parseObject(text: string, line: number): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new RequestError(null, `Cannot read line ${line}: it is not JSON, expected one object`);
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return Object.fromEntries(Object.entries(value));
  }
  throw new RequestError(null, `Cannot read line ${line}: it is no JSON object`);
}

function unknownType(id: RequestId, place: string, type: unknown): RequestError {
  const near = typeof type === "string" ? closest(type, REQUEST_TYPES) : undefined;
  const hint = near === undefined
    ? `the types are ${REQUEST_TYPES.join(", ")}`
    : `did you mean "${near}"?`;
  return new RequestError(
    id,
    `Cannot read ${place}: its type is ${JSON.stringify(type) ?? "missing"}, which is not known`,
    hint,
  );
}

function unreadable(
  id: RequestId,
  place: string,
  issue: z.core.$ZodIssue,
  known: readonly string[],
): RequestError {
  if (issue.code === "unrecognized_keys") {
    const [field] = issue.keys;
    const near = closest(field!, known);
    return new RequestError(
      id,
      `Cannot read ${place}: there is no field "${field}"`,
      near === undefined ? `the fields are ${known.join(", ")}` : `did you mean "${near}"?`,
    );
  }
  const field = issue.path.join(".");
  return new RequestError(id, `Cannot read ${place}: ${field}: ${lowerFirst(issue.message)}`);
}

function lowerFirst(text: string): string {
  return text.replace(/^[A-Z]/, (letter) => letter.toLowerCase());
}
