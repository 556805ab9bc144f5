/** Steps of one or more environments: orders in, time on, what can be seen out. */
import { INDICATORS_LENGTH } from "../../core/market/indicators.ts";
import type { Environment } from "../../core/environment/environment.ts";
import { MomoError } from "../../core/error.ts";
import { OBSERVED_LENGTH } from "../../core/market/observation.ts";
import { ObservedTable } from "../simulate/observed_columns.ts";
import { environmentJson, type Extra, indicatorsInto } from "./environment_reply.ts";
import { numberFrame, tableFrame } from "./number_frames.ts";
import { INDICATOR_SPECS, OBSERVED_SPECS, scaleObserved } from "./observed_values.ts";
import type { Reply } from "./reply.ts";
import type { ENCODINGS } from "./session_request.ts";

type Encoding = typeof ENCODINGS[number];

/** Numbers of all observations of one reply. */
const MOST_NUMBERS = 32 * 2 ** 20;

/** An environment and its number. */
export type Numbered = readonly [env: number, environment: Environment];

/** How steps are made and told. */
export interface StepOptions {
  readonly environments: readonly Numbered[];
  /** Observations of each environment: one after every step, or just the present if nothing is to pass. */
  readonly count: number;
  /** Where a step ends; not called if nothing is to pass. */
  readonly next: ((environment: Environment) => number) | null;
  readonly include: readonly Extra[];
  readonly encoding: Encoding;
}

/**
 * Lets time pass and adds what can be seen to a reply: as JSON, or in frames of shape [environments, steps, symbols,
 * values]. Steps after the end of the day are `NaN`.
 *
 * @throws {MomoError} `usage` if the observations cannot be told that way; nothing has passed then.
 */
export async function replySteps(reply: Reply, options: StepOptions): Promise<void> {
  const { environments, include, encoding } = options;
  checkSteps(options);
  const hasObservations = encoding === "json";
  const recorder = encoding === "arrow"
    ? new TableRecorder(options)
    : encoding === "json"
    ? null
    : new NumberRecorder(options, encoding);
  for (const [k, [, environment]] of environments.entries()) {
    for (let step = 0; step < options.count; step++) {
      if (options.next !== null && environment.isOver && step > 0) break;
      if (options.next !== null) environment.advance(options.next(environment));
      recorder?.add(k, step, environment);
    }
  }
  const texts = environments.map(([env, environment]) =>
    environmentJson(environment, { env, include, hasObservations })
  );
  reply.setText("environments", `[${texts.join(",")}]`);
  await recorder?.finish(reply);
}

function checkSteps({ environments, count, encoding }: StepOptions): void {
  if (encoding === "json" && count > 1) {
    throw new MomoError("usage", `Cannot tell ${count} steps as json: expected f64, f32 or arrow`);
  }
  const symbols = environments[0]?.[1].scenes.length ?? 0;
  const isEven = environments.every(([, { scenes }]) => scenes.length === symbols);
  if (!isEven && encoding !== "json") {
    throw new MomoError(
      "usage",
      "Cannot put environments with different numbers of symbols into one array",
    );
  }
  const numbers = environments.length * count * symbols * OBSERVED_LENGTH;
  if (numbers <= MOST_NUMBERS) return;
  throw new MomoError(
    "budget",
    `Cannot tell ${numbers} numbers in one reply: expected ${MOST_NUMBERS} at most`,
    { hint: "ask for fewer steps or environments at a time" },
  );
}

/** Observations, and indicators if wanted, as arrays. */
class NumberRecorder {
  readonly #encoding: "f64" | "f32";
  readonly #shape: readonly [number, number, number];
  readonly #observed: Float64Array;
  readonly #indicators: Float64Array | null;

  constructor({ environments, count, include }: StepOptions, encoding: "f64" | "f32") {
    const symbols = environments[0]?.[1].scenes.length ?? 0;
    const cells = environments.length * count * symbols;
    this.#encoding = encoding;
    this.#shape = [environments.length, count, symbols];
    this.#observed = new Float64Array(cells * OBSERVED_LENGTH).fill(NaN);
    this.#indicators = include.includes("indicators")
      ? new Float64Array(cells * INDICATORS_LENGTH).fill(NaN)
      : null;
  }

  add(k: number, step: number, environment: Environment): void {
    const [, count, symbols] = this.#shape;
    const first = (k * count + step) * symbols;
    for (const [i, scene] of environment.scenes.entries()) {
      const at = (first + i) * OBSERVED_LENGTH;
      environment.observe(i).copyTo(this.#observed, at);
      scaleObserved(this.#observed, at);
      if (this.#indicators === null) continue;
      const from = (first + i) * INDICATORS_LENGTH;
      const into = this.#indicators.subarray(from, from + INDICATORS_LENGTH);
      indicatorsInto(environment, scene, into);
      for (const [j, { unit }] of INDICATOR_SPECS.entries()) {
        if (unit === "dollars") into[j] = into[j]! / 1e9;
      }
    }
  }

  finish(reply: Reply): Promise<void> {
    const facts = (specs: typeof OBSERVED_SPECS) => ({ shape: [...this.#shape, specs.length] });
    const observed = facts(OBSERVED_SPECS);
    reply.frames.push(numberFrame("observations", this.#observed, this.#encoding, observed));
    if (this.#indicators !== null) {
      const indicators = facts(INDICATOR_SPECS);
      reply.frames.push(numberFrame("indicators", this.#indicators, this.#encoding, indicators));
    }
    return Promise.resolve();
  }
}

/** Observations as one Arrow table for each environment and symbol. */
class TableRecorder {
  readonly #tables: readonly (readonly [name: string, table: ObservedTable])[][];

  constructor({ environments }: StepOptions) {
    this.#tables = environments.map(([env, { scenes }]) =>
      scenes.map(({ day }) =>
        [`observations/${env}/${day.symbol}`, new ObservedTable(day.base)] as const
      )
    );
  }

  add(k: number, _: number, environment: Environment): void {
    for (const [i, [, table]] of this.#tables[k]!.entries()) table.add(environment.observe(i));
  }

  async finish(reply: Reply): Promise<void> {
    for (const [name, table] of this.#tables.flat()) {
      reply.frames.push(await tableFrame(name, table.take()));
    }
  }
}
