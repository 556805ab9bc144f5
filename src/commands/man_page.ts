/** Manual pages in the macros of man(7), from the same tables as the help. */
import { VERSION } from "./build_info.ts";
import type { CommandDefinition } from "./command.ts";
import type { CommandName, FlagTable } from "./flags/flag.ts";
import { flagsOf } from "./flags/flag_table.ts";
import { EXIT_CODES, flagHelp, flagsByGroup, flagSyntax, synopsis } from "./help_text.ts";
import { TOPICS } from "./help_topics.ts";
import {
  type Entry,
  type Group,
  isGroup,
  type Leaf,
  PROGRAM,
  visibleCommands,
} from "./registry.ts";

/** A manual page. */
export interface ManPage {
  /** Name of its file: `momo-scan.1`. */
  readonly file: string;
  readonly text: string;
}

/** The manual page of a command. */
export async function manPage(entry: Entry): Promise<ManPage> {
  const name = pageName(entry);
  const body = isGroup(entry) ? groupBody(entry) : leafBody(entry, await entry.load());
  const lines = [
    `.TH ${name.toUpperCase().replaceAll("-", "\\-")} 1 "" "momo ${VERSION}" "momo"`,
    ".SH NAME",
    `${escape(name)} \\- ${escape(lowerFirst(entry.summary))}`,
    ...body,
    ".SH EXIT STATUS",
    ...EXIT_CODES.flatMap(([code, text]) => tagged(code, text)),
    ".SH SEE ALSO",
    seeAlso(entry).map((other) => `\\fB${escape(pageName(other))}\\fR(1)`).join(",\n"),
  ];
  const kept = lines.filter((line, i) => line !== ".PP" || !lines[i - 1]!.startsWith(".SH"));
  return { file: `${name}.1`, text: kept.join("\n") + "\n" };
}

/** The pages of the program and all its commands. */
export async function allPages(entry: Entry = PROGRAM): Promise<ManPage[]> {
  const own = await manPage(entry);
  if (!isGroup(entry)) return [own];
  const below = await Promise.all(visibleCommands(entry).map((child) => allPages(child)));
  return [own, ...below.flat()];
}

function pageName({ name }: Entry): string {
  return name === "momo" ? name : `momo-${name.replaceAll(" ", "-")}`;
}

function lowerFirst(text: string): string {
  return text.startsWith("momo ")
    ? text.slice("momo ".length)
    : text[0]!.toLowerCase() + text.slice(1);
}

/** The pages that a reader of this one may want next. */
function seeAlso(entry: Entry): Entry[] {
  if (isGroup(entry)) return visibleCommands(entry);
  const group = visibleCommands(PROGRAM).find((other): other is Group =>
    isGroup(other) && entry.name.startsWith(`${other.name} `)
  );
  return group === undefined ? [PROGRAM] : [PROGRAM, group];
}

/** A text as man(7) prints it: no request, no escape, and its dashes as typed. */
function escape(text: string): string {
  return text.replaceAll("\\", "\\e").replaceAll("-", "\\-").replaceAll("`", "\\(ga")
    .replaceAll("…", "...").replace(/^([.'])/, "\\&$1");
}

function tagged(tag: string, text: string): string[] {
  return [".TP", `\\fB${escape(tag)}\\fR`, escape(text)];
}

function literal(lines: readonly string[]): string[] {
  return [".PP", ".nf", ...lines.map((line) => `.RS 4\n${escape(line)}\n.RE`), ".fi"];
}

function flagParts(flags: FlagTable): string[] {
  return [...flagsByGroup(flags)].filter(([, entries]) => entries.length > 0).flatMap(
    ([title, entries]) => [
      `.SS ${escape(title)}`,
      ...entries.flatMap(([name, spec]) => tagged(flagSyntax(name, spec), `${flagHelp(spec)}.`)),
    ],
  );
}

function leafBody(leaf: Leaf, definition: CommandDefinition<CommandName>): string[] {
  const { examples, operands, notes = [] } = definition;
  return [
    ".SH SYNOPSIS",
    escape(synopsis(leaf, definition)),
    ".SH DESCRIPTION",
    `${escape(leaf.summary)}.`,
    ...notes.flatMap((note) => [".PP", escape(note)]),
    ...(operands === undefined ? [] : [".SH ARGUMENTS", ...tagged(operands.name, operands.help)]),
    ".SH OPTIONS",
    ...flagParts(flagsOf(leaf.name)),
    ".SH EXAMPLES",
    ...examples.flatMap(({ says, line }) => [".PP", `${escape(says)}:`, ...literal([line])]),
  ];
}

function groupBody(group: Group): string[] {
  const name = group === PROGRAM ? "" : ` ${group.name}`;
  return [
    ".SH SYNOPSIS",
    escape(`momo${name} COMMAND [flags]`),
    ".SH DESCRIPTION",
    `${escape(group.summary)}.`,
    ".SH COMMANDS",
    ...visibleCommands(group).flatMap(({ name, summary }) => tagged(`momo ${name}`, `${summary}.`)),
    ".SH OPTIONS",
    ...flagParts(flagsOf(group.name)),
    ...(group === PROGRAM ? topicParts() : []),
  ];
}

function topicParts(): string[] {
  return TOPICS.flatMap(({ name, text }) => [
    `.SH ${escape(name.toUpperCase())}`,
    ...text.flatMap((line) =>
      line.startsWith("  ") ? literal([line.slice(2)]) : [".PP", escape(line)]
    ),
  ]);
}
