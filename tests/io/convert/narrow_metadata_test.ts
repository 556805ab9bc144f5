import assert from "node:assert/strict";
import { parseDate } from "../../../src/core/time/dates.ts";
import {
  clipMetadata,
  keepSymbols,
  narrowMetadata,
} from "../../../src/io/convert/narrow_metadata.ts";
import { DAY, HOUR, madeMetadata, MIDNIGHT } from "./made_records.ts";

const NO_CHOICE = { schemas: [], window: { from: null, to: null }, symbols: [] } as const;

Deno.test("without a choice the metadata stay what they are", () => {
  const metadata = madeMetadata();

  assert.equal(narrowMetadata(metadata, NO_CHOICE, null), metadata);
});

Deno.test("a limit is the smaller of both", () => {
  const limitOf = (limit: bigint | null) =>
    narrowMetadata(madeMetadata({ limit }), NO_CHOICE, 7).limit;

  assert.deepEqual([limitOf(null), limitOf(5n), limitOf(9n)], [7n, 5n, 7n]);
});

Deno.test("one schema becomes the metadata's, several leave it", () => {
  const metadata = madeMetadata({ schema: null });

  assert.equal(narrowMetadata(metadata, { ...NO_CHOICE, schemas: ["mbo"] }, null).schema, "mbo");
  assert.equal(
    narrowMetadata(metadata, { ...NO_CHOICE, schemas: ["mbo", "trades"] }, null).schema,
    null,
  );
});

Deno.test("a window cuts the range, and the mappings to its UTC days", () => {
  const metadata = madeMetadata({ partial: ["MLGO"], notFound: ["NONE"] });

  const clipped = clipMetadata(metadata, {
    from: MIDNIGHT + DAY + HOUR,
    to: MIDNIGHT + 2n * DAY + 1n,
  });

  assert.equal(clipped.start, MIDNIGHT + DAY + HOUR);
  assert.equal(clipped.end, MIDNIGHT + 2n * DAY + 1n);
  assert.deepEqual(clipped.mappings, [
    {
      rawSymbol: "MLGO",
      intervals: [
        { startDate: parseDate("2025-03-25"), endDate: parseDate("2025-03-26"), symbol: "1" },
        { startDate: parseDate("2025-03-26"), endDate: parseDate("2025-03-27"), symbol: "3" },
      ],
    },
    {
      rawSymbol: "TSLA",
      intervals: [
        { startDate: parseDate("2025-03-25"), endDate: parseDate("2025-03-27"), symbol: "2" },
      ],
    },
  ]);
  assert.deepEqual(clipped.notFound, ["NONE"]);
});

Deno.test("a window that ends at midnight does not reach into that day", () => {
  const clipped = clipMetadata(madeMetadata(), { from: null, to: MIDNIGHT + DAY });

  assert.deepEqual(clipped.mappings.map(({ intervals }) => intervals.at(-1)!.endDate), [
    parseDate("2025-03-25"),
    parseDate("2025-03-25"),
  ]);
});

Deno.test("a window never widens the range, and outside of it leaves one without length", () => {
  const wide = clipMetadata(madeMetadata(), { from: 0n, to: MIDNIGHT + 90n * DAY });
  const outside = clipMetadata(madeMetadata(), { from: MIDNIGHT + 9n * DAY, to: null });

  assert.deepEqual(wide, madeMetadata());
  assert.equal(outside.start, MIDNIGHT + 9n * DAY);
  assert.equal(outside.end, outside.start);
  assert.deepEqual([outside.symbols, outside.mappings], [[], []]);
});

Deno.test("ranges that are not set become those of the window", () => {
  const open = madeMetadata({ start: 2n ** 64n - 1n, end: null });

  const clipped = clipMetadata(open, { from: MIDNIGHT, to: MIDNIGHT + DAY });

  assert.deepEqual([clipped.start, clipped.end], [MIDNIGHT, MIDNIGHT + DAY]);
});

Deno.test("symbols that no longer stand for anything are no longer listed", () => {
  const metadata = madeMetadata({
    partial: ["LATE"],
    symbols: ["MLGO", "LATE"],
    mappings: [{
      rawSymbol: "LATE",
      intervals: [{
        startDate: parseDate("2025-03-26"),
        endDate: parseDate("2025-03-27"),
        symbol: "9",
      }],
    }],
  });

  const clipped = clipMetadata(metadata, { from: null, to: MIDNIGHT + DAY });

  assert.deepEqual([clipped.symbols, clipped.partial, clipped.mappings], [[], [], []]);
});

Deno.test("a symbol keeps its own mapping only, whichever way the symbology goes", () => {
  const kept = keepSymbols(madeMetadata({ partial: ["MLGO", "TSLA"] }), new Set(["TSLA"]));
  const interval = {
    startDate: parseDate("2025-03-24"),
    endDate: parseDate("2025-03-25"),
    symbol: "TSLA",
  };
  const inverse = madeMetadata({
    stypeIn: "instrument_id",
    stypeOut: "raw_symbol",
    symbols: ["1", "2"],
    mappings: [
      { rawSymbol: "1", intervals: [{ ...interval, symbol: "MLGO" }] },
      { rawSymbol: "2", intervals: [interval, { ...interval, symbol: "MLGO" }] },
    ],
  });

  assert.deepEqual(kept.symbols, ["TSLA"]);
  assert.deepEqual(kept.partial, ["TSLA"]);
  assert.deepEqual(kept.mappings.map(({ rawSymbol }) => rawSymbol), ["TSLA"]);
  assert.deepEqual(keepSymbols(inverse, new Set(["TSLA"])).mappings, [
    { rawSymbol: "2", intervals: [interval] },
  ]);
});
