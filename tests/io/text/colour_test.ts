import assert from "node:assert/strict";
import { painter, usesColour } from "../../../src/io/text/colour.ts";

/** Choice, is a terminal, variables, expected. */
const CASES:
  readonly (readonly ["auto" | "always" | "never", boolean, Record<string, string>, boolean])[] = [
    ["auto", true, { TERM: "xterm" }, true],
    ["auto", false, { TERM: "xterm" }, false],
    ["auto", true, { TERM: "dumb" }, false],
    ["auto", true, { NO_COLOR: "1" }, false],
    ["auto", true, { NO_COLOR: "" }, true],
    ["auto", true, { NO_COLOR: "1", FORCE_COLOR: "1" }, false],
    ["auto", false, { FORCE_COLOR: "1" }, true],
    ["auto", true, { FORCE_COLOR: "0" }, false],
    ["always", false, { NO_COLOR: "1" }, true],
    ["never", true, { FORCE_COLOR: "1" }, false],
  ];

for (const [choice, isTerminal, variables, expected] of CASES) {
  const given = Object.entries(variables).map(([name, value]) => `${name}="${value}"`).join(" ");
  const place = isTerminal ? "a terminal" : "a pipe";
  Deno.test(`usesColour() is ${expected} for ${choice} on ${place} with ${given}`, () => {
    assert.equal(usesColour(choice, isTerminal, (name) => variables[name]), expected);
  });
}

Deno.test("painter() without colour returns the text as it is", () => {
  assert.equal(painter(false)("red", "error:"), "error:");
  assert.equal(painter(true)("red", "error:"), "\x1b[31merror:\x1b[39m");
});
