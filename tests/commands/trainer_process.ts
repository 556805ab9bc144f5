/** A trainer's end of `momo load` with a stream of days: reads visits, tells what is done. */
import { MAIN, type Run, RUNTIME_ARGS, type Sandbox } from "./run_momo.ts";

/** A visit as it came. */
export interface TrainerVisit {
  // deno-lint-ignore no-explicit-any -- what JSON gives
  readonly header: any;
  /** Arrow streams, in the order of the header's tables. */
  readonly tables: readonly Uint8Array[];
}

const LENGTH_BYTES = 8;
const LINE_END = 10;

/** momo as a child with all three streams. */
export class TrainerProcess {
  readonly child: Deno.ChildProcess;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #stderr: Promise<string>;
  #buffer = new Uint8Array(0);

  constructor(sandbox: Sandbox, args: readonly string[]) {
    const { work, directory } = sandbox;
    this.child = new Deno.Command(Deno.execPath(), {
      args: [...RUNTIME_ARGS, MAIN, "load", "--no-config", ...args],
      cwd: work,
      env: { HOME: `${directory}/home` },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#reader = this.child.stdout.getReader();
    this.#writer = this.child.stdin.getWriter();
    this.#stderr = new Response(this.child.stderr).text();
  }

  /** The next visit; `undefined` at the end. @param inFiles Whether the tables are in files. */
  async next(inFiles = false): Promise<TrainerVisit | undefined> {
    let end = -1;
    while ((end = this.#buffer.indexOf(LINE_END)) < 0) if (!await this.#more()) return undefined;
    const header = JSON.parse(new TextDecoder().decode(await this.#take(end + 1)));
    const tables: Uint8Array[] = [];
    for (const { file } of header.tables) {
      if (inFiles) tables.push(await Deno.readFile(file));
      else {
        const length = await this.#take(LENGTH_BYTES);
        tables.push(await this.#take(Number(new DataView(length.buffer).getBigUint64(0, true))));
      }
    }
    return { header, tables };
  }

  /** Says something. */
  async say(message: object | string): Promise<void> {
    const text = typeof message === "string" ? message : JSON.stringify(message);
    await this.#writer.write(new TextEncoder().encode(text + "\n"));
  }

  /** Says that a visit is done. */
  async done(visit: number, finished = 1, of = 1): Promise<void> {
    await this.say({ type: "done", visit, finished, of });
  }

  /** Closes the input, drops what still comes, and waits for the end. */
  async leave(): Promise<Run> {
    await this.#writer.close().catch(() => {}); // it may have ended already
    return await this.ended();
  }

  /** Waits for the end. */
  async ended(): Promise<Run> {
    while (await this.#more());
    await this.#reader.cancel();
    const { code } = await this.child.status;
    await this.#writer.abort().catch(() => {});
    return { code, stdout: "", stderr: await this.#stderr };
  }

  async #take(length: number): Promise<Uint8Array<ArrayBuffer>> {
    while (this.#buffer.length < length) {
      if (!await this.#more()) throw new Error("the stream ends inside a visit");
    }
    const taken = this.#buffer.slice(0, length);
    this.#buffer = this.#buffer.slice(length);
    return taken;
  }

  async #more(): Promise<boolean> {
    const { done, value } = await this.#reader.read();
    if (done) return false;
    const joined = new Uint8Array(this.#buffer.length + value.length);
    joined.set(this.#buffer);
    joined.set(value, this.#buffer.length);
    this.#buffer = joined;
    return true;
  }
}
