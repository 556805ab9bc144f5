/** A worker that plays random scripts through some of a number of environments and answers with their reports. */
import { ExecutionEngine } from "../../../src/core/execution/engine.ts";
import { makeTape } from "./made_market.ts";
import { play, randomMarket, randomScript, randomSettings } from "./random_market.ts";

/** Environments [from, to) on the market of a seed. */
export interface Share {
  readonly seed: number;
  readonly from: number;
  readonly to: number;
}

/** The reports of each environment, as text. */
export function reportsOfShare({ seed, from, to }: Share): string[] {
  const engine = new ExecutionEngine(makeTape(randomMarket(seed)), {
    ...{ settings: randomSettings(seed), seed, environments: to - from, firstEnvironment: from },
  });
  for (let i = from; i < to; i++) {
    play(engine, randomScript(seed + i, randomMarket(seed)), { environment: i - from });
  }
  const reports = engine.reports.all();
  return Array.from(
    { length: to - from },
    (_, i) => JSON.stringify(reports.filter(({ environment }) => environment === from + i)),
  );
}

if ("WorkerGlobalScope" in globalThis) {
  const worker = globalThis as unknown as {
    onmessage: (event: MessageEvent<Share>) => void;
    postMessage(reply: string[]): void;
  };
  worker.onmessage = ({ data }) => worker.postMessage(reportsOfShare(data));
}
