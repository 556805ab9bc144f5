import type { Clock } from "../io/observe/clock.ts";
import type { Log } from "../io/observe/log.ts";
import type { Metrics } from "../io/observe/metrics.ts";
import type { Progress } from "../io/observe/progress.ts";
import type { Terminals } from "../io/observe/terminal.ts";
import type { ReadVariable } from "../io/config/environment.ts";
import type { ResolvedSettings } from "../io/config/resolve.ts";
import type { CommandName } from "./flags/flag.ts";
import type { SettingsOf } from "./flags/flag_table.ts";

/** 0: done; 1: failed, or only the readable part of damaged input was used. */
export type ExitCode = 0 | 1;

/** What a command gets to work with. */
export interface CommandContext<C extends CommandName> {
  /** The value of each of the command's flags, after variables, files and defaults. */
  readonly settings: SettingsOf<C>;
  /** The same with origins, scanner thresholds included, by setting name. */
  readonly resolved: ResolvedSettings;
  /** Arguments that are not flags. */
  readonly operands: readonly string[];
  /** Aborted on Ctrl-C and termination: remove what is half done, then throw its reason. */
  readonly signal: AbortSignal;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly progress: Progress;
  readonly clock: Clock;
  readonly terminals: Terminals;
  readonly readVariable: ReadVariable;
}

/** A command line that works as printed, and what it does. */
export interface Example {
  readonly says: string;
  readonly line: string;
}

/** Arguments of a command that are not flags. */
export interface Operands {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** One sentence, without a final period. */
  readonly help: string;
  /** What a shell offers for it: words with what they mean, or things it finds itself; default nothing. */
  readonly completes?:
    | "files"
    | "directories"
    | "commands"
    | (() => (readonly [string, string?])[]);
}

/** A command: what its help says beyond its flags, and what it does. */
export interface CommandDefinition<C extends CommandName> {
  readonly name: C;
  readonly examples: readonly [Example, Example, Example];
  readonly operands?: Operands;
  /** Closing remarks of the help. */
  readonly notes?: readonly string[];
  /** Settings to resolve: the command's own flags, everything that can be set, or its flags without files and variables. */
  readonly resolves: "own" | "everything" | "flags";
  /**
   * Does the work; the last flush included.
   *
   * @throws {MomoError} If it cannot.
   */
  run(context: CommandContext<C>): Promise<ExitCode>;
}
