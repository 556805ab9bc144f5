import assert from "node:assert/strict";
import fc from "fast-check";
import { MomoError } from "../../../src/core/error.ts";
import { parseDate } from "../../../src/core/time/dates.ts";
import { RecordBuilder } from "../../../src/io/dbn/encode/record_builder.ts";
import { chunkOf } from "../../../src/io/dbn/framing.ts";
import { LiveSymbolMap } from "../../../src/io/dbn/live_symbol_map.ts";
import { type DbnMetadata, newMetadata } from "../../../src/io/dbn/metadata.ts";
import { SymbolMap } from "../../../src/io/dbn/symbol_map.ts";

const FIRST = parseDate("2025-03-01");

function metadataOf(
  mappings: [string, [number, number, string][]][],
  fields: Partial<DbnMetadata> = {},
): DbnMetadata {
  return newMetadata({
    dataset: "EQUS.MINI",
    stypeIn: "raw_symbol",
    mappings: mappings.map(([rawSymbol, intervals]) => ({
      rawSymbol,
      intervals: intervals.map(([start, end, symbol]) => ({
        startDate: FIRST + start,
        endDate: FIRST + end,
        symbol,
      })),
    })),
    ...fields,
  });
}

Deno.test("SymbolMap agrees with a table of every day and id, later entries winning", () => {
  const interval = fc.tuple(
    fc.integer({ min: 0, max: 9 }),
    fc.integer({ min: 0, max: 9 }),
    fc.constantFrom("1", "2", "3", ""),
  ).map(([a, b, id]): [number, number, string] => [Math.min(a, b), Math.max(a, b), id]);
  const mappings = fc.array(
    fc.tuple(fc.constantFrom("A", "B", "C"), fc.array(interval, { maxLength: 4 })),
    { maxLength: 4 },
  );
  fc.assert(fc.property(mappings, (mappings) => {
    const table = new Map<string, string>();
    for (const [symbol, intervals] of mappings) {
      for (const [start, end, id] of intervals) {
        if (id === "") continue;
        for (let day = start; day < end; day++) table.set(`${day}:${id}`, symbol);
      }
    }

    const map = SymbolMap.fromMetadata(metadataOf(mappings), "x.dbn");

    for (let day = -1; day <= 10; day++) {
      for (const id of [1, 2, 3, 4]) {
        assert.equal(map.symbolOf(id, FIRST + day), table.get(`${day}:${id}`));
      }
      for (const symbol of ["A", "B", "C", "D"]) {
        const id = map.instrumentIdOf(symbol, FIRST + day);
        const ids = [1, 2, 3].filter((id) => table.get(`${day}:${id}`) === symbol);
        assert.equal(id === undefined, ids.length === 0);
        if (id !== undefined) assert.ok(ids.includes(id));
      }
    }
  }));
});

Deno.test("SymbolMap maps requested ids to symbols where the input symbology is ids", () => {
  const metadata = metadataOf([["42", [[0, 5, "MLGO"]]]], {
    stypeIn: "instrument_id",
    stypeOut: "raw_symbol",
  });

  const map = SymbolMap.fromMetadata(metadata, "x.dbn");

  assert.equal(map.symbolOf(42, FIRST + 4), "MLGO");
  assert.equal(map.symbolOf(42, FIRST + 5), undefined);
  assert.equal(map.instrumentIdOf("MLGO", FIRST), 42);
  assert.deepEqual(map.symbols(), ["MLGO"]);
  assert.deepEqual(map.spansOf("MLGO"), [
    { instrumentId: 42, symbol: "MLGO", startDate: FIRST, endDate: FIRST + 5 },
  ]);
});

Deno.test("SymbolMap rejects mappings without ids, bad ids, and intervals that end before they start", () => {
  const cases: [DbnMetadata, string][] = [
    [
      metadataOf([], { stypeOut: "raw_symbol" }),
      'Cannot map symbols in "x.dbn": its symbology goes from raw_symbol to raw_symbol, and one side must be instrument_id',
    ],
    [
      metadataOf([["A", [[0, 1, "x1"]]]]),
      'Cannot map symbols in "x.dbn": "x1" is no instrument id',
    ],
    [
      metadataOf([["A", [[0, 1, "4294967296"]]]]),
      'Cannot map symbols in "x.dbn": "4294967296" is no instrument id',
    ],
    [
      metadataOf([["A", [[2, 1, "1"]]]]),
      'Cannot map "A" in "x.dbn": an interval starts on 2025-03-03 and ends on 2025-03-02',
    ],
  ];
  for (const [metadata, message] of cases) {
    assert.throws(
      () => SymbolMap.fromMetadata(metadata, "x.dbn"),
      new MomoError("bad_data", message),
    );
  }
});

Deno.test("LiveSymbolMap holds the last mapping of each id, in every version", () => {
  for (const version of [1, 2, 3] as const) {
    const builder = new RecordBuilder({ version });
    const mapping = (id: number, symbol: string) =>
      builder.add(0x16, {
        instrument_id: id,
        stype_in_symbol: "ES.c.0",
        stype_out_symbol: symbol,
      });
    mapping(1, "ESH5");
    builder.add("trades", { instrument_id: 1 });
    mapping(2, "ESM5");
    mapping(1, "ESU5");
    const map = new LiveSymbolMap();

    map.update(chunkOf(builder.take()));
    assert.equal(map.symbolOf(1), "ESU5");
    assert.equal(map.symbolOf(2), "ESM5");
    assert.equal(map.symbolOf(3), undefined);

    mapping(2, "ESZ5");
    map.update(chunkOf(builder.take()));
    assert.equal(map.symbolOf(2), "ESZ5");
  }
});
