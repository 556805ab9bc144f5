import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { buildDelivery, type DeliveryOptions } from "../../../src/io/sample/delivery.ts";
import { MARKET } from "./small_market.ts";

function textsOf(options: Omit<DeliveryOptions, "market">): Map<string, string> {
  const { files } = buildDelivery({ market: MARKET, ...options });
  return new Map(
    files.filter(({ name }) => name.endsWith(".json"))
      .map(({ name, bytes }) => [name, new TextDecoder().decode(bytes)]),
  );
}

const TEXTS = textsOf({
  schema: "trades",
  symbols: ["ABQX"],
  from: "2024-11-16",
  to: "2024-11-18",
  split: "day",
  jobId: "EQUS-20250106-AAAAAAAAAA",
  degraded: ["2024-11-18"],
});

Deno.test("metadata.json is letter for letter as the vendor writes it", () => {
  assert.equal(
    TEXTS.get("metadata.json"),
    `{
    "version": 1,
    "job_id": "EQUS-20250106-AAAAAAAAAA",
    "query": {
        "dataset": "EQUS.MINI",
        "schema": "trades",
        "symbols": [
            "ABQX"
        ],
        "stype_in": "raw_symbol",
        "stype_out": "instrument_id",
        "start": 1731715200000000000,
        "end": 1731974400000000000,
        "limit": null,
        "encoding": "dbn",
        "compression": "zstd"
    },
    "customizations": {
        "pretty_px": false,
        "pretty_ts": false,
        "map_symbols": false,
        "split_symbols": false,
        "split_duration": "day",
        "split_size": null,
        "packaging": null,
        "delivery": "download"
    }
}`,
  );
});

Deno.test("symbology.json starts at the session before a range that starts on none", () => {
  assert.equal(
    TEXTS.get("symbology.json"),
    `{
    "result": {
        "ABQX": [
            {
                "d0": "2024-11-15",
                "d1": "2024-11-19",
                "s": "7"
            }
        ]
    },
    "symbols": [
        "ABQX"
    ],
    "stype_in": "raw_symbol",
    "stype_out": "instrument_id",
    "start_date": "2024-11-16",
    "end_date": "2024-11-19",
    "partial": [],
    "not_found": [],
    "message": "OK",
    "status": 0
}`,
  );
});

Deno.test("condition.json lists weekdays, holidays too, and not weekends", () => {
  assert.equal(
    TEXTS.get("condition.json"),
    `[
    {
        "date": "2024-11-18",
        "condition": "degraded",
        "last_modified_date": "2024-11-19"
    }
]`,
  );
  const week = textsOf({ schema: "trades", from: "2024-11-27", to: "2024-12-01" });
  const dates = JSON.parse(week.get("condition.json")!).map(({ date }: { date: string }) => date);
  assert.deepEqual(dates, ["2024-11-27", "2024-11-28", "2024-11-29"]);
});

Deno.test("manifest.json lists all files but itself with size, hash and addresses", () => {
  const { files } = buildDelivery({
    market: MARKET,
    schema: "ohlcv-1m",
    symbols: ["ZZQB"],
    from: "2024-11-18",
    to: "2024-11-19",
    split: "day",
    jobId: "EQUS-20250106-BBBBBBBBBB",
    absent: ["equs-mini-20241119.ohlcv-1m.dbn.zst"],
  });
  const text = new TextDecoder().decode(files.find(({ name }) => name === "manifest.json")!.bytes);
  const manifest = JSON.parse(text);

  assert.equal(text, JSON.stringify(manifest, null, 4));
  assert.deepEqual(manifest.files.map(({ filename }: { filename: string }) => filename), [
    "condition.json",
    "metadata.json",
    "symbology.json",
    "equs-mini-20241118.ohlcv-1m.dbn.zst",
    "equs-mini-20241119.ohlcv-1m.dbn.zst",
  ]);
  assert.ok(!files.some(({ name }) => name === "equs-mini-20241119.ohlcv-1m.dbn.zst"));
  for (const { name, bytes } of files.filter(({ name }) => name !== "manifest.json")) {
    const entry = manifest.files.find(({ filename }: { filename: string }) => filename === name);
    assert.deepEqual(entry, {
      filename: name,
      size: bytes.length,
      hash: `sha256:${createHash("sha256").update(bytes).digest("hex")}`,
      urls: {
        https:
          `https://api.databento.com/v0/batch/download/ACCOUNT0/EQUS-20250106-BBBBBBBBBB/${name}`,
        ftp: `ftp://ftp.databento.com/ACCOUNT0/EQUS-20250106-BBBBBBBBBB/${name}`,
      },
    });
  }
});

Deno.test("symbology.json tells of changed ids, late listings and unknown symbols", () => {
  const texts = textsOf({ schema: "ohlcv-1d", symbols: ["ABQX", "NOSUCH"], from: "2024-11-18" });
  const { result, not_found, message, status } = JSON.parse(texts.get("symbology.json")!);

  assert.deepEqual(result, {
    ABQX: [
      { d0: "2024-11-18", d1: "2024-11-22", s: "7" },
      { d0: "2024-11-22", d1: "2024-12-04", s: "9" },
    ],
  });
  assert.deepEqual({ not_found, message, status }, {
    not_found: ["NOSUCH"],
    message: "Not found",
    status: 2,
  });
});
