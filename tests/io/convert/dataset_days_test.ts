import assert from "node:assert/strict";
import { daysOf } from "../../../src/io/convert/dataset_days.ts";
import { newMetadata } from "../../../src/io/dbn/metadata.ts";

Deno.test("days of US equities are trade dates, those of other datasets UTC days", () => {
  for (const dataset of ["EQUS.MINI", "XNAS.ITCH", "DBEQ.BASIC", "IEXG.TOPS"]) {
    assert.equal(daysOf(newMetadata({ dataset, schema: "trades" })), "trade", dataset);
  }
  for (const dataset of ["GLBX.MDP3", "OPRA.PILLAR", "IFEU.IMPACT", "XEUR.EOBI", ""]) {
    assert.equal(daysOf(newMetadata({ dataset, schema: "trades" })), "utc", dataset);
  }
});

Deno.test("bars of a day have the UTC day they are stamped with, and so have fragments", () => {
  assert.equal(daysOf(newMetadata({ dataset: "EQUS.SUMMARY", schema: "ohlcv-1d" })), "utc");
  assert.equal(daysOf(newMetadata({ dataset: "EQUS.SUMMARY", schema: "ohlcv-eod" })), "utc");
  assert.equal(daysOf(newMetadata({ dataset: "EQUS.MINI", schema: "ohlcv-1h" })), "trade");
  assert.equal(daysOf(null), "utc");
});
