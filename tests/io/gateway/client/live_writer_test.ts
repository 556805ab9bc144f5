import assert from "node:assert/strict";
import { newMetadata } from "../../../../src/io/dbn/metadata.ts";
import type { Gap } from "../../../../src/io/gateway/client/live_events.ts";
import { type LiveFormat, LiveWriter } from "../../../../src/io/gateway/client/live_writer.ts";

const GAP: Gap = {
  ...{ schema: "mbp-1", from: 1_732_545_000_000_000_001n, to: 1_732_545_600_000_000_000n },
  ...{ cause: "disconnect", filled: null, state: "open" },
};
const LINE = '{"kind":"gap","schema":"mbp-1","from":"2024-11-25T14:30:00.000000001Z",' +
  '"to":"2024-11-25T14:40:00.000000000Z","cause":"disconnect","filled":null,"state":"open"}';

/** What is written of a session that has nothing but a gap. */
async function written(format: LiveFormat, tsOut = false): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  const sink = {
    write(bytes: Uint8Array) {
      pieces.push(bytes.slice(0, 100)); // takes a little at a time
      return Promise.resolve(Math.min(bytes.length, 100));
    },
  };
  const writer = new LiveWriter(sink, format, tsOut);
  await writer.write({ kind: "metadata", metadata: newMetadata({ dataset: "EQUS.MINI", tsOut }) });
  await writer.write({ kind: "message", code: 1, text: "not part of it", time: GAP.to });
  await writer.write({ kind: "gap", gap: GAP });
  return Uint8Array.from(pieces.flatMap((piece) => [...piece]));
}

Deno.test("a gap is a line that says what may be missing", async () => {
  const bytes = await written("ndjson");

  assert.equal(new TextDecoder().decode(bytes), `${LINE}\n`);
});

for (const tsOut of [false, true]) {
  Deno.test(`a gap in DBN is a system record of the same text, ts_out ${tsOut}`, async () => {
    const bytes = await written("dbn", tsOut);

    const record = bytes.subarray(128);
    const view = new DataView(record.buffer, record.byteOffset);
    assert.equal(record.length, tsOut ? 328 : 320);
    assert.deepEqual([record[0]! * 4, record[1], record[319]], [record.length, 0x17, 255]);
    assert.equal(view.getBigUint64(8, true), GAP.to);
    assert.equal(new TextDecoder().decode(record.subarray(16, record.indexOf(0, 16))), LINE);
    if (tsOut) assert.equal(view.getBigUint64(320, true), GAP.to);
  });
}
