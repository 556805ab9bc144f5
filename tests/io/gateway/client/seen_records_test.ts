import assert from "node:assert/strict";
import { RecordBuilder } from "../../../../src/io/dbn/encode/record_builder.ts";
import { chunkOf } from "../../../../src/io/dbn/framing.ts";
import { SeenRecords } from "../../../../src/io/gateway/client/seen_records.ts";
import { withoutSeen } from "../../../../src/io/gateway/client/without_seen.ts";

const T0 = 1_738_588_795_000_000_000n;
const SECOND = 1_000_000_000n;

function trades(times: readonly number[]) {
  const builder = new RecordBuilder({ version: 3 });
  for (const time of times) {
    const at = T0 + BigInt(time);
    builder.add("trades", { publisher_id: 95, instrument_id: 7, ts_event: at, ts_recv: at + 5n });
  }
  return chunkOf(builder.take());
}

Deno.test("of records with one time, as many are left out as were received", () => {
  const seen = new SeenRecords({ keptNs: 600n * SECOND, maxBytes: 1e6 });
  seen.add(trades([1, 2, 2]));

  const fresh = withoutSeen(trades([2, 2, 2, 3]), seen.countFrom(() => T0));

  assert.equal(fresh.count, 2);
});

Deno.test("records of before the start are not waited for", () => {
  const seen = new SeenRecords({ keptNs: 600n * SECOND, maxBytes: 1e6 });
  seen.add(trades([1, 2, 3]));

  const counts = seen.countFrom((rtype) => rtype === 0 ? T0 + 2n : null);

  assert.equal(counts.total, 2);
});

Deno.test("the latest time and the greatest lateness of a type are known", () => {
  const seen = new SeenRecords({ keptNs: 600n * SECOND, maxBytes: 1e6 });
  seen.add(trades([10, 40, 25, 41]));

  assert.equal(seen.latestOf(0), T0 + 41n);
  assert.equal(seen.latenessOf(0), 15n);
  assert.equal(seen.latestOf(1), null);
});

Deno.test("samples of quotes count by ts_recv", () => {
  const builder = new RecordBuilder({ version: 3 });
  builder.add("bbo-1s", { instrument_id: 7, ts_event: T0, ts_recv: T0 + SECOND });
  const seen = new SeenRecords({ keptNs: 600n * SECOND, maxBytes: 1e6 });

  seen.add(chunkOf(builder.take()));

  assert.equal(seen.latestOf(0xc3), T0 + SECOND);
});

Deno.test("memory is bounded, and it is known from when on everything is remembered", () => {
  const maxBytes = 2 * 1024 * 1024;
  const seen = new SeenRecords({ keptNs: 600n * SECOND, maxBytes });
  const count = 400_000; // 6.4 MB of keys

  for (let from = 0; from < count; from += 1000) {
    seen.add(trades(Array.from({ length: 1000 }, (_, i) => from + i)));
  }

  const kept = seen.countFrom(() => 0n).total;
  assert.ok(kept * 16 <= maxBytes, `${kept} keys`);
  assert.ok(kept >= 90_000, `${kept} keys`);
  assert.equal(seen.knownFrom, T0 + BigInt(count - kept));
});

Deno.test("what is older than the kept time is forgotten", () => {
  const seen = new SeenRecords({ keptNs: 10n * SECOND, maxBytes: 1e9 });
  const seconds = Array.from({ length: 40_000 }, (_, i) => i * 1e6); // 40 s
  for (let from = 0; from < seconds.length; from += 1000) {
    seen.add(trades(seconds.slice(from, from + 1000)));
  }

  assert.ok(seen.knownFrom > T0 + 10n * SECOND);
  assert.ok(seen.knownFrom <= T0 + 30n * SECOND);
});
