import assert from "node:assert/strict";
import fc from "fast-check";
import { MomoError } from "../../../src/core/error.ts";
import { parseRequest, RequestError } from "../../../src/io/session/session_request.ts";

function refused(text: string): RequestError {
  try {
    parseRequest(text, 5);
  } catch (error) {
    assert.ok(error instanceof RequestError, String(error));
    return error;
  }
  throw new Error(`${text} was read`);
}

Deno.test("a request is its fields, the id null if there is none", () => {
  assert.deepEqual(parseRequest('{"type":"step","by":0.5}', 1), {
    ...{ type: "step", id: null, by: 0.5 },
  });
  assert.deepEqual(parseRequest('{"id":"a","type":"drop","snapshot":3}', 1), {
    ...{ type: "drop", id: "a", snapshot: 3 },
  });
});

Deno.test("an error names the request by its id, and has it", () => {
  const error = refused('{"type":"window","id":7,"seconds":0}');

  assert.equal(error.id, 7);
  assert.match(error.message, /^Cannot read request 7: seconds: /);
});

Deno.test("a field or type that is nearly right is hinted at", () => {
  assert.equal(refused('{"type":"windw"}').hint, 'did you mean "window"?');
  assert.equal(refused('{"type":"window","secnds":1}').hint, 'did you mean "seconds"?');
  assert.match(refused('{"type":"constructor"}').message, /"constructor", which is not known/);
  assert.match(
    refused('{"type":"observe","__proto__":1,"toString":2}').message,
    /there is no field/,
  );
});

Deno.test("any text is a request or an expected failure", () => {
  const json = fc.oneof(
    fc.string(),
    fc.json(),
    fc.record({
      type: fc.constantFrom("step", "reset", "window", "load", "orders", "feedback"),
      env: fc.anything(),
      id: fc.anything(),
      orders: fc.anything(),
      ts: fc.anything(),
    }).map((value) => JSON.stringify(value) ?? ""),
  );
  fc.assert(fc.property(json, (text) => {
    try {
      parseRequest(text, 1);
    } catch (error) {
      assert.ok(error instanceof MomoError, String(error));
      assert.match(error.message, /^Cannot read /);
    }
  }));
});
