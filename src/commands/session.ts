import type { MomoError } from "../core/error.ts";
import { processVariables } from "../io/config/environment.ts";
import { type Clock, systemClock } from "../io/observe/clock.ts";
import { type Interrupted, Interrupts } from "../io/observe/interrupt.ts";
import { Messages } from "../io/observe/messages.ts";
import { inspectTerminals, type Terminals } from "../io/observe/terminal.ts";
import { type ColourChoice, type Paint, painter, usesColour } from "../io/text/colour.ts";

/** Form of the messages on standard error. */
export type MessageFormat = "text" | "json";

/** What the command line asks for, as far as it can be told before it is understood. */
function earlyFormat(args: readonly string[]): MessageFormat {
  const end = args.indexOf("--");
  const flags = end < 0 ? args : args.slice(0, end);
  const last = flags.findLastIndex((argument) => argument.startsWith("--log-format"));
  const given = flags[last]?.split("=")[1] ?? flags[last + 1];
  const asked = last < 0 ? processVariables("MOMO_LOG_FORMAT") : given;
  return asked === "json" ? "json" : "text";
}

/** What the program holds from its first to its last moment: standard error, signals, clock. */
export class Session implements Disposable {
  readonly messages = new Messages(Deno.stderr);
  readonly terminals: Terminals = inspectTerminals();
  readonly readVariable = processVariables;
  readonly clock: Clock = systemClock;
  readonly interrupts: Interrupts;
  #format: MessageFormat;
  #paint: Paint;

  /** @param leave Ends the process at once. */
  constructor(args: readonly string[], leave: (exitCode: number) => void) {
    this.#format = earlyFormat(args);
    this.#paint = painter(usesColour("auto", this.terminals.stderr, this.readVariable));
    this.interrupts = new Interrupts({
      onFirst: (reason) => this.#announce(reason),
      onSecond: (reason) => leave(reason.exitCode),
    });
  }

  /** Sets how messages look, once the settings are known; returns how they are painted. */
  setMessageStyle(format: MessageFormat, color: ColourChoice): Paint {
    this.#format = format;
    this.#paint = painter(usesColour(color, this.terminals.stderr, this.readVariable));
    return this.#paint;
  }

  /** Writes the error that ends the run to standard error. */
  report({ code, message, hint }: MomoError): void {
    if (this.#format === "json") {
      const record = { level: "error", code, message, hint: hint ?? null };
      this.messages.line(JSON.stringify(record));
      return;
    }
    this.messages.line(`${this.#paint("red", "error:")} ${message}`);
    if (hint !== undefined) this.messages.line(`\nhint: ${hint}`);
  }

  /** Stops listening for signals. */
  [Symbol.dispose](): void {
    this.interrupts[Symbol.dispose]();
  }

  #announce(reason: Interrupted): void {
    const message = `Stopping, because momo was ${reason.message}; once more stops at once`;
    const record = { level: "warning", event: reason.message, message };
    this.messages.line(this.#format === "json" ? JSON.stringify(record) : message);
  }
}
