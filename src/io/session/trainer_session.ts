/** One trainer's session: requests in, replies out, environments in between. */
import { parseDayName } from "../../core/day/day_name.ts";
import type { Environment } from "../../core/environment/environment.ts";
import { MomoError } from "../../core/error.ts";
import { type OrderAction, parseOrderLine } from "../../core/execution/order_text.ts";
import { parseValue } from "../../core/config/value_text.ts";
import { SECOND_NS } from "../../core/time/sessions.ts";
import { outputTables } from "../day/output_tables.ts";
import type { OpenedDay } from "./day_host.ts";
import { accountRecord, environmentJson, instantOf } from "./environment_reply.ts";
import { EnvironmentTable, momentOf } from "./environment_table.ts";
import { helloReply } from "./hello.ts";
import { LiveEnvironments } from "./live_environments.ts";
import { tableFrame } from "./number_frames.ts";
import { Reply } from "./reply.ts";
import type { SessionHost } from "./session_host.ts";
import {
  PROTOCOL_VERSION,
  type RequestId,
  type RequestOf,
  type RequestType,
  type SessionRequest,
} from "./session_request.ts";
import { cacheRecord, RequestTimes } from "./session_statistics.ts";
import { type Numbered, replySteps } from "./step_reply.ts";
import { replyWindow } from "./window_reply.ts";

type Handlers = {
  readonly [T in RequestType]: (request: RequestOf<T>, reply: Reply) => void | Promise<void>;
};

/** Answers requests one after another. */
export class TrainerSession {
  readonly #host: SessionHost;
  readonly #table: EnvironmentTable;
  readonly #live: LiveEnvironments;
  readonly #ended = new AbortController();
  readonly #times = new RequestTimes();
  readonly #handlers: Handlers = {
    hello: ({ protocol = PROTOCOL_VERSION }) => checkProtocol(protocol),
    select: (request, reply) => this.#select(request, reply),
    load: (request, reply) => this.#load(request, reply),
    reset: (request, reply) => this.#reset(request, reply),
    observe: (request, reply) => this.#observe(request, reply),
    window: (request, reply) => replyWindow(reply, this.#present(request.env ?? 0), request),
    orders: (request, reply) => this.#orders(request, reply),
    step: (request, reply) => this.#step(request, reply),
    account: ({ env = 0 }, reply) => {
      reply.set("env", env).set("account", accountRecord(this.#present(env)));
    },
    snapshot: ({ env = 0 }, reply) => {
      this.#live.refuse(env, "take a snapshot");
      reply.set("env", env).set("snapshot", this.#table.snapshot(env));
    },
    restore: ({ env = 0, snapshot }, reply) => {
      tell(reply, env, this.#table.restore(env, snapshot));
      this.#live.release(env);
    },
    fork: ({ env = 0, to }, reply) => {
      this.#live.refuse(env, "make a copy");
      tell(reply, to, this.#table.fork(env, to));
      this.#live.release(to);
    },
    drop: ({ snapshot }, reply) => {
      this.#table.drop(snapshot);
      reply.set("snapshot", snapshot);
    },
    feedback: (request, reply) => this.#feedback(request, reply),
    tables: (request, reply) => this.#tables(request, reply),
    release: (request, reply) => this.#release(request, reply),
    statistics: (_, reply) => this.#statistics(reply),
  };

  /** A session without environments. */
  constructor(host: SessionHost) {
    this.#host = host;
    this.#table = new EnvironmentTable(host.options);
    this.#live = new LiveEnvironments(host.options.live, this.#table, this.#ended.signal);
  }

  /** Whether requests may wait for the market. */
  get isLive(): boolean {
    return this.#host.options.live !== null;
  }

  /** The trainer will ask for nothing more: nothing is waited for from now on. */
  leave(): void {
    this.#ended.abort();
  }

  /** The greeting. */
  get hello(): Reply {
    return this.#helloReply(null);
  }

  #helloReply(id: RequestId): Reply {
    const { version, live } = this.#host.options;
    return helloReply(id, version, live?.facts ?? null);
  }

  /**
   * Answers a request.
   *
   * @throws {MomoError} If it cannot be met; the session goes on.
   */
  async answer(request: SessionRequest): Promise<Reply> {
    const { nowMs } = this.#host.options;
    const startMs = nowMs();
    const reply = request.type === "hello"
      ? this.#helloReply(request.id)
      : new Reply(request.type, request.id);
    // The handler is that of the request's own type.
    const handle = this.#handlers[request.type] as Handlers["hello"];
    await handle(request as RequestOf<"hello">, reply);
    this.#times.add(request.type, nowMs() - startMs);
    return reply;
  }

  async #select(request: RequestOf<"select">, reply: Reply): Promise<void> {
    const { env } = request;
    if (env === undefined) refuseStart(request);
    const { opened, episode, visit, position, episodes } = await this.#host.select();
    reply.set("episode", episode).set("visit", { ...visit, position, episodes });
    reply.set("day", opened.facts);
    if (env === undefined) return;
    const environment = this.#table.reset(env, [opened.scene], episode.ts, request);
    this.#live.release(env);
    tell(reply, env, environment, request.include);
  }

  async #load({ day, preload = [] }: RequestOf<"load">, reply: Reply): Promise<void> {
    const hints = preload.map((name) => ({ ...parseDayName(name), points: 1 }));
    const opened = await this.#open(day, hints);
    this.#host.options.days.progress(1, 1);
    reply.set("day", opened.facts);
  }

  #open(name: string, hints: Parameters<SessionHost["options"]["days"]["open"]>[1] = []) {
    return this.#host.options.days.open({ ...parseDayName(name), points: 1 }, hints);
  }

  async #reset(request: RequestOf<"reset">, reply: Reply): Promise<void> {
    const { env = 0, day, days } = request;
    if (day !== undefined && days !== undefined) {
      throw new MomoError("usage", "Cannot use both day and days: expected one of them");
    }
    const names = days ?? (day === undefined ? [] : [day]);
    const live = await this.#live.reset(env, names, request);
    if (live !== null) return tellStart(reply, env, live, request.include);
    const opened: OpenedDay[] = [];
    for (const name of names) opened.push(await this.#open(name));
    const scenes = names.length > 0
      ? opened.map(({ scene }) => scene)
      : this.#table.get(env).scenes;
    const environment = this.#table.reset(env, scenes, request.ts, request);
    this.#live.release(env);
    tellStart(reply, env, environment, request.include);
  }

  /** An environment, at the present if it is live. */
  #present(env: number): Environment {
    this.#live.refresh(env);
    return this.#table.get(env);
  }

  async #observe(request: RequestOf<"observe">, reply: Reply): Promise<void> {
    const { env = 0, include = [], encoding = "json" } = request;
    const environments: Numbered[] = [[env, this.#present(env)]];
    await replySteps(reply, { environments, count: 1, next: null, include, encoding });
  }

  #orders({ env = 0, orders }: RequestOf<"orders">, reply: Reply): void {
    this.#live.refuse(env, "send orders");
    const environment = this.#table.get(env);
    const ids = sendAll(orders.map((order) => [environment, order]));
    reply.set("env", env).set("ts", instantOf(environment.scene, environment.now)).set("ids", ids);
  }

  async #step(request: RequestOf<"step">, reply: Reply): Promise<void> {
    const { env, envs, orders = [], count = 1, include = [], encoding = "json" } = request;
    if (env !== undefined && envs !== undefined) {
      throw new MomoError("usage", "Cannot use both env and envs: expected one of them");
    }
    const numbers = envs ?? [env ?? 0];
    if (new Set(numbers).size !== numbers.length) {
      throw new MomoError("usage", "Cannot step an environment twice in one request");
    }
    const environments = numbers.map((number): Numbered => [number, this.#table.get(number)]);
    const next = nextMoment(request, environments);
    if (numbers.some((number) => this.#live.has(number))) {
      await this.#stepLive(request, numbers, next);
      return await replySteps(reply, { environments, count: 1, next: null, include, encoding });
    }
    const sent = orders.map(({ env: own, ...order }) => {
      const number = own ?? numbers[0];
      const found = environments.find(([candidate]) => candidate === number);
      if (found !== undefined) return [found[1], order] as const;
      throw new MomoError(
        "usage",
        `Cannot send an order to environment ${JSON.stringify(number)}: it is not stepped`,
      );
    });
    const ids = sendAll(sent);
    if (orders.length > 0) reply.set("ids", ids);
    await replySteps(reply, { environments, count, next, include, encoding });
  }

  /** Waits for a step of environments whose days are under way. */
  async #stepLive(
    { orders = [], count = 1 }: RequestOf<"step">,
    envs: readonly number[],
    next: (environment: Environment) => number,
  ): Promise<void> {
    if (orders.length > 0) {
      this.#live.refuse(envs.find((env) => this.#live.has(env))!, "send orders");
    }
    if (count > 1 || !envs.every((env) => this.#live.has(env))) {
      throw new MomoError(
        "usage",
        "Cannot step the present together with the past, or more than once in a request",
      );
    }
    await this.#live.advance(envs, next);
  }

  async #feedback({ results }: RequestOf<"feedback">, reply: Reply): Promise<void> {
    const episodes = await this.#host.episodes();
    reply.set("outcomes", await episodes.report(results));
  }

  async #tables({ day, schemas }: RequestOf<"tables">, reply: Reply): Promise<void> {
    const { scene, facts } = await this.#open(day);
    const tables = outputTables(scene.day);
    const known = tables.map(({ schema }) => schema);
    const missing = schemas?.find((schema) => !known.includes(schema));
    if (missing !== undefined) {
      throw new MomoError(
        "not_found",
        `Cannot give ${missing} of ${scene.name}: it has ${known.join(", ")}`,
      );
    }
    reply.set("day", facts);
    for (const { schema, table } of tables) {
      if (schemas === undefined || schemas.includes(schema)) {
        reply.frames.push(await tableFrame(schema, table));
      }
    }
  }

  async #release({ files }: RequestOf<"release">, reply: Reply): Promise<void> {
    const { exchange } = this.#host.options;
    if (exchange === null) {
      throw new MomoError("usage", "Cannot release files: none are used without --exchange-dir");
    }
    reply.set("released", await exchange.release(files));
  }

  async #statistics(reply: Reply): Promise<void> {
    const { days } = this.#host.options;
    reply.setAll({
      ...this.#table.counts,
      cache: cacheRecord(days.counters),
      requests: this.#times.read(),
      sampler: await this.#host.progress(),
      live: this.#live.statistics,
      memory_rss_bytes: Deno.memoryUsage().rss,
    });
  }
}

/** Tells what an environment has become. */
function tell(
  reply: Reply,
  env: number,
  environment: Environment,
  include: RequestOf<"reset">["include"] = [],
): void {
  const text = environmentJson(environment, { env, include, hasObservations: true });
  reply.setText("environments", `[${text}]`);
}

/** Tells of an environment that has started. */
function tellStart(
  reply: Reply,
  env: number,
  environment: Environment,
  include: RequestOf<"reset">["include"],
): void {
  reply.set("days", environment.scenes.map(({ name }) => name));
  tell(reply, env, environment, include);
}

function checkProtocol(protocol: number): void {
  if (protocol === PROTOCOL_VERSION) return;
  throw new MomoError(
    "protocol",
    `Cannot speak version ${protocol} of the protocol: expected ${PROTOCOL_VERSION}`,
  );
}

function refuseStart(request: RequestOf<"select">): void {
  const names = ["account", "cash", "seed", "execution", "include"] as const;
  const given = names.find((name) => request[name] !== undefined);
  if (given === undefined) return;
  throw new MomoError("usage", `Cannot use ${given} without env: nothing is reset`);
}

/** When a step ends, counted from an environment's present. */
function nextMoment(
  { by, to, count = 1 }: RequestOf<"step">,
  environments: readonly Numbered[],
): (environment: Environment) => number {
  if (to === undefined) {
    const stepNs = durationOf(by ?? 1);
    return ({ now }) => now + stepNs;
  }
  if (by !== undefined || count > 1) {
    throw new MomoError("usage", "Cannot use to with by or count: it is a single step");
  }
  for (const [env, { scene, now }] of environments) {
    if (momentOf(scene, to) >= now) continue;
    throw new MomoError(
      "usage",
      `Cannot step environment ${env} to ${to}: it is at ${instantOf(scene, now)} already`,
    );
  }
  return ({ scene }) => momentOf(scene, to);
}

function durationOf(by: number | string): number {
  const ns = typeof by === "number"
    ? Math.round(by * SECOND_NS)
    : parseValue({ kind: "duration" }, by);
  if (typeof ns === "number" && ns > 0) return ns;
  throw new MomoError(
    "usage",
    `Cannot step by ${JSON.stringify(by)}: expected seconds, or a time such as "250ms"`,
  );
}

/** Reads all orders, then sends them: all or none. @returns The names of the orders. */
function sendAll(
  orders: readonly (readonly [Environment, Readonly<Record<string, unknown>>])[],
): string[] {
  const actions = orders.map(([environment, order], i) =>
    [environment, readOrder(environment, order, i + 1)] as const
  );
  return actions.map(([environment, action]) => environment.send(action));
}

function readOrder(
  environment: Environment,
  order: Readonly<Record<string, unknown>>,
  line: number,
): OrderAction {
  if (order.ts !== undefined) {
    throw new MomoError(
      "usage",
      `Cannot use "ts" in order ${line}: orders are decided at the environment's present`,
    );
  }
  const { scene, now } = environment;
  const isNew = order.action === undefined || order.action === "new";
  const id = order.id ?? (isNew ? environment.nextName() : undefined);
  const text = JSON.stringify({ ...order, id, ts: instantOf(scene, now) });
  return parseOrderLine(text, { source: "the orders", line, base: scene.day.base });
}
