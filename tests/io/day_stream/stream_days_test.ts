import assert from "node:assert/strict";
import { tableFromIPC } from "apache-arrow";
import { done, StreamWorld } from "./stream_world.ts";

/** Lets everything happen that needs no waiting of the test's own. */
async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setTimeout(resolve));
}

Deno.test("without acknowledgements all days come out in order, each table as it was", async () => {
  const world = new StreamWorld(["A", "B", "C"], { acknowledged: false });

  const report = await world.result;

  const visits = world.visits;
  assert.deepEqual(visits.map(({ header }) => [header.type, header.visit, header.day]), [
    ["day", 0, "A:2025-03-03"],
    ["day", 1, "B:2025-03-04"],
    ["day", 2, "C:2025-03-05"],
  ]);
  for (const { header, tables } of visits) {
    assert.deepEqual(
      header.tables.map(({ name, rows, bytes }: Record<string, unknown>) => [name, rows, bytes]),
      [["bars", 10, tables[0]!.length], ["previous_bars", 10, tables[1]!.length]],
    );
    const [own, before] = tables.map((bytes) => tableFromIPC(bytes));
    assert.equal(own!.schema.metadata.get("name"), header.day);
    assert.equal(own!.numRows, 10);
    assert.notEqual(before!.schema.metadata.get("name"), header.day);
  }
  assert.deepEqual([report.served, report.skipped], [3, 0]);
});

Deno.test("the next day comes when the one before is done, and not before", async () => {
  const world = new StreamWorld(["A", "B", "C"]);
  const seen: number[] = [];
  const look = async () => {
    await settle();
    seen.push(world.visits.length);
  };

  await look();
  world.say(done(0, 1, 4));
  await look();
  world.say(done(0, 3, 4));
  await look();
  world.say(done(0, 4, 4));
  await look();
  world.say(done(1));
  await look();
  world.say(done(2));
  const report = await world.result;

  assert.deepEqual(seen, [1, 1, 1, 2, 3]);
  assert.equal(report.served, 3);
});

Deno.test("when the trainer leaves, the stream ends without an error", async () => {
  const world = new StreamWorld(["A", "B", "C"]);
  await world.until(1);
  world.say(done(0));
  await world.until(2);

  world.leave();
  const report = await world.result;

  assert.equal(report.served, 2);
  assert.equal(world.visits.length, 2);
});

Deno.test("days that cannot be loaded are skipped, said and need no acknowledgement", async () => {
  const world = new StreamWorld(["A", "BAD", "BAD", "C"]);
  await world.until(1);
  world.say(done(0));
  await world.until(4);
  world.say(done(3));
  world.leave();

  const report = await world.result;

  assert.deepEqual(
    world.visits.map((
      { header: { type, visit, error, tables } },
    ) => [type, visit, error, tables.length]),
    [
      ["day", 0, undefined, 2],
      ["skipped", 1, "Cannot read BAD:2025-03-04", 0],
      ["skipped", 2, "Cannot read BAD:2025-03-05", 0],
      ["day", 3, undefined, 2],
    ],
  );
  assert.deepEqual([report.served, report.skipped], [2, 2]);
  assert.deepEqual(world.skipped, [
    "BAD:2025-03-04: Cannot read BAD:2025-03-04",
    "BAD:2025-03-05: Cannot read BAD:2025-03-05",
  ]);
});

Deno.test("a lookback that cannot be loaded is said, and the day comes without it", async () => {
  const world = new StreamWorld(["LONE"], { acknowledged: false });

  await world.result;

  const [{ header, tables } = assert.fail()] = world.visits;
  assert.deepEqual([header.previous, header.previous_error], [null, "Cannot read LONE:2025-03-02"]);
  assert.equal(tables.length, 1);
  assert.equal(world.lost.length, 1);
});

/** Messages after the first day has come, and what is said about the last of them. */
const PROTESTS: Readonly<Record<string, readonly [readonly (object | string)[], string]>> = {
  "of another visit": [
    [done(4)],
    "Cannot use line 1 of standard input: it is about visit 4, and visit 0 is under way",
  ],
  "that go back": [
    [done(0, 3, 9), done(0, 2, 9)],
    "Cannot use line 2 of standard input: it says that 2 reset points are finished, after 3",
  ],
  "of a visit that is done": [
    [done(0, 1, 2), done(0, 2, 2), done(0, 2, 2)],
    "Cannot use line 3 of standard input: it is about visit 0, and ",
  ],
  "that are no JSON": [
    ["{"],
    "Cannot read line 1 of standard input: it is not JSON, expected ",
  ],
  "with results, which a list does not take": [
    [{ type: "result", episode: 0, reward: 0, success: 0, trades: 0, steps: 0, phase_steps: {} }],
    "Cannot use line 1 of standard input: results are only taken with --plan select",
  ],
};

for (const [what, [messages, sentence]] of Object.entries(PROTESTS)) {
  Deno.test(`acknowledgements ${what} end the stream with a sentence`, async () => {
    const world = new StreamWorld(["A", "B"]);
    await world.until(1);

    world.say(...messages);

    await assert.rejects(world.result, (error: Error & { code?: string }) => {
      assert.equal(error.code, "protocol");
      assert.ok(error.message.startsWith(sentence), error.message);
      return true;
    });
  });
}

Deno.test("a day that does not fit into memory ends the stream at once", async () => {
  const world = new StreamWorld(["A"], { memoryBytes: 100 });

  await assert.rejects(world.result, { code: "budget" });
});

Deno.test("an interrupt ends the waiting for the trainer with its reason", async () => {
  const world = new StreamWorld(["A"]);
  await world.until(1);
  const reason = new Error("interrupted");

  world.aborter.abort(reason);

  await assert.rejects(world.result, reason);
});

Deno.test("it ends after so many visits", async () => {
  const world = new StreamWorld(["A", "BAD", "C", "D"], { acknowledged: false, maxVisits: 3 });

  const report = await world.result;

  assert.deepEqual([report.served, report.skipped], [2, 1]);
});
