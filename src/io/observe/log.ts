import type { MomoError } from "../../core/error.ts";
import type { ByteSink } from "../text/byte_sink.ts";
import type { Paint } from "../text/colour.ts";
import { TextQueue } from "../text/text_queue.ts";
import type { Clock } from "./clock.ts";
import type { Messages } from "./messages.ts";

/** From most to least urgent. `notice` is the closing line of a command that wrote something. */
export const LOG_LEVELS = ["error", "warning", "notice", "info", "debug"] as const;

/** One of `LOG_LEVELS`. */
export type LogLevel = typeof LOG_LEVELS[number];

/** Facts of an event, beside its message. */
export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

/** Where a log goes and how much of it. */
export interface LogOptions {
  readonly messages: Messages;
  /** Least urgent level on standard error. */
  readonly level: LogLevel;
  /** Form on standard error. */
  readonly format: "text" | "json";
  readonly paint: Paint;
  readonly clock: Clock;
  /** Also gets every event as a JSON line, `debug` only if standard error does. */
  readonly file?: ByteSink & Disposable | undefined;
}

const PREFIXES: Readonly<Record<LogLevel, string>> = {
  error: "error: ",
  warning: "warning: ",
  notice: "",
  info: "",
  debug: "debug: ",
};

/** The level shown for `-q` and a number of `-v`. */
export function shownLevel(isQuiet: boolean, verbosity: number): LogLevel {
  if (isQuiet) return "error";
  if (verbosity === 0) return "notice";
  return verbosity === 1 ? "info" : "debug";
}

function painted(level: LogLevel, prefix: string, paint: Paint): string {
  if (level === "error") return paint("red", prefix);
  return level === "warning" ? paint("yellow", prefix) : prefix;
}

/** Events of a run: text or JSON lines on standard error, JSON lines in a file. */
export class Log {
  readonly #options: LogOptions;
  readonly #file: TextQueue | undefined;
  readonly #shown: number;

  constructor(
    options: LogOptions,
    file = options.file === undefined ? undefined : new TextQueue(options.file),
  ) {
    this.#options = options;
    this.#file = file;
    this.#shown = LOG_LEVELS.indexOf(options.level);
  }

  /** This log as `-q` would have it: the file gets what it gets, standard error nothing but errors. */
  quiet(): Log {
    return new Log({ ...this.#options, level: "error" }, this.#file);
  }

  /** Something is missing from the result because of this; the run goes on, and fails in the end. Shown with `-q`. */
  error(event: string, message: string, fields: LogFields = {}): void {
    this.#record("error", event, message, fields);
  }

  /** Something went wrong and the run goes on without it. */
  warning(event: string, message: string, fields: LogFields = {}): void {
    this.#record("warning", event, message, fields);
  }

  /** The closing line of a command that wrote something. */
  notice(event: string, message: string, fields: LogFields = {}): void {
    this.#record("notice", event, message, fields);
  }

  /** A step, shown with `-v`. */
  info(event: string, message: string, fields: LogFields = {}): void {
    this.#record("info", event, message, fields);
  }

  /** A detail, shown with `-vv`. */
  debug(event: string, message: string, fields: LogFields = {}): void {
    this.#record("debug", event, message, fields);
  }

  /** Puts the error that ends the run into the log file; standard error gets it from elsewhere, and once. */
  failure(error: MomoError): void {
    const { code, hint = null } = error;
    this.#file?.write(this.#json("error", "failed", error.message, { code, hint }) + "\n");
  }

  /**
   * Writes what is left and closes the file.
   *
   * @throws The first error of the file, if there was one.
   */
  async close(): Promise<void> {
    try {
      await this.#file?.flush();
    } finally {
      this.#options.file?.[Symbol.dispose]();
    }
  }

  #record(level: LogLevel, event: string, message: string, fields: LogFields): void {
    const { messages, format, paint } = this.#options;
    const isShown = LOG_LEVELS.indexOf(level) <= this.#shown;
    if (isShown && format === "text") {
      const prefix = PREFIXES[level];
      messages.line(painted(level, prefix, paint) + message);
    }
    if (isShown && format === "json") messages.line(this.#json(level, event, message, fields));
    if (level !== "debug" || isShown) {
      this.#file?.write(this.#json(level, event, message, fields) + "\n");
    }
  }

  #json(level: LogLevel, event: string, message: string, fields: LogFields): string {
    const ts = new Date(this.#options.clock.wallMs()).toISOString();
    return JSON.stringify({ ts, level, event, message, ...fields });
  }
}
