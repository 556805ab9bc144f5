import assert from "node:assert/strict";
import { makeTable } from "../../../src/core/columns/table.ts";
import { chartPoints } from "../../../src/core/report/chart_points.ts";
import { POINT_COLUMNS } from "../../../src/core/scan/index_columns.ts";

const MIDNIGHT = 1_742_788_800;

/** Three points, half an hour apart. */
function points() {
  const rows = [0, 1, 2];
  return makeTable(
    POINT_COLUMNS,
    POINT_COLUMNS.map(({ name, type }) => {
      if (name === "ts") {
        return BigInt64Array.from(rows, (i) => BigInt(MIDNIGHT + 36_000 + 1800 * i) * 10n ** 9n);
      }
      if (name === "local_quality") return Float32Array.of(0.1, 0.654321, 0.9);
      if (name === "vel_px_1m") return Float32Array.of(1, NaN, 2);
      if (name === "vel_vol_rel") return Float32Array.of(0, 123.456789, 0);
      return type === "string" ? rows.map((i) => `${name} ${i}`) : rows.map(() => 0);
    }),
  );
}

Deno.test("chartPoints() lists the points of a day by column, at seconds since local midnight", () => {
  const drawn = chartPoints(points(), 1, 3, MIDNIGHT);

  assert.deepEqual(drawn.time, [37_800, 39_600]);
  assert.deepEqual(drawn.pattern, ["pattern 1", "pattern 2"]);
  assert.deepEqual(drawn.local_quality, [0.6543, 0.9]);
});

Deno.test("chartPoints() rounds measures to four digits and keeps what is not known as null", () => {
  const drawn = chartPoints(points(), 1, 2, MIDNIGHT);

  assert.deepEqual(drawn.vel_vol_rel, [123.5]);
  assert.deepEqual(drawn.vel_px_1m, [null]);
});
