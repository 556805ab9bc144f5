/** A gateway that sends what it is told to: for what the replay gateway never does. */
import type { LiveSocket } from "../../../src/io/gateway/client/live_connection.ts";

/** Bytes or text to send, in pieces of so many bytes; by default in large ones. */
export interface Sending {
  readonly send: Uint8Array | string;
  readonly pieces?: number;
}

/** What happens next on a connection. */
export type Step =
  | Sending
  /** Lines of the client are awaited. */
  | { readonly lines: number }
  /** Nothing is sent until this is over. */
  | { readonly until: Promise<void> }
  /** The connection breaks. */
  | { readonly reset: true };

/** The greeting and the answer of a gateway that lets everybody in, after which come the steps. */
export function admitted(steps: readonly Step[], subscriptions = 1): Step[] {
  return [
    { send: "lsg_version=0.8.0 (5)\ncram=t7kNhwj4xqR0QYjzFKtBEG2ec2pXJ4FK\n" },
    { lines: 1 },
    { send: "success=1|session_id=5\n" },
    { lines: subscriptions + 1 },
    ...steps,
  ];
}

/** Connections one after the other, each with its steps; afterwards the gateway ends each. */
export class ScriptedGateway {
  /** Lines that clients sent, by connection. */
  readonly sent: string[][] = [];
  readonly #scripts: readonly (readonly Step[])[];

  constructor(scripts: readonly (readonly Step[])[]) {
    this.#scripts = scripts;
  }

  readonly dial = (): Promise<LiveSocket> => {
    const steps = this.#scripts[this.sent.length];
    if (steps === undefined) return Promise.reject(new Deno.errors.ConnectionRefused("no script"));
    const lines: string[] = [];
    this.sent.push(lines);
    return Promise.resolve(new ScriptedSocket(steps, lines));
  };
}

class ScriptedSocket implements LiveSocket {
  readonly #pieces: AsyncGenerator<Uint8Array>;
  readonly #lines: string[];
  readonly #closed = Promise.withResolvers<never>();
  #text = "";
  #wake: () => void = () => {};

  constructor(steps: readonly Step[], lines: string[]) {
    this.#lines = lines;
    this.#pieces = this.#play(steps);
    this.#closed.promise.catch(() => {}); // nobody may be reading
  }

  async *#play(steps: readonly Step[]): AsyncGenerator<Uint8Array> {
    let awaited = 0;
    for (const step of steps) {
      if ("send" in step) yield* cut(step);
      else if ("until" in step) await step.until;
      else if ("reset" in step) throw new Deno.errors.ConnectionReset("reset");
      else {
        awaited += step.lines;
        while (this.#lines.length < awaited) {
          await new Promise<void>((resolve) => this.#wake = resolve);
        }
      }
    }
  }

  async read(into: Uint8Array): Promise<number | null> {
    const { done, value } = await Promise.race([this.#pieces.next(), this.#closed.promise]);
    if (done) return null;
    into.set(value);
    return value.length;
  }

  write(bytes: Uint8Array): Promise<number> {
    const lines = (this.#text + new TextDecoder().decode(bytes)).split("\n");
    this.#text = lines.pop()!;
    this.#lines.push(...lines);
    this.#wake();
    return Promise.resolve(bytes.length);
  }

  close(): void {
    this.#closed.reject(new Deno.errors.BadResource("closed"));
  }
}

function* cut({ send, pieces = 60_000 }: Sending): Generator<Uint8Array> {
  const bytes = typeof send === "string" ? new TextEncoder().encode(send) : send;
  for (let at = 0; at < bytes.length; at += pieces) yield bytes.slice(at, at + pieces);
}
