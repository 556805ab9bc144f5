/** Arguments of one command -> checked values of its flags. */
import { Command, Option } from "commander";
import { closest } from "../core/config/closest.ts";
import {
  flagName,
  isNegated,
  type SettingScalar,
  type SettingValue,
} from "../core/config/setting.ts";
import { alternatives, expectation, isList, parseValue } from "../core/config/value_text.ts";
import { MomoError } from "../core/error.ts";
import type { Operands } from "./command.ts";
import type { CommandName, FlagSpec, FlagTable } from "./flags/flag.ts";
import { FLAGS } from "./flags/flag_table.ts";

/** What a command line says. */
export interface ParsedArguments {
  /** Values of the flags that were given, by name. */
  readonly values: ReadonlyMap<string, SettingValue>;
  readonly operands: readonly string[];
  readonly wantsHelp: boolean;
}

/** What is being parsed, for messages. */
interface Grammar {
  readonly command: CommandName;
  readonly flags: FlagTable;
  readonly operands: Operands | undefined;
}

function takesValue({ type: { kind } }: FlagSpec): boolean {
  return kind !== "boolean" && kind !== "count";
}

function fullName(command: CommandName): string {
  return command === "momo" ? "momo" : `momo ${command}`;
}

function misuse(message: string, hint: string): MomoError {
  return new MomoError("usage", message, { hint });
}

function helpHint({ command }: Grammar): string {
  return `run \`${fullName(command)} --help\``;
}

function valueHint(flag: string, spec: FlagSpec, text: string): string | undefined {
  if (spec.type.kind === "choice") {
    const meant = closest(text, spec.type.choices);
    return meant === undefined ? undefined : `did you mean "${meant}"?`;
  }
  if (spec.repeatable === true && text.includes(",")) {
    return `repeat the flag: ${text.split(",").map((part) => `${flag} ${part}`).join(" ")}`;
  }
  return undefined;
}

function readFlagValue(flag: string, spec: FlagSpec, text: string): SettingScalar {
  const value = parseValue(spec.type, text);
  if (value !== undefined) return value;
  throw new MomoError(
    "usage",
    `Cannot read ${flag} "${text}": expected ${expectation(spec.type)}`,
    { hint: valueHint(flag, spec, text) ?? `write it as ${flag} ${spec.placeholder ?? "VALUE"}` },
  );
}

/** Gathers values as commander meets the flags; keeps the first error, because `--help` goes before it. */
class Collector {
  readonly values = new Map<string, SettingValue>();
  error: MomoError | undefined;

  /** @param text Text after the flag; `null` if none or another flag follows one that takes a value. */
  take(name: string, spec: FlagSpec, text: string | null): void {
    try {
      this.values.set(name, this.#valueOf(name, spec, text));
    } catch (error) {
      if (!(error instanceof MomoError)) throw error;
      this.error ??= error;
    }
  }

  #valueOf(name: string, spec: FlagSpec, text: string | null): SettingValue {
    if (spec.type.kind === "boolean") return !isNegated(spec);
    const earlier = this.values.get(name);
    if (spec.type.kind === "count") return Number(earlier ?? 0) + 1;
    const flag = `--${flagName(name, spec)}`;
    if (text === null) {
      throw misuse(
        `Cannot read ${flag}: it lacks its value, expected ${expectation(spec.type)}`,
        `write it as ${flag} ${spec.placeholder ?? "VALUE"}`,
      );
    }
    const value = readFlagValue(flag, spec, text);
    if (spec.repeatable !== true) return value;
    return isList(earlier) ? [...earlier, value] : [value];
  }
}

/** A value is optional to commander, so that it does not take the next flag for one; the collector insists on it. */
function optionFor(name: string, spec: FlagSpec): Option {
  const long = `--${flagName(name, spec)}`;
  const value = takesValue(spec) ? " [value]" : "";
  return new Option((spec.short === undefined ? "" : `-${spec.short}, `) + long + value);
}

function commanderFor(flags: FlagTable, collector: Collector): Command {
  const command = new Command();
  command.helpOption(false);
  for (const [name, spec] of Object.entries(flags)) {
    const option = optionFor(name, spec);
    command.addOption(option);
    command.on(
      `option:${option.name()}`,
      (text: string | null) => collector.take(name, spec, text),
    );
  }
  return command;
}

/** Ties values that begin with a dash to their flags: `--sort -x` becomes `--sort=-x`. */
function tieDashValues(args: readonly string[], flags: FlagTable): string[] {
  const taking = new Set(
    Object.entries(flags).filter(([, spec]) => spec.takesDash === true)
      .map(([name, spec]) => `--${flagName(name, spec)}`),
  );
  const tied: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const next = args[i + 1] ?? "";
    if (args[i] === "--") return [...tied, ...args.slice(i)];
    const isTied = taking.has(args[i]!) && /^-[^-]/.test(next);
    tied.push(isTied ? `${args[i++]}=${next}` : args[i]!);
  }
  return tied;
}

/** Where a flag that this command lacks belongs, or `undefined` if it is nowhere known. */
function homeOf(flag: string, { command }: Grammar): string | undefined {
  const found = Object.entries(FLAGS).filter(([name, spec]) =>
    `--${flagName(name, spec)}` === flag
  );
  const homes = [...new Set(found.flatMap(([, spec]) => spec.commands))];
  if (homes.length === 0) return undefined;
  const isLeading = homes.some((home) => home.startsWith(command === "momo" ? "" : `${command} `));
  if (isLeading) return `flags follow the command: \`${fullName(command)} COMMAND ${flag}\``;
  return `it is a flag of ${alternatives(homes.map((home) => `\`${fullName(home)}\``))}`;
}

function unknownFlag(argument: string, grammar: Grammar): MomoError {
  const [flag = argument] = argument.split("=", 1);
  const names = new Map(
    Object.entries(grammar.flags).map(([name, spec]) => [`--${flagName(name, spec)}`, spec]),
  );
  const known = names.get(flag);
  if (known !== undefined) {
    return misuse(`Cannot read "${argument}": ${flag} takes no value`, `write it as ${flag}`);
  }
  const meant = flag.startsWith("--")
    ? closest(flag.slice(2), [...names.keys()].map((name) => name.slice(2)))
    : undefined;
  return misuse(
    `Cannot use ${flag}: ${fullName(grammar.command)} has no such flag`,
    homeOf(flag, grammar) ?? longNameHint(flag, names) ??
      (meant === undefined ? helpHint(grammar) : `did you mean --${meant}?`),
  );
}

/** The name of a flag that another tool has a letter for. */
function longNameHint(flag: string, names: ReadonlyMap<string, FlagSpec>): string | undefined {
  const found = [...names].find(([, { officialLetter }]) => flag === `-${officialLetter}`);
  return found && `write it as ${found[0]}`;
}

function checkOperands(operands: readonly string[], grammar: Grammar): void {
  const { min = 0, max = 0, name = "" } = grammar.operands ?? {};
  const command = fullName(grammar.command);
  if (operands.length > max) {
    const wanted = max === 0 ? "it takes flags only" : `it takes at most ${max}`;
    throw misuse(
      `Cannot use the argument "${operands[max]}" of ${command}: ${wanted}`,
      helpHint(grammar),
    );
  }
  if (operands.length < min) {
    throw misuse(
      `Cannot run ${command}: expected at least ${min} ${name}, got ${operands.length}`,
      helpHint(grammar),
    );
  }
}

/**
 * Reads the arguments that follow a command's name. Flags may stand anywhere before `--`; of a flag that takes one
 * value the last one holds.
 *
 * @throws {MomoError} `usage` if a flag is unknown, a value is malformed or missing, or the number of operands is wrong;
 * not when `--help` was asked for.
 */
export function parseArguments(grammar: Grammar, args: readonly string[]): ParsedArguments {
  const collector = new Collector();
  const parsed = commanderFor(grammar.flags, collector).parseOptions(
    tieDashValues(args, grammar.flags),
  );
  const wantsHelp = collector.values.get("help") === true;
  const result = { values: collector.values, operands: parsed.operands, wantsHelp };
  if (wantsHelp) return result;
  const [unknown] = parsed.unknown;
  if (collector.error !== undefined) throw collector.error;
  if (unknown !== undefined) throw unknownFlag(unknown, grammar);
  checkOperands(parsed.operands, grammar);
  return result;
}
