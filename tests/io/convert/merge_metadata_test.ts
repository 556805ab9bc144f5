import assert from "node:assert/strict";
import { parseDate } from "../../../src/core/time/dates.ts";
import { mergeMetadata } from "../../../src/io/convert/merge_metadata.ts";
import type { DbnMetadata, MappingInterval } from "../../../src/io/dbn/metadata.ts";
import { DAY, madeMetadata, MIDNIGHT } from "./made_records.ts";

function merged(...fields: Partial<DbnMetadata>[]): DbnMetadata {
  return mergeMetadata(
    fields.map((own, i) => ({ name: `${i}.dbn`, metadata: madeMetadata(own) })),
  );
}

function interval(from: string, to: string, symbol: string): MappingInterval {
  return { startDate: parseDate(from), endDate: parseDate(to), symbol };
}

function mapping(...intervals: MappingInterval[]): Partial<DbnMetadata> {
  return { mappings: [{ rawSymbol: "A", intervals }] };
}

Deno.test("the metadata of one input stay what they are", () => {
  assert.deepEqual(merged({ limit: 3n }), madeMetadata({ limit: 3n }));
});

Deno.test("range, lists and limit of a merge are those of all inputs", () => {
  const metadata = merged(
    { start: MIDNIGHT, end: MIDNIGHT + DAY, limit: 5n, symbols: ["B", "A"], notFound: ["X"] },
    { start: MIDNIGHT - DAY, end: null, limit: 5n, symbols: ["A", "C"], partial: ["C"] },
    { end: MIDNIGHT + 2n * DAY, symbols: ["D"], notFound: ["X", "Y"] },
  );

  assert.equal(metadata.start, MIDNIGHT - DAY);
  assert.equal(metadata.end, MIDNIGHT + 2n * DAY);
  assert.equal(metadata.limit, null);
  assert.equal(metadata.schema, "trades");
  assert.deepEqual(metadata.symbols, ["B", "A", "C", "D"]);
  assert.deepEqual(metadata.partial, ["C"]);
  assert.deepEqual(metadata.notFound, ["X", "Y"]);
});

Deno.test("inputs of several schemas have none in common, open ends stay open", () => {
  const metadata = merged({ end: null }, { schema: "mbo", end: null });

  assert.equal(metadata.schema, null);
  assert.equal(metadata.end, null);
});

Deno.test("intervals of a symbol are put in order, equal and overlapping ones become one", () => {
  const metadata = merged(
    mapping(interval("2025-03-03", "2025-03-10", "7"), interval("2025-03-20", "2025-03-21", "8")),
    mapping(
      interval("2025-03-01", "2025-03-03", "7"),
      interval("2025-03-08", "2025-03-12", "7"),
      interval("2025-03-20", "2025-03-21", "8"),
    ),
  );

  assert.deepEqual(metadata.mappings, [{
    rawSymbol: "A",
    intervals: [
      interval("2025-03-01", "2025-03-03", "7"), // beside the next one, not over it
      interval("2025-03-03", "2025-03-12", "7"),
      interval("2025-03-20", "2025-03-21", "8"),
    ],
  }]);
});

Deno.test("two meanings of a symbol at one time are refused", () => {
  assert.throws(
    () =>
      merged(
        mapping(interval("2025-03-01", "2025-03-10", "7")),
        mapping(interval("2025-03-05", "2025-03-06", "8")),
      ),
    {
      code: "bad_data",
      message: 'Cannot merge "1.dbn" with the files before it: ' +
        'on 2025-03-05 "A" stands for 7 and for 8',
    },
  );
});

const DIFFERENCES: readonly (readonly [Partial<DbnMetadata>, string, string | undefined])[] = [
  [{ version: 1 }, "its version is 1, that of the first 3", "add --upgrade"],
  [{ dataset: "XNAS.ITCH" }, "its dataset is XNAS.ITCH, that of the first EQUS.MINI", undefined],
  [{ stypeIn: null }, "its stype_in is none, that of the first raw_symbol", undefined],
  [{ stypeOut: "figi" }, "its stype_out is figi, that of the first instrument_id", undefined],
  [{ tsOut: true }, "its ts_out is true, that of the first false", undefined],
  [{ symbolCstrLen: 80 }, "its symbol_cstr_len is 80, that of the first 71", undefined],
];
for (const [fields, reason, hint] of DIFFERENCES) {
  Deno.test(`inputs are not merged if ${reason}`, () => {
    assert.throws(() => merged({}, fields), {
      code: "bad_data",
      message: `Cannot merge "1.dbn" with "0.dbn": ${reason}`,
      hint,
    });
  });
}
