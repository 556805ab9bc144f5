/** A trainer's end of the session protocol. */
import { MAIN, type Run, RUNTIME_ARGS, type Sandbox } from "./run_momo.ts";

/** What JSON gives. */
// deno-lint-ignore no-explicit-any
export type Json = any;

/** A reply with its frames by name. */
export interface Answer {
  readonly reply: Json;
  readonly frames: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

const LENGTH_BYTES = 8;
const LINE_END = 10;

/** The numbers of an `f64` frame. */
export function numbersOf(bytes: Uint8Array<ArrayBuffer> | undefined): Float64Array {
  if (bytes === undefined) throw new Error("there is no such frame");
  return new Float64Array(bytes.slice().buffer);
}

/** A session over any two streams. */
export class SessionClient {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  #buffer = new Uint8Array(0);

  constructor(input: ReadableStream<Uint8Array>, output: WritableStream<Uint8Array>) {
    this.#reader = input.getReader();
    this.#writer = output.getWriter();
  }

  /** Sends a request, or any text, and reads the answer. */
  async ask(request: Json): Promise<Answer> {
    await this.send(request);
    return await this.read();
  }

  /** The reply of a request that is met. */
  async reply(request: Json): Promise<Json> {
    const { reply } = await this.ask(request);
    if (reply.type === "error") throw new Error(reply.message);
    return reply;
  }

  async send(request: Json): Promise<void> {
    const text = typeof request === "string" ? request : JSON.stringify(request);
    await this.#writer.write(new TextEncoder().encode(text + "\n"));
  }

  async read(): Promise<Answer> {
    let end = -1;
    while ((end = this.#buffer.indexOf(LINE_END)) < 0) await this.#more();
    const reply = JSON.parse(new TextDecoder().decode(await this.#take(end + 1)));
    const frames = new Map<string, Uint8Array<ArrayBuffer>>();
    for (const { name, file } of reply.frames ?? []) {
      if (file !== undefined) {
        frames.set(name, await Deno.readFile(file));
        continue;
      }
      const length = new DataView((await this.#take(LENGTH_BYTES)).buffer).getBigUint64(0, true);
      frames.set(name, await this.#take(Number(length)));
    }
    return { reply, frames };
  }

  /** Closes the way to momo, drops what still comes. */
  async close(): Promise<void> {
    await this.#writer.close().catch(() => {}); // it may have ended already
    while (!(await this.#reader.read().catch(() => ({ done: true }))).done);
    await this.#reader.cancel().catch(() => {});
  }

  /** Leaves without a word. */
  async abandon(): Promise<void> {
    await this.#reader.cancel().catch(() => {});
    await this.#writer.abort().catch(() => {});
  }

  async #take(length: number): Promise<Uint8Array<ArrayBuffer>> {
    while (this.#buffer.length < length) await this.#more();
    const taken = this.#buffer.slice(0, length);
    this.#buffer = this.#buffer.slice(length);
    return taken;
  }

  async #more(): Promise<void> {
    const { done, value } = await this.#reader.read();
    if (done) throw new Error("the session ends inside a reply");
    const joined = new Uint8Array(this.#buffer.length + value.length);
    joined.set(this.#buffer);
    joined.set(value, this.#buffer.length);
    this.#buffer = joined;
  }
}

/** momo as a child that serves a session on its own streams. */
export class SessionProcess {
  readonly child: Deno.ChildProcess;
  readonly client: SessionClient;
  readonly #stderr: Promise<string>;

  /** @param runtime Arguments of the runtime, with what momo is permitted. */
  constructor(
    sandbox: Sandbox,
    args: readonly string[],
    { runtime = RUNTIME_ARGS, env = {} }: {
      readonly runtime?: readonly string[];
      readonly env?: Readonly<Record<string, string>>;
    } = {},
  ) {
    this.child = new Deno.Command(Deno.execPath(), {
      args: [...runtime, MAIN, "provide", "--stdio", "--no-config", ...args],
      cwd: sandbox.work,
      env: { HOME: `${sandbox.directory}/home`, ...env },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.client = new SessionClient(this.child.stdout, this.child.stdin);
    this.#stderr = new Response(this.child.stderr).text();
  }

  /** Closes the input and waits for the end. */
  async leave(): Promise<Run> {
    await this.client.close();
    return await this.ended();
  }

  async ended(): Promise<Run> {
    const { code } = await this.child.status;
    await this.client.abandon();
    return { code, stdout: "", stderr: await this.#stderr };
  }
}
