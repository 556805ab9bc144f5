/** What may stand where the cursor is. */
import { flagName } from "../../core/config/setting.ts";
import type { Operands } from "../command.ts";
import type { FlagSpec, FlagTable } from "../flags/flag.ts";
import { flagsOf } from "../flags/flag_table.ts";
import { type Entry, isGroup, PROGRAM, visibleCommands, wordOf } from "../registry.ts";
import type { IndexNames } from "./index_names.ts";

/** A word, and what it means where that is not plain. */
export interface Candidate {
  readonly word: string;
  readonly says?: string | undefined;
}

/** Words to choose from, or names of files or directories, which the shell knows itself. */
export interface Candidates {
  readonly kind: "words" | "files" | "directories";
  readonly words: readonly Candidate[];
}

/** Reads the names of the index of a store, when they are needed. */
export type ReadNames = (store: string | undefined) => Promise<IndexNames | undefined>;

const NOTHING: Candidates = { kind: "words", words: [] };

/**
 * What may stand in place of the last word.
 *
 * @param line Words after `momo` up to the cursor; the last one is begun, or empty.
 * @returns Words that begin as the last one does.
 */
export async function candidates(line: readonly string[], read: ReadNames): Promise<Candidates> {
  const before = line.slice(0, -1);
  const current = line.at(-1) ?? "";
  const { entry, rest } = follow(before);
  const found = isGroup(entry)
    ? current.startsWith("-") ? flagWords(flagsOf(entry.name), rest) : commandWords(entry, rest)
    : await leafWords(entry, { rest, current, read });
  return { ...found, words: found.words.filter(({ word }) => word.startsWith(current)) };
}

/** The command that words lead to, as far as they do. */
function follow(words: readonly string[]): { entry: Entry; rest: readonly string[] } {
  let entry: Entry = PROGRAM;
  let used = 0;
  while (isGroup(entry) && used < words.length) {
    const next: Entry | undefined = entry.commands.find((child) => wordOf(child) === words[used]);
    if (next === undefined) break;
    entry = next;
    used++;
  }
  return { entry, rest: words.slice(used) };
}

function commandWords(entry: Entry, rest: readonly string[]): Candidates {
  if (rest.length > 0 || !isGroup(entry)) return NOTHING;
  const words = visibleCommands(entry).map((child) => {
    return { word: wordOf(child), says: child.summary };
  });
  return { kind: "words", words };
}

function takesValue({ placeholder }: FlagSpec): boolean {
  return placeholder !== undefined;
}

/** The flags that may still be given. */
function flagWords(flags: FlagTable, rest: readonly string[]): Candidates {
  const words = Object.entries(flags).flatMap(([name, spec]) => {
    const word = `--${flagName(name, spec)}`;
    const isGiven = rest.some((given) => given === word || given.startsWith(`${word}=`));
    const isOver = isGiven && spec.repeatable !== true && spec.type.kind !== "count";
    return isOver ? [] : [{ word, says: spec.help }];
  });
  return { kind: "words", words };
}

/** What stands around the cursor. */
interface Place {
  readonly rest: readonly string[];
  readonly current: string;
  readonly read: ReadNames;
}

async function leafWords(entry: Exclude<Entry, { commands: unknown }>, place: Place) {
  const { rest, current } = place;
  const flags = flagsOf(entry.name);
  if (!rest.includes("--")) {
    const waiting = findFlag(flags, rest.at(-1) ?? "");
    if (waiting !== undefined && takesValue(waiting[1])) {
      return await flagValues(waiting, { ...place, flags });
    }
    const assigned = findFlag(flags, current.split("=", 1)[0]!);
    if (assigned !== undefined && current.includes("=")) {
      return await assignedValues(assigned, { ...place, flags });
    }
    if (current.startsWith("-")) return flagWords(flags, rest);
  }
  const { operands } = await entry.load();
  if (operands === undefined) return flagWords(flags, rest);
  return operandWords(operands, rest);
}

type NamedFlag = readonly [name: string, spec: FlagSpec];

function findFlag(flags: FlagTable, word: string): NamedFlag | undefined {
  return Object.entries(flags).find(([name, spec]) =>
    word === `--${flagName(name, spec)}` || word === `-${spec.short}`
  );
}

function operandWords({ completes }: Operands, rest: readonly string[]): Candidates {
  if (completes === "files" || completes === "directories") return { kind: completes, words: [] };
  if (completes === undefined) return NOTHING;
  if (completes !== "commands") {
    return { kind: "words", words: completes().map(([word, says]) => ({ word, says })) };
  }
  const { entry, rest: more } = follow(rest.filter((word) => !word.startsWith("-")));
  return commandWords(entry, more);
}

/** A place after a flag, of a command with these flags. */
interface ValuePlace extends Place {
  readonly flags: FlagTable;
}

/** Values written as `--flag=value`. */
async function assignedValues(flag: NamedFlag, place: ValuePlace): Promise<Candidates> {
  const start = place.current.indexOf("=") + 1;
  const prefix = place.current.slice(0, start);
  const { kind, words } = await flagValues(flag, { ...place, current: place.current.slice(start) });
  return { kind, words: words.map(({ word, says = "" }) => ({ word: prefix + word, says })) };
}

async function flagValues([name, spec]: NamedFlag, place: ValuePlace): Promise<Candidates> {
  const words = (values: readonly string[]): Candidates => {
    return { kind: "words", words: values.map((word) => ({ word })) };
  };
  const names = () => place.read(valueOf(place, "store"));
  switch (spec.type.kind) {
    case "choice":
      return words(spec.type.choices);
    case "zone":
      return words(["UTC", ...Intl.supportedValuesOf("timeZone")]);
    case "path":
    case "stream":
      return { kind: spec.placeholder?.startsWith("DIR") ? "directories" : "files", words: [] };
    case "date":
    case "time":
      return words((await names())?.dates ?? []);
  }
  if (flagName(name, spec) === "day") return words(dayNames(await names(), place.current));
  if (name === "symbols") return words((await names())?.symbols ?? []);
  if (spec.placeholder === "COLUMN") return words(columnNames(await names(), spec, place));
  return NOTHING;
}

/** The value that another flag has on this line. */
function valueOf({ flags, rest }: ValuePlace, name: string): string | undefined {
  const spec = flags[name];
  if (spec === undefined) return undefined;
  const flag = `--${flagName(name, spec)}`;
  const at = rest.findLastIndex((word) => word === flag || word.startsWith(`${flag}=`));
  if (at < 0) return undefined;
  return rest[at] === flag ? rest[at + 1] : rest[at]!.slice(flag.length + 1);
}

/** `SYMBOL:` for each symbol, and once there is but one, its days. */
function dayNames(names: IndexNames | undefined, current: string): string[] {
  if (names === undefined) return [];
  const symbols = names.symbols.filter((symbol) =>
    current.includes(":") ? current.startsWith(`${symbol}:`) : symbol.startsWith(current)
  );
  const [only] = symbols;
  if (symbols.length !== 1) return symbols.map((symbol) => `${symbol}:`);
  return names.datesOf.get(only!)!.map((date) => `${only}:${date}`);
}

function columnNames(
  names: IndexNames | undefined,
  { takesDash }: FlagSpec,
  { rest, current }: ValuePlace,
): string[] {
  if (names === undefined) return [];
  const { days, points } = names.columns;
  const columns = rest.includes("--points")
    ? [...points, ...days.map((name) => `day.${name}`)]
    : [...days];
  return takesDash && current.startsWith("-") ? columns.map((name) => `-${name}`) : columns;
}
