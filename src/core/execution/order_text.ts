/**
 * Requests as lines of JSON, one object a line.
 *
 * | field | of | value |
 * |---|---|---|
 * | `action` | all | `new` (default), `cancel` or `replace` |
 * | `ts` | all | when it is decided: ISO 8601 with a zone, or New York time of the day such as `09:31:05.25` |
 * | `id` | all | name of the order, text or number; a new order without one is named by its line number |
 * | `side` | new | `buy` or `sell` |
 * | `qty` | new, replace | shares; in a replacement those that are filled included |
 * | `type` | new | `market` (default without `limit` and `stop`), `limit`, `marketable_limit`, `stop`, `stop_limit` |
 * | `limit`, `stop` | new, replace | dollars |
 * | `tif` | new | `day` (default without `until`), `ioc`, `fok`, `gtd` |
 * | `until` | new | end of a `gtd` order, a time like `ts` |
 * | `extended` | new | whether it may trade before the open and after the close; default `false` |
 *
 * A value of the wrong type is a malformed line. Numbers that no order can have (a negative size, a price off the tick)
 * are taken in: the venue refuses them with a reason. `"NaN"` and `null` stand for such a number.
 */
import { MomoError } from "../error.ts";
import { closest } from "../config/closest.ts";
import { parseTimeOfDay } from "../time/clock_time.ts";
import type { OrderRequest, OrderTerms } from "./order_request.ts";
import { ORDER_TYPES, type OrderType, TIMES_IN_FORCE } from "./state_layout.ts";
import { drawKeyOf } from "./keyed_draws.ts";

const NANO = 1e9;

/** One request, and the name of the order it is about. */
export type OrderCommand =
  & {
    /** Name of the order. */
    readonly id: string;
  }
  & (
    | { readonly action: "new"; readonly request: OrderRequest }
    | { readonly action: "cancel" }
    | { readonly action: "replace"; readonly terms: OrderTerms }
  );

/** A request that a line asks for. */
export type OrderAction = OrderCommand & {
  /** When it is decided, ns since local midnight. */
  readonly time: number;
  /** Line it stands on, from 1. */
  readonly line: number;
};

/** Where a line stands and what its times count from. */
export interface LineContext {
  /** Name of the input, for messages. */
  readonly source: string;
  /** From 1. */
  readonly line: number;
  /** Local midnight of the trade date, ns since the Unix epoch. */
  readonly base: bigint;
}

type Fields = Readonly<Record<string, unknown>>;

const FIELDS = {
  new: ["action", "ts", "id", "side", "qty", "type", "limit", "stop", "tif", "until", "extended"],
  cancel: ["action", "ts", "id"],
  replace: ["action", "ts", "id", "qty", "limit", "stop"],
} as const;

const ACTIONS = ["new", "cancel", "replace"] as const;

/**
 * Reads one line.
 *
 * @throws {MomoError} `bad_data` with line and field if the line is not a JSON object, a field is unknown, missing or of
 * the wrong type, or a time is none.
 */
export function parseOrderLine(text: string, context: LineContext): OrderAction {
  const reader = new FieldReader(parseFields(text, context), context);
  const action = reader.choice("action", ACTIONS) ?? "new";
  reader.refuseOthers(FIELDS[action]);
  const time = reader.time("ts");
  if (time === undefined) throw reader.problem("ts", undefined, "a time");
  const id = reader.name("id") ?? (action === "new" ? String(context.line) : undefined);
  if (id === undefined) throw reader.problem("id", undefined, "the name of an order");
  const common = { time, id, line: context.line };
  if (action === "cancel") return { ...common, action };
  if (action === "new") return { ...common, action, request: readRequest(reader, id) };
  const quantity = reader.number("qty");
  const terms = given({ quantity, limit: reader.price("limit"), stop: reader.price("stop") });
  if (Object.keys(terms).length === 0) throw reader.problem("qty", undefined, "qty, limit or stop");
  return { ...common, action, terms };
}

function parseFields(text: string, context: LineContext): Fields {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new MomoError(
      "bad_data",
      `Cannot read line ${context.line} of ${context.source}: it is no JSON, expected one object`,
      { cause },
    );
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return Object.fromEntries(Object.entries(value));
  }
  throw new MomoError(
    "bad_data",
    `Cannot read line ${context.line} of ${context.source}: got ${
      kindOf(value)
    }, expected an object`,
  );
}

function readRequest(reader: FieldReader, id: string): OrderRequest {
  const side = reader.choice("side", ["buy", "sell"]);
  if (side === undefined) throw reader.problem("side", undefined, "buy or sell");
  const [limit, stop] = [reader.price("limit"), reader.price("stop")];
  const quantity = reader.number("qty");
  if (quantity === undefined) throw reader.problem("qty", undefined, "a number of shares");
  const goodUntil = reader.time("until");
  const tif = reader.choice("tif", TIMES_IN_FORCE) ?? (goodUntil === undefined ? "day" : "gtd");
  if (tif === "gtd" && goodUntil === undefined) {
    throw reader.problem("until", undefined, "the end of a gtd order");
  }
  if (tif !== "gtd" && goodUntil !== undefined) throw reader.problem("tif", tif, "gtd with until");
  return {
    side: side === "buy" ? 1 : -1,
    type: reader.choice("type", ORDER_TYPES) ?? usualType(limit, stop),
    quantity,
    tif,
    extended: reader.flag("extended") ?? false,
    drawKey: drawKeyOf(id),
    ...given({ limit, stop, goodUntil }),
  };
}

function usualType(limit: number | undefined, stop: number | undefined): OrderType {
  if (stop !== undefined) return limit === undefined ? "stop" : "stop_limit";
  return limit === undefined ? "market" : "limit";
}

/** Without the fields that are undefined. */
function given(fields: Record<string, number | undefined>): Record<string, number> {
  const pairs = Object.entries(fields);
  return Object.fromEntries(
    pairs.filter((pair): pair is [string, number] => pair[1] !== undefined),
  );
}

/** What a value is, for messages. */
function kindOf(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : JSON.stringify(value);
}

/** Typed access to the fields of a line; every problem names line and field. */
class FieldReader {
  readonly #fields: Fields;
  readonly #context: LineContext;

  constructor(fields: Fields, context: LineContext) {
    this.#fields = fields;
    this.#context = context;
  }

  problem(field: string, value: unknown, wanted: string): MomoError {
    const { source, line } = this.#context;
    return new MomoError(
      "bad_data",
      `Cannot read field "${field}" in line ${line} of ${source}: got ${kindOf(value)}, ` +
        `expected ${wanted}`,
    );
  }

  refuseOthers(known: readonly string[]): void {
    const other = Object.keys(this.#fields).find((field) => !known.includes(field));
    if (other === undefined) return;
    const near = closest(other, known);
    const { source, line } = this.#context;
    throw new MomoError(
      "bad_data",
      `Cannot read field "${other}" in line ${line} of ${source}: there is no such field`,
      {
        hint: near === undefined ? `known fields: ${known.join(", ")}` : `did you mean "${near}"?`,
      },
    );
  }

  choice<T extends string>(field: string, choices: readonly T[]): T | undefined {
    const value = this.#fields[field];
    if (value === undefined) return undefined;
    const found = choices.find((choice) => choice === value);
    if (found === undefined) throw this.problem(field, value, choices.join(", "));
    return found;
  }

  flag(field: string): boolean | undefined {
    const value = this.#fields[field];
    if (value === undefined || typeof value === "boolean") return value;
    throw this.problem(field, value, "true or false");
  }

  /** `NaN` for a number that JSON cannot say. */
  number(field: string): number | undefined {
    const value = this.#fields[field];
    if (value === undefined || typeof value === "number") return value;
    if (value === null || value === "NaN") return NaN;
    throw this.problem(field, value, "a number");
  }

  /** Dollars as nano-dollars. */
  price(field: string): number | undefined {
    const value = this.number(field);
    return value === undefined ? undefined : Math.round(value * NANO);
  }

  name(field: string): string | undefined {
    const value = this.#fields[field];
    if (value === undefined || (typeof value === "string" && value !== "")) return value;
    if (typeof value === "number") return String(value);
    throw this.problem(field, value, "a name or a number");
  }

  time(field: string): number | undefined {
    const value = this.#fields[field];
    if (value === undefined) return undefined;
    const { base } = this.#context;
    const time = typeof value === "string" ? parseTimeOfDay(value, base) : undefined;
    if (time !== undefined) return time;
    throw this.problem(field, value, "an instant such as 2025-03-24T13:30:00Z or a time of day");
  }
}
