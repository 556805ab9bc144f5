/** Playing requests by name through one environment: what a file of orders is run with. */
import type { Account } from "./account.ts";
import type { ExecutionEngine } from "./engine.ts";
import { drawKeyOf } from "./keyed_draws.ts";
import type { OrderAction } from "./order_text.ts";
import type { ExecutionReport } from "./report_log.ts";

/** A number that no order has. */
const NO_ORDER = 0;

/** A report with the name of the order. */
export interface NamedReport extends ExecutionReport {
  /** Name of the order; of a request for an unknown order the name it gave. */
  readonly id: string;
}

/** Where and how long requests are played. */
export interface SessionOptions {
  /** Default 0. */
  readonly environment?: number;
  /** Requests from this time on are refused, ns since local midnight; default none. */
  readonly end?: number;
}

/**
 * Takes requests in any order of time; one that lies before the present or after the end is refused with `TECHNICAL`, one
 * for an unknown name with `UNKNOWN_ORDER`, and the run goes on. A name used again means the newer order from then on.
 */
export class OrderSession {
  readonly #engine: ExecutionEngine;
  readonly #environment: number;
  readonly #numbers = new Map<string, number>();
  readonly #names = new Map<number, string>();
  readonly #end: number;
  #reported = 0;

  /** Plays requests through an environment of `engine`, from its own present on. */
  constructor(engine: ExecutionEngine, { environment = 0, end = Infinity }: SessionOptions = {}) {
    this.#engine = engine;
    this.#environment = environment;
    this.#end = end;
  }

  /** Lets time pass to a request and sends it. @returns The reports since the last call, oldest first. */
  send(action: OrderAction): NamedReport[] {
    const engine = this.#engine;
    const environment = this.#environment;
    const { time, id } = action;
    if (time >= this.#end) return this.#refuse(action);
    if (time > engine.now(environment)) engine.advance(environment, time);
    if (action.action === "new") {
      const drawKey = action.request.drawKey ?? drawKeyOf(id);
      const number = engine.submit(environment, { ...action.request, drawKey }, time);
      this.#numbers.set(id, number);
      this.#names.set(number, id);
      return this.#take(id);
    }
    const number = this.#numbers.get(id) ?? NO_ORDER;
    if (action.action === "cancel") engine.cancel(environment, number, time);
    else engine.replace(environment, number, action.terms, time);
    return this.#take(id);
  }

  /** Lets time pass to `t`, or to the present if that is later. @returns The reports until then. */
  finish(t: number): NamedReport[] {
    const now = this.#engine.now(this.#environment);
    this.#engine.advance(this.#environment, Math.max(now, t));
    return this.#take("");
  }

  /** The account at the present. */
  account(): Account {
    return this.#engine.account(this.#environment);
  }

  #refuse(action: OrderAction): NamedReport[] {
    const { time, id } = action;
    const now = this.#engine.now(this.#environment);
    this.#engine.advance(this.#environment, Math.max(now, this.#end));
    const isNew = action.action === "new";
    const side = isNew ? action.request.side : 0;
    this.#engine.refuse(this.#environment, { isNew, side, drawKey: drawKeyOf(id) }, time);
    return this.#take(id);
  }

  #take(requested: string): NamedReport[] {
    const { reports } = this.#engine;
    const taken: NamedReport[] = [];
    for (; this.#reported < reports.length; this.#reported++) {
      const report = reports.at(this.#reported);
      taken.push({ ...report, id: this.#names.get(report.order) ?? requested });
    }
    return taken;
  }
}
