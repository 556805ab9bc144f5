import assert from "node:assert/strict";
import { encodeMetadata } from "../../../../src/io/dbn/metadata_encode.ts";
import {
  MessageWriter,
  readMessage,
  schemaOfMessage,
  sessionMetadata,
} from "../../../../src/io/gateway/protocol/gateway_messages.ts";

// byte samples of the protocol's description
const TIME = 1_738_588_795_000_000_000n;
const TIME_HEX = "000e73304cb52018";
const writer = new MessageWriter();
const hexOf = (text: string) => new TextEncoder().encode(text).toHex();

Deno.test("the metadata of a session are those of a live gateway, byte for byte", () => {
  const expected = "44424e0378000000455155532e4d494e4900000000000000ffff000e73304cb52018" +
    "ffffffffffffffff0000000000000000ff00004700" + "00".repeat(73);

  assert.equal(encodeMetadata(sessionMetadata("EQUS.MINI", TIME, false)).toHex(), expected);
});

Deno.test("a heartbeat is that of a live gateway, byte for byte", () => {
  const expected = `5017000000000000${TIME_HEX}${hexOf("Heartbeat")}` + "00".repeat(294) + "00";

  assert.equal(writer.system(0, "Heartbeat", TIME).toHex(), expected);
});

Deno.test("an acknowledgement is that of a live gateway, byte for byte", () => {
  const text = "Subscription request 1 for trades data succeeded";

  const expected = `5017000000000000${TIME_HEX}${hexOf(text)}` + "00".repeat(255) + "01";
  assert.equal(writer.system(1, text, TIME).toHex(), expected);
});

Deno.test("a mapping is that of a live gateway, byte for byte", () => {
  const mapping = { instrumentId: 10_637, symbolIn: "MLGO", symbolOut: "MLGO" };

  const symbol = "ff4d4c474f" + "00".repeat(67);
  assert.equal(
    writer.mapping({ ...mapping, start: null, end: null }, TIME).toHex(),
    `2c1600008d290000${TIME_HEX}${symbol}${symbol}${"ff".repeat(16)}`,
  );
});

Deno.test("an error is that of a live gateway, byte for byte", () => {
  const text = "Failed to resolve symbol: XXXX";

  const expected = `5015000000000000${TIME_HEX}${hexOf(text)}` + "00".repeat(272) + "0401";
  assert.equal(writer.error(4, text, TIME).toHex(), expected);
});

Deno.test("messages are read back; texts that are too long are cut", () => {
  const long = writer.error(5, "x".repeat(1000), TIME);

  assert.deepEqual(readMessage(long, 0), { kind: "error", code: 5, text: "x".repeat(301) });
  assert.equal(
    readMessage(
      writer.mapping({
        ...{ instrumentId: 1, symbolIn: "A", symbolOut: "A", start: null, end: null },
      }, TIME),
      0,
    ),
    null,
  );
});

Deno.test("messages about a schema tell which one", () => {
  assert.equal(schemaOfMessage("Finished ohlcv-1s replay"), "ohlcv-1s");
  assert.equal(schemaOfMessage("Slow client detected for mbp-1. Skipped records"), "mbp-1");
  assert.equal(schemaOfMessage("Slow client detected for mbp-1"), "mbp-1");
  assert.equal(schemaOfMessage("Heartbeat"), null);
});
