/** Help texts, made from the flag table and the commands' definitions. */
import { flagName, isNegated } from "../core/config/setting.ts";
import { formatValue } from "../core/config/value_text.ts";
import type { CommandDefinition } from "./command.ts";
import { type CommandName, COMMON_GROUP, type FlagSpec, type FlagTable } from "./flags/flag.ts";
import { flagsOf } from "./flags/flag_table.ts";
import { type Topic, TOPICS } from "./help_topics.ts";
import {
  type Entry,
  type Group,
  isGroup,
  type Leaf,
  PROGRAM,
  visibleCommands,
  wordOf,
} from "./registry.ts";

const WIDTH = 80;
const INDENT = "  ";
/** Widest left side of a list before its right side moves to the next line. */
const WIDEST_LEFT = 26;

/** What the program ends with, and what it means. */
export const EXIT_CODES: readonly (readonly [string, string])[] = [
  ["0", "done, also when the reader left or nothing matched"],
  ["1", "failed, or some input was damaged"],
  ["2", "wrong usage"],
  ["130, 143", "interrupted, terminated"],
];

/** Breaks a text into lines of at most `width` characters, between words. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

/** Two columns: names on the left, their meaning wrapped on the right. */
function list(entries: readonly (readonly [string, string])[]): string[] {
  const lengths = entries.map(([left]) => left.length).filter((length) => length <= WIDEST_LEFT);
  const leftWidth = Math.max(4, ...lengths) + 2;
  const margin = INDENT + " ".repeat(leftWidth);
  return entries.flatMap(([left, right]) => {
    const texts = wrap(right, WIDTH - margin.length);
    if (left.length > leftWidth - 2) return [INDENT + left, ...texts.map((text) => margin + text)];
    return texts.map((text, i) => i === 0 ? INDENT + left.padEnd(leftWidth) + text : margin + text);
  });
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ["", `${title}:`, ...lines];
}

function defaultText(spec: FlagSpec): string | undefined {
  if (spec.default === undefined || isNegated(spec) || spec.default === "") return undefined;
  const unit = spec.unit === undefined || spec.unit === "name" ? "" : ` ${spec.unit}`;
  return `default ${formatValue(spec.type, spec.default).join(" ")}${unit}`;
}

/** The help of a flag with its choices, default, and where else it can be set. */
export function flagHelp(spec: FlagSpec): string {
  const isPlain = !spec.key?.includes(".");
  const choices = spec.type.kind === "choice" ? spec.type.choices.join(", ") : undefined;
  const facts = [
    choices,
    defaultText(spec),
    spec.repeatable === true ? "repeatable" : undefined,
    isPlain ? spec.env : undefined,
  ].filter((fact) => fact !== undefined);
  return spec.help + (facts.length === 0 ? "" : ` (${facts.join("; ")})`);
}

/** A flag as it is typed: `-o, --output FILE`. */
export function flagSyntax(name: string, spec: FlagSpec): string {
  const short = spec.short === undefined ? "" : `-${spec.short}, `;
  const value = spec.placeholder === undefined ? "" : ` ${spec.placeholder}`;
  return `${short}--${flagName(name, spec)}${value}`;
}

/** Flags by the group they are listed under, the common ones first. */
export function flagsByGroup(flags: FlagTable): Map<string, [name: string, spec: FlagSpec][]> {
  const groups = new Map<string, [string, FlagSpec][]>([[COMMON_GROUP, []]]);
  for (const [name, spec] of Object.entries(flags)) {
    const entries = groups.get(spec.group) ?? [];
    entries.push([name, spec]);
    groups.set(spec.group, entries);
  }
  return groups;
}

function flagLines(flags: readonly [name: string, spec: FlagSpec][]): string[] {
  return list(flags.map(([name, spec]) => [flagSyntax(name, spec), flagHelp(spec)] as const));
}

function flagSections(flags: FlagTable): string[] {
  return [...flagsByGroup(flags)].flatMap(([title, own]) => section(title, flagLines(own)));
}

function exitCodes(): string[] {
  return section("Exit codes", list(EXIT_CODES));
}

/** How a command is called: `momo load [flags] [FILE...]`. */
export function synopsis(
  { name }: Leaf,
  { operands }: CommandDefinition<CommandName>,
): string {
  const many = (operands?.max ?? 0) > 1 ? "..." : "";
  const operand = operands === undefined ? "" : operands.name + many;
  const end = operands?.min === 0 ? ` [${operand}]` : ` ${operand}`;
  return `momo ${name} [flags]${operand && end}`;
}

function leafHelp(leaf: Leaf, definition: CommandDefinition<CommandName>): string[] {
  const { operands, examples, notes = [] } = definition;
  return [
    ...wrap(`${leaf.summary}.`, WIDTH),
    "",
    `Usage: ${synopsis(leaf, definition)}`,
    ...section("Examples", examples.flatMap(({ says, line }) => [`  # ${says}`, `  ${line}`])),
    ...section("Arguments", operands === undefined ? [] : list([[operands.name, operands.help]])),
    ...flagSections(flagsOf(leaf.name)),
    ...notes.flatMap((note) => ["", ...wrap(note, WIDTH)]),
    ...exitCodes(),
  ];
}

function groupHelp(group: Group, examples: readonly string[]): string[] {
  const isProgram = group === PROGRAM;
  const commands = visibleCommands(group).map((entry) => [wordOf(entry), entry.summary] as const);
  return [
    `${group.summary}.`,
    "",
    `Usage: momo ${isProgram ? "" : `${group.name} `}COMMAND [flags]`,
    ...section("Examples", examples),
    ...section("Commands", list(commands)),
    ...section("Flags", flagLines(Object.entries(flagsOf(group.name)))),
    ...section("Topics", isProgram ? list(TOPICS.map(({ name, summary }) => [name, summary])) : []),
    ...exitCodes(),
    "",
    ...wrap(
      `Run \`momo help ${isProgram ? "" : `${group.name} `}COMMAND\` for the flags of a command` +
        (isProgram ? ", `momo help TOPIC` for a topic." : "."),
      WIDTH,
    ),
  ];
}

/** The first example of a group's commands, three at most. */
async function groupExamples(group: Group): Promise<string[]> {
  const lines: string[] = [];
  for (const entry of group.commands.slice(0, 3)) {
    if (isGroup(entry)) {
      lines.push(...(await groupExamples(entry)).slice(0, 2));
    } else {
      const { examples } = await entry.load();
      lines.push(`  # ${examples[0].says}`, `  ${examples[0].line}`);
    }
  }
  return lines;
}

/**
 * The help of a command as lines of at most 80 characters: one sentence, usage, three examples, common flags, the other
 * flags by group, exit codes.
 */
export async function helpLines(entry: Entry): Promise<string[]> {
  if (isGroup(entry)) return groupHelp(entry, await groupExamples(entry));
  return leafHelp(entry, await entry.load());
}

/** A topic as lines of at most 80 characters. */
export function topicLines({ summary, text }: Topic): string[] {
  const lines = [`${summary}.`];
  let wasLiteral = false;
  for (const paragraph of text) {
    const isLiteral = paragraph.startsWith(INDENT);
    if (!isLiteral || !wasLiteral) lines.push("");
    lines.push(...(isLiteral ? [paragraph] : wrap(paragraph, WIDTH)));
    wasLiteral = isLiteral;
  }
  return lines;
}
