/** A real day through files alone, through the gateway alone, and through both with a seam. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { parseDayName } from "../../src/core/day/day_name.ts";
import { openCatalog } from "../../src/io/catalog/catalog.ts";
import type { Schema } from "../../src/io/dbn/schema.ts";
import { CatalogRecords } from "../../src/io/gateway/client/local_records.ts";
import { ReplayMarket } from "../../src/io/gateway/replay/replay_market.ts";
import { FileSessions } from "../../src/io/hybrid/file_sessions.ts";
import { clientOptions, receive, startGateway } from "../io/gateway/live_fixture.ts";

const DELIVERY = "../shared/data/mlgo";
const SCHEMAS: readonly Schema[] = ["mbp-1", "ohlcv-1s"];
const SEAMS = ["08:05:00", "13:30:00.000000001", "14:31:07.5", "18:00:00", "23:59:59"];

Deno.test("a real day is the same through files, gateway, and both with a seam", async () => {
  if (!existsSync(DELIVERY)) {
    await Deno.stderr.write(new TextEncoder().encode(`skipped: ${DELIVERY} is not here\n`));
    return;
  }
  const catalog = openCatalog([DELIVERY]);
  const market = new ReplayMarket({ catalog, days: [parseDayName("MLGO:2025-03-27")] });
  await using gateway = startGateway({ market });
  const subscriptions = SCHEMAS.map((schema) => ({ schema, symbols: ["MLGO"] }));
  const fromZero = subscriptions.map((subscription) => ({ ...subscription, start: 0n }));

  const { records } = await receive(
    clientOptions(gateway.address, { subscriptions: fromZero }),
  );

  assert.ok(records.length > 100_000);
  for (const seam of SEAMS) {
    const earlier = new FileSessions({
      ...{ catalog, dataset: "EQUS.MINI", symbols: ["MLGO"], schemas: SCHEMAS, count: 0 },
      end: Temporal.Instant.from(`2025-03-27T${seam}Z`).epochNanoseconds,
      signal: new AbortController().signal,
      onProblem: assert.fail,
    });
    const hybrid = await receive(clientOptions(gateway.address, {
      ...{ subscriptions, earlier, local: new CatalogRecords(catalog) },
    }));
    const first = hybrid.records.findIndex((record, i) => record !== records[i]);
    assert.equal(first, -1, `seam at ${seam}: record ${first} differs`);
    assert.equal(hybrid.records.length, records.length, `seam at ${seam}`);
  }
});
