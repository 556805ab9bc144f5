/** The example session of the protocol's description, line by line, with a real batch delivery behind the gateway. */
import assert from "node:assert/strict";
import { realpathSync } from "node:fs";
import { parseDayName } from "../../src/core/day/day_name.ts";
import { openCatalog } from "../../src/io/catalog/catalog.ts";
import { ReplayMarket } from "../../src/io/gateway/replay/replay_market.ts";
import { deliveredFiles } from "../io/day/delivered_records.ts";
import { startGateway } from "../io/gateway/live_fixture.ts";
import { RawClient, type RawRecord } from "../io/gateway/raw_client.ts";
import { data, enter } from "../io/gateway/raw_session.ts";

const isThere = (deliveredFiles("trades") ?? []).length > 0;
const START = 1_738_588_795_000_000_000n; // 2025-02-03T13:19:55Z

const SUBSCRIPTIONS = {
  Rust: {
    lines: "schema=trades|stype_in=raw_symbol|symbols=MLGO,AAPL|snapshot=0|is_last=1|" +
      `start=${START}|id=1\n` +
      "schema=ohlcv-1m|stype_in=raw_symbol|symbols=MLGO|snapshot=0|is_last=1|id=2\n" +
      "start_session\n",
    id: 1,
  },
  Python: {
    lines: `schema=trades|stype_in=raw_symbol|symbols=MLGO,AAPL|start=${START}|snapshot=0|id=0|` +
      "is_last=1\nschema=ohlcv-1m|stype_in=raw_symbol|symbols=MLGO|snapshot=0|id=1|is_last=1\n" +
      "start_session=0\n",
    id: 0,
  },
} as const;

/** The first trade of the description, byte for byte. */
const TRADE = "0c005f008d290000" + "63ba735b4cb52018" + "0002375800000000" + "64000000" +
  "54428000" +
  "a62a745b4cb52018" + "00000000" + "c6602300";

const text = (records: readonly RawRecord[]) => records.map((record) => record.text);

for (const [client, { lines, id }] of Object.entries(SUBSCRIPTIONS)) {
  Deno.test({
    name: `the description's session of the ${client} client is served as described`,
    ignore: !isThere,
    fn: async () => {
      const catalog = openCatalog([realpathSync("../shared/data/mlgo")]);
      const market = new ReplayMarket({ catalog, days: [parseDayName("MLGO:2025-02-03")] });
      const begin = market.timeOf(START) + 600e9;
      await using gateway = startGateway({ market, begin, speed: 1, monotonicMs: () => 0 });
      using connection = await RawClient.connect(gateway.address);

      assert.match((await enter(connection))!, /^success=1\|session_id=\d+$/);
      await connection.send(lines);
      const metadata = await connection.metadata();
      const first = (await connection.record())!;
      await connection.send(
        "schema=mbp-1|stype_in=raw_symbol|symbols=NOSUCH|snapshot=0|is_last=1|id=3\n",
      );
      const records = [first];
      const isOver = () =>
        data(records, 0x15).length === 2 &&
        records.some(({ code, rtype }) => rtype === 0x17 && code === 3);
      while (!isOver()) records.push((await connection.record())!);
      await connection.conn.closeWrite();
      assert.deepEqual(data(await connection.records(), 0x15), []);

      assert.equal(
        metadata.toHex(),
        "44424e0378000000455155532e4d494e4900000000000000ffff000e73304cb52018" +
          "ffffffffffffffff0000000000000000ff00004700" + "00".repeat(73),
      );
      assert.equal(text(records)[0], `Subscription request ${id} for trades data succeeded`);
      assert.deepEqual(text(data(records, 0x15)), [
        "Failed to resolve symbol: AAPL",
        "Failed to resolve symbol: NOSUCH",
      ]);
      assert.ok(
        text(records).includes(`Subscription request ${id + 1} for ohlcv-1m data succeeded`),
      );
      assert.ok(text(records).includes("Finished trades replay"));
      assert.ok(data(records, 0x16).every(({ instrumentId }) => instrumentId === 10_637));
      assert.equal(data(records, 0)[0]!.bytes.toHex(), TRADE);
    },
  });
}
