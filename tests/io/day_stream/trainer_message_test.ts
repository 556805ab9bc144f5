import assert from "node:assert/strict";
import { MomoError } from "../../../src/core/error.ts";
import { parseTrainerMessage } from "../../../src/io/day_stream/trainer_message.ts";

const PLACE = "line 7 of standard input";
const FORM = '{"type":"done","visit":0,"finished":1,"of":1}';

Deno.test("an acknowledgement is read", () => {
  const line = '{"type":"done","visit":3,"finished":18,"of":24,"note":"mine"}';

  assert.deepEqual(parseTrainerMessage(line, PLACE), {
    type: "done",
    visit: 3,
    finished: 18,
    of: 24,
  });
});

Deno.test("a result is read as momo index select reads it", () => {
  const line = '{"type":"result","episode":5,"reward":1.5,"success":1,"trades":2,"steps":60,' +
    '"phase_steps":{"momentum":60}}';

  const message = parseTrainerMessage(line, PLACE);

  assert.ok(message.type === "result");
  assert.equal(message.result.episode, 5);
  assert.equal(message.result.success, true);
});

/** Line, what is wrong with it. */
const CASES: readonly (readonly [string, string])[] = [
  ["done", `it is not JSON, expected ${FORM}`],
  ['"done"', 'its type is null, expected "done" or "result"'],
  ["{}", 'its type is null, expected "done" or "result"'],
  ['{"type":"finished"}', 'its type is "finished", expected "done" or "result"'],
  ['{"type":"done","visit":0,"finished":3,"of":2}', `finished is more than of, expected ${FORM}`],
];

for (const [line, what] of CASES) {
  Deno.test(`${line} is no message`, () => {
    assert.throws(
      () => parseTrainerMessage(line, PLACE),
      (error: unknown) => {
        assert.ok(error instanceof MomoError);
        assert.equal(error.code, "protocol");
        assert.equal(error.message, `Cannot read ${PLACE}: ${what}`);
        return true;
      },
    );
  });
}

Deno.test("a field that is missing, negative, fractional or a text is named", () => {
  const good = { type: "done", visit: 0, finished: 1, of: 1 };
  for (const field of ["visit", "finished", "of"]) {
    for (const value of [undefined, -1, 0.5, "1", null]) {
      assert.throws(
        () => parseTrainerMessage(JSON.stringify({ ...good, [field]: value }), PLACE),
        { code: "protocol", message: new RegExp(`^Cannot read ${PLACE}: ${field}: `) },
      );
    }
  }
});
