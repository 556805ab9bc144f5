import assert from "node:assert/strict";
import { Journal } from "../../../src/core/episodes/journal.ts";
import { LOGGED_VISITS, VisitLog } from "../../../src/core/episodes/visit_log.ts";

/** A log of visits of 1, 2, 3, 1, 2, 3, … episodes. */
function makeLog(visits: number): VisitLog {
  const log = new VisitLog([], [], new Journal());
  let episode = 0;
  for (let i = 0; i < visits; i++) {
    const planned = 1 + i % 3;
    log.add({ stratum: i % 6, day: i, episode, planned });
    episode += planned;
  }
  return log;
}

Deno.test("VisitLog finds the visit of each episode, and none of those not planned", () => {
  const log = makeLog(7); // 0 | 1 2 | 3 4 5 | 6 | 7 8 | 9 10 11 | 12

  const days = Array.from({ length: 14 }, (_, episode) => log.find(episode)?.day);

  assert.deepEqual(days, [0, 1, 1, 2, 2, 2, 3, 4, 4, 5, 5, 5, 6, undefined]);
});

Deno.test("VisitLog forgets the oldest visits and their reports", () => {
  const log = makeLog(3 * LOGGED_VISITS);
  const [oldest] = log.visits;
  log.report(oldest!.episode - 1);
  log.report(oldest!.episode);

  assert.equal(log.visits.length, LOGGED_VISITS);
  assert.equal(oldest!.day, 2 * LOGGED_VISITS);
  assert.equal(log.find(oldest!.episode - 1), undefined);
  assert.deepEqual(log.find(oldest!.episode), oldest);
  assert.deepEqual(log.reported, [oldest!.episode]);
});

Deno.test("VisitLog takes a report once", () => {
  const log = makeLog(3);

  assert.deepEqual([log.report(4), log.report(4), log.report(1)], [true, false, true]);
  assert.deepEqual(log.reported, [1, 4]);
});

Deno.test("VisitLog made from its own visits is the same", () => {
  const log = makeLog(LOGGED_VISITS + 100);
  log.report(log.visits[5]!.episode);

  const copy = new VisitLog(log.visits, log.reported, new Journal());

  assert.deepEqual(copy.visits, log.visits);
  assert.deepEqual(copy.reported, log.reported);
});

Deno.test("VisitLog does not grow with the reports of visits that have left it", () => {
  const log = new VisitLog([], [], new Journal());
  for (let episode = 0; episode < 30_000; episode++) {
    log.add({ stratum: 0, day: 0, episode, planned: 1 });
    log.report(episode);
  }

  assert.equal(log.reported.length, LOGGED_VISITS);
  assert.equal(log.report(29_999), false);
});
