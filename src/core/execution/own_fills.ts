/**
 * Own fills as lines of JSON, one object a line, as brokers' exports and `momo simulate --orders` reports can be brought to.
 *
 * | field | value |
 * |---|---|
 * | `ts` | when it was filled: ISO 8601 with a zone |
 * | `side` | `buy` or `sell` |
 * | `qty` or `fill_qty` | shares of this fill |
 * | `price` or `fill_price` | dollars a share |
 * | `id` | order that it belongs to; a fill without one is an order of its own |
 * | `symbol` | the stock; by default the only one that is calibrated |
 *
 * Other fields are ignored, and so are lines of reports that are no fills (`type` is not `fill`).
 */
import { MomoError } from "../error.ts";
import { parseTimePoint } from "../time/time_point.ts";

/** One own fill. */
export interface OwnFill {
  /** ns since the Unix epoch, UTC. */
  readonly time: bigint;
  /** 1 bought, -1 sold. */
  readonly side: number;
  /** Whole shares. */
  readonly shares: number;
  /** Nano-dollars. */
  readonly price: number;
  /** Name of the order. */
  readonly order: string;
  /** The stock, if the line names one. */
  readonly symbol: string | null;
}

const NANO = 1e9;

/**
 * Reads one line; `null` for a report that is no fill.
 *
 * @param where Line number, from 1, and name of the input, for messages.
 * @throws {MomoError} `bad_data` with line and field if a value is missing or none.
 */
export function parseOwnFill(
  text: string,
  where: { readonly line: number; readonly source: string },
): OwnFill | null {
  const fields = fieldsOf(text, where);
  if (fields["type"] !== undefined && fields["type"] !== "fill") return null;
  const problem = (field: string, wanted: string) =>
    new MomoError(
      "bad_data",
      `Cannot read field "${field}" in line ${where.line} of ${where.source}: ` +
        `got ${JSON.stringify(fields[field]) ?? "nothing"}, expected ${wanted}`,
    );
  const ts = fields["ts"];
  const point = typeof ts === "string" ? parseTimePoint(ts) : undefined;
  if (point?.kind !== "instant") throw problem("ts", "an instant such as 2025-03-24T13:30:00Z");
  const { side, symbol, id } = fields;
  if (side !== "buy" && side !== "sell") throw problem("side", "buy or sell");
  const shares = fields["fill_qty"] ?? fields["qty"];
  if (!isPositive(shares) || !Number.isInteger(shares)) throw problem("qty", "whole shares");
  const price = fields["fill_price"] ?? fields["price"];
  if (!isPositive(price)) throw problem("price", "dollars above 0");
  return {
    ...{ time: point.epochNs, side: side === "buy" ? 1 : -1, shares },
    price: Math.round(price * NANO),
    order: id === undefined ? `line ${where.line}` : String(id),
    symbol: typeof symbol === "string" ? symbol : null,
  };
}

function isPositive(value: unknown): value is number {
  return typeof value === "number" && value > 0 && value < Infinity;
}

function fieldsOf(
  text: string,
  { line, source }: { readonly line: number; readonly source: string },
): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) {
      return Object.fromEntries(Object.entries(value));
    }
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
  }
  throw new MomoError("bad_data", `Cannot read line ${line} of ${source}: expected a JSON object`);
}
