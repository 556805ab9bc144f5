import assert from "node:assert/strict";
import { PlaybackClock } from "../../../src/io/history/playback_clock.ts";

const SECOND = 1e9;

/** A clock of 10x from time 0 on, and the milliseconds it goes by. */
function made(speed = 10) {
  const wall = { ms: 5000 };
  return { wall, clock: new PlaybackClock(0, speed, () => wall.ms) };
}

Deno.test("a playback goes on in proportion to the clock", () => {
  const { wall, clock } = made();
  wall.ms += 250;

  assert.equal(clock.limit(), 2.5 * SECOND);
  assert.equal(clock.msUntil(4 * SECOND), 150);
  assert.equal(clock.msUntil(1 * SECOND), 0);
});

Deno.test("time stands still in a pause, and goes on where it was", () => {
  const { wall, clock } = made();
  wall.ms += 100;
  clock.pause();
  clock.pause();
  wall.ms += 9000;

  assert.equal(clock.limit(), -Infinity);
  assert.equal(clock.msUntil(0), Infinity);
  clock.resume();
  wall.ms += 100;
  assert.equal(clock.limit(), 2 * SECOND);
});

Deno.test("a new speed counts from the moment it is set, in a pause as well", () => {
  const { wall, clock } = made();
  wall.ms += 100;
  clock.setSpeed(1);
  wall.ms += 1000;
  assert.equal(clock.limit(), 2 * SECOND);

  clock.pause();
  wall.ms += 500;
  clock.setSpeed(4);
  wall.ms += 500;
  clock.resume();
  wall.ms += 1000;
  assert.equal(clock.limit(), 6 * SECOND);
});

Deno.test("from full speed, a speed goes on from what was shown last", () => {
  const { wall, clock } = made(Infinity);
  wall.ms += 100;
  assert.equal(clock.limit(), Infinity);
  clock.reached(7 * SECOND);
  clock.setSpeed(1);
  wall.ms += 500;

  assert.equal(clock.limit(), 7.5 * SECOND);
});

Deno.test("seeking sets the time, forwards and back", () => {
  const { wall, clock } = made(1);
  wall.ms += 5000;
  clock.seek(2 * SECOND);
  wall.ms += 1000;

  assert.equal(clock.limit(), 3 * SECOND);
});
