/** What a session answers: a line of JSON, and the arrays that go with it. */
import { messageOf, type MomoError } from "../../core/error.ts";
import type { RequestId } from "./session_request.ts";

/** An array, or a table, on its way to the trainer. */
export interface Frame {
  readonly name: string;
  /** `f64` and `f32` are little-endian; `arrow` is a whole Arrow IPC stream. */
  readonly encoding: "f64" | "f32" | "arrow";
  readonly bytes: Uint8Array;
  /** What is known of the array: `shape` and `columns`, or `rows`. */
  readonly facts: Readonly<Record<string, unknown>>;
}

/** An answer while it is put together; its fields come in the order in which they are set. */
export class Reply {
  readonly frames: Frame[] = [];
  #text: string;

  /** @param type That of the request, or `error` or `hello`. */
  constructor(type: string, id: RequestId) {
    this.#text = `{"type":${JSON.stringify(type)},"id":${JSON.stringify(id)}`;
  }

  /** Adds a field. */
  set(name: string, value: unknown): this {
    return this.setText(name, JSON.stringify(value));
  }

  /** Adds a field whose value is JSON already. */
  setText(name: string, json: string): this {
    this.#text += `,${JSON.stringify(name)}:${json}`;
    return this;
  }

  /** Adds all fields of an object. */
  setAll(values: Readonly<Record<string, unknown>>): this {
    for (const [name, value] of Object.entries(values)) this.set(name, value);
    return this;
  }

  /** The line, without the list of frames and without its end. */
  get text(): string {
    return this.#text + "}";
  }
}

/** The answer to a request that could not be met. */
export function errorReply(error: MomoError, id: RequestId): Reply {
  return new Reply("error", id)
    .setAll({ code: error.code, message: messageOf(error), hint: error.hint ?? null });
}
