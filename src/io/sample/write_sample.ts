/** Writes the sample that is committed as `testdata/sample`. */
import { simulateMarket } from "./market.ts";
import { sampleDeliveries } from "./sample_deliveries.ts";
import { CORPORATE_ACTIONS, sampleMarketOptions } from "./sample_market.ts";
import { saveDelivery } from "./write_delivery.ts";

/** Seed of the committed sample. */
export const SAMPLE_SEED = 1;

/** What was written. */
export interface WrittenSample {
  readonly deliveries: number;
  readonly files: number;
  readonly bytes: number;
}

/** Writes the deliveries and `corporate_actions.csv` into a directory; files of the same names are replaced. */
export function writeSample(directory: string, seed: number = SAMPLE_SEED): WrittenSample {
  const deliveries = sampleDeliveries(simulateMarket(sampleMarketOptions(seed)));
  for (const delivery of deliveries) saveDelivery(directory, delivery);
  Deno.writeTextFileSync(`${directory}/corporate_actions.csv`, CORPORATE_ACTIONS);
  const files = deliveries.flatMap((delivery) => delivery.files);
  return {
    deliveries: deliveries.length,
    files: files.length + 1,
    bytes: files.reduce((sum, { bytes }) => sum + bytes.length, CORPORATE_ACTIONS.length),
  };
}
