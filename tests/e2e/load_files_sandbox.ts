/** A directory with small DBN files of every kind of damage, to run `momo load` in as a user does. */
import { join } from "node:path";
import { encodeFrame } from "../../src/io/zstd/encode_frame.ts";
import { type Run, Sandbox } from "../commands/run_momo.ts";
import { bar, DAY, madeFile, madeMetadata, MIDNIGHT, trade } from "../io/convert/made_records.ts";
import { concat } from "../io/zstd/frame_builder.ts";

const TRADES = Array.from({ length: 6 }, (_, i) => trade(1 + i % 2, MIDNIGHT + BigInt(i), i));
const WHOLE = madeFile(TRADES);
const RECORDS_AT = WHOLE.length - 6 * 48;

/** Files by name; those that are good hold six trades, of MLGO and TSLA in turn. */
const FILES: Readonly<Record<string, Uint8Array>> = {
  "good.dbn": WHOLE,
  "good.dbn.zst": encodeFrame(WHOLE),
  "later.dbn": madeFile([trade(1, MIDNIGHT + DAY, 6)]),
  "mixed.dbn": madeFile([TRADES[0]!, bar(1, MIDNIGHT)], madeMetadata({ schema: null })),
  "other.dbn": madeFile([], madeMetadata({ dataset: "GLBX.MDP3" })),
  "records.dbn.frag": concat(...TRADES),
  "cut-metadata.dbn": WHOLE.subarray(0, 100),
  "cut-record.dbn": WHOLE.subarray(0, WHOLE.length - 10),
  "cut-frame.dbn.zst": concat(
    encodeFrame(WHOLE.subarray(0, RECORDS_AT + 48)),
    encodeFrame(WHOLE.subarray(RECORDS_AT + 48)).subarray(0, 40),
  ),
  "no-length.dbn": concat(WHOLE, new Uint8Array(16)),
  "wrong.dbn": new TextEncoder().encode("ts_recv,ts_event\n"),
  "empty.dbn": new Uint8Array(0),
  "version-4.dbn": concat(Uint8Array.of(0x44, 0x42, 0x4e, 4), WHOLE.subarray(4)),
  "old.dbz": concat(
    Uint8Array.of(0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0),
    new TextEncoder().encode("DBZ\x01"),
  ),
};

/** Runs `momo load` among the files. */
export class LoadSandbox implements AsyncDisposable {
  readonly #sandbox: Sandbox;

  private constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
  }

  static async make(): Promise<LoadSandbox> {
    const sandbox = await Sandbox.make();
    for (const [name, bytes] of Object.entries(FILES)) {
      await Deno.writeFile(join(sandbox.work, name), bytes);
    }
    return new LoadSandbox(sandbox);
  }

  /** Runs `momo load` with arguments separated by blanks. */
  load(args: string): Promise<Run> {
    return this.#sandbox.momo(["load", ...args.split(" ").filter((argument) => argument !== "")]);
  }

  /** Writes `many.dbn`, whose text does not fit into a pipe's memory. */
  makeMany(): Promise<void> {
    return Deno.writeFile(this.path("many.dbn"), madeFile(Array(4000).fill(TRADES).flat()));
  }

  /** Runs a shell line in which `momo` is momo. */
  shell(line: string): Promise<Run> {
    return this.#sandbox.shell(line);
  }

  /** A command of the sandbox that is not started yet. */
  command(...args: Parameters<Sandbox["command"]>): Deno.Command {
    return this.#sandbox.command(...args);
  }

  path(name: string): string {
    return join(this.#sandbox.work, name);
  }

  text(name: string): Promise<string> {
    return Deno.readTextFile(this.path(name));
  }

  /** Names of the files that were not there at the start, hidden and temporary ones included. */
  async made(): Promise<string[]> {
    const names: string[] = [];
    for await (const { name } of Deno.readDir(this.#sandbox.work)) {
      if (!(name in FILES)) names.push(name);
    }
    return names.sort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sandbox[Symbol.asyncDispose]();
  }
}

/** Whether a program or device is there; says so if it is not. */
export async function has(name: string): Promise<boolean> {
  const check = new Deno.Command("sh", { args: ["-c", `command -v ${name} || test -e ${name}`] });
  const { success } = await check.output();
  if (!success) {
    await Deno.stderr.write(new TextEncoder().encode(`skipped: there is no ${name} here\n`));
  }
  return success;
}
