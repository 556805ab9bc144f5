import fc from "fast-check";
import { parseDate } from "../../../src/core/time/dates.ts";
import type { DbnMetadata } from "../../../src/io/dbn/metadata.ts";
import { SCHEMAS } from "../../../src/io/dbn/schema.ts";
import { STYPES } from "../../../src/io/dbn/stype.ts";

/** Objects as programs make them. */
const PLAIN = { noNullPrototype: true } as const;
const MAX_UINT64 = 2n ** 64n - 1n;

/** ASCII text without NUL, as long as may be. */
function text(maxLength: number): fc.Arbitrary<string> {
  return fc.string({ unit: "grapheme-ascii", maxLength });
}

/** Any metadata that can be written. */
export function metadataArbitrary(): fc.Arbitrary<DbnMetadata> {
  return fc.constantFrom(1 as const, 2 as const, 3 as const).chain((version) => {
    const symbolCstrLen = version === 1 ? 22 : 71;
    const symbol = text(symbolCstrLen - 1);
    const symbols = fc.array(symbol, { maxLength: 3 });
    const date = fc.integer({ min: parseDate("1971-01-01"), max: parseDate("2400-12-31") });
    const interval = fc.record({ startDate: date, endDate: date, symbol }, PLAIN);
    return fc.record({
      version: fc.constant(version),
      dataset: text(15),
      schema: fc.option(fc.constantFrom(...SCHEMAS)),
      start: fc.bigInt({ min: 0n, max: MAX_UINT64 }),
      end: fc.option(fc.bigInt({ min: 1n, max: MAX_UINT64 - 1n })),
      limit: fc.option(fc.bigInt({ min: 1n, max: MAX_UINT64 })),
      stypeIn: fc.option(fc.constantFrom(...STYPES)),
      stypeOut: fc.constantFrom(...STYPES),
      tsOut: fc.boolean(),
      symbolCstrLen: fc.constant(symbolCstrLen),
      symbols,
      partial: symbols,
      notFound: symbols,
      mappings: fc.array(
        fc.record({ rawSymbol: symbol, intervals: fc.array(interval, { maxLength: 3 }) }, PLAIN),
        { maxLength: 3 },
      ),
    }, PLAIN);
  });
}
