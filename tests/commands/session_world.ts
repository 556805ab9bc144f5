/** A session on the sample data, for tests. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { Sandbox } from "./run_momo.ts";
import { type Json, SessionProcess } from "./session_client.ts";

export const SAMPLE = fileURLToPath(new URL("../../testdata/sample", import.meta.url));
export const DAY = "QZAF:2024-11-25";
export const OTHER = "XUVO:2024-11-25";

/** A session on the sample data. */
export class World implements AsyncDisposable {
  private constructor(readonly sandbox: Sandbox, readonly momo: SessionProcess) {}

  static async start(...args: readonly string[]): Promise<World> {
    const sandbox = await Sandbox.make();
    const momo = new SessionProcess(sandbox, ["--data", SAMPLE, ...args]);
    await momo.client.read();
    return new World(sandbox, momo);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { code, stderr } = await this.momo.leave();
    await this.sandbox[Symbol.asyncDispose]();
    assert.equal(code, 0, stderr);
    assert.equal(stderr, "");
  }
}

/** A session that has greeted. */
export async function openWorld(...args: readonly string[]) {
  const world = await World.start(...args);
  return { world, client: world.momo.client };
}

/** What a symbol's observation says. */
export function seen(reply: Json, symbol = "QZAF"): Json {
  return reply.environments[0].observations[symbol];
}
