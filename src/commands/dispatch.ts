import { MomoError } from "../core/error.ts";
import { flagName } from "../core/config/setting.ts";
import { alternatives } from "../core/config/value_text.ts";
import { printLines } from "../io/text/stdout.ts";
import { VERSION_TEXT } from "./build_info.ts";
import { findCommand } from "./find_command.ts";
import { COMMON_FLAGS } from "./flags/common_flags.ts";
import type { CommandName, FlagTable } from "./flags/flag.ts";
import {
  type Entry,
  type Group,
  isGroup,
  type Leaf,
  PROGRAM,
  visibleCommands,
  wordOf,
} from "./registry.ts";
import type { Session } from "./session.ts";

async function printHelp(entry: Entry): Promise<void> {
  const { helpLines } = await import("./help_text.ts");
  await printLines(await helpLines(entry));
}

/** The flag that is the only argument. Told without the parser and all flags, so that `momo --version` need not load them. */
function onlyFlag(command: CommandName, args: readonly string[]): string | undefined {
  const [argument, ...others] = args;
  if (others.length > 0) return undefined;
  const flags: FlagTable = COMMON_FLAGS;
  const found = Object.entries(flags).find(([name, spec]) =>
    spec.commands.includes(command) &&
    (argument === `--${flagName(name, spec)}` || argument === `-${spec.short}`)
  );
  return found?.[0];
}

/** What a group of commands was asked for, if its arguments can be understood. */
async function askedOf(group: Group, args: readonly string[]): Promise<string | undefined> {
  if (args.length === 0) return group === PROGRAM ? "help" : undefined;
  const only = onlyFlag(group.name, args);
  if (only !== undefined) return only;
  const { parseArguments } = await import("./parse_arguments.ts");
  const { flagsOf } = await import("./flags/flag_table.ts");
  const flags = flagsOf(group.name);
  const { values } = parseArguments({ command: group.name, flags, operands: undefined }, args);
  return values.has("help") ? "help" : [...values.keys()][0];
}

async function runGroup(group: Group, args: readonly string[]): Promise<number> {
  const asked = await askedOf(group, args);
  if (asked === "help") {
    await printHelp(group);
    return 0;
  }
  if (asked === "version") {
    await printLines([VERSION_TEXT]);
    return 0;
  }
  const words = alternatives(visibleCommands(group).map(wordOf));
  throw new MomoError("usage", `Cannot run momo ${group.name}: expected a command, ${words}`, {
    hint: `run \`momo ${group.name} --help\``,
  });
}

async function runLeaf(leaf: Leaf, args: readonly string[], session: Session): Promise<number> {
  const definition = await leaf.load();
  const { parseArguments } = await import("./parse_arguments.ts");
  const { flagsOf } = await import("./flags/flag_table.ts");
  const { operands } = definition;
  const grammar = { command: leaf.name, flags: flagsOf(leaf.name), operands };
  const parsed = parseArguments(grammar, args);
  if (parsed.wantsHelp) {
    await printHelp(leaf);
    return 0;
  }
  const { runCommand } = await import("./run_command.ts");
  return await runCommand(definition, parsed, session);
}

/**
 * Finds the command that the arguments name, and runs it.
 *
 * @returns The exit code.
 * @throws {MomoError} `usage` if the arguments cannot be understood; whatever the command throws.
 */
export async function dispatch(args: readonly string[], session: Session): Promise<number> {
  const { entry, rest } = findCommand(args);
  return isGroup(entry) ? await runGroup(entry, rest) : await runLeaf(entry, rest, session);
}
