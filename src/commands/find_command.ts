import { closest } from "../core/config/closest.ts";
import { alternatives } from "../core/config/value_text.ts";
import { MomoError } from "../core/error.ts";
import { type Entry, type Group, isGroup, PROGRAM, visibleCommands, wordOf } from "./registry.ts";

/** The command that the first words name, and what follows them. */
export interface FoundCommand {
  readonly entry: Entry;
  readonly rest: readonly string[];
}

function unknownCommand(group: Group, word: string): MomoError {
  const words = visibleCommands(group).map(wordOf);
  const meant = closest(word, words);
  const prefix = group === PROGRAM ? "momo" : `momo ${group.name}`;
  return new MomoError(
    "usage",
    `Cannot run "${prefix} ${word}": there is no such command`,
    {
      hint: meant === undefined
        ? `the commands are ${alternatives(words).replace(/ or (?=\S+$)/, " and ")}`
        : `did you mean \`${prefix} ${meant}\`?`,
    },
  );
}

/**
 * Follows the words of the command line to a command; stops at the first flag.
 *
 * @throws {MomoError} `usage` if a word names no command.
 */
export function findCommand(args: readonly string[]): FoundCommand {
  let entry: Entry = PROGRAM;
  let used = 0;
  while (isGroup(entry) && used < args.length && !args[used]!.startsWith("-")) {
    const group: Group = entry;
    const word = args[used]!;
    const next = group.commands.find((candidate) => wordOf(candidate) === word);
    if (next === undefined) throw unknownCommand(group, word);
    entry = next;
    used++;
  }
  return { entry, rest: args.slice(used) };
}
