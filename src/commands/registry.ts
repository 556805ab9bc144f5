/** All commands: their names and sentences at hand, the rest loaded when one is used. */
import type { CommandDefinition } from "./command.ts";
import type { CommandName } from "./flags/flag.ts";

/** A command that does something. */
export interface Leaf {
  readonly name: CommandName;
  /** One sentence, without a final period. */
  readonly summary: string;
  /** Whether help leaves it out: scripts call it, nobody types it. */
  readonly isHidden?: boolean;
  readonly load: () => Promise<CommandDefinition<CommandName>>;
}

/** A command that only has subcommands, or the program itself. */
export interface Group {
  readonly name: CommandName;
  readonly summary: string;
  readonly commands: readonly Entry[];
}

/** Any command. */
export type Entry = Leaf | Group;

/** The program and everything below it, in the order help lists it. */
export const PROGRAM: Group = {
  name: "momo",
  summary: "momo finds momentum days in Databento deliveries and indexes them for training",
  commands: [
    {
      name: "scan",
      summary: "Scan Databento deliveries and write the momentum index",
      load: async () => (await import("./scan.ts")).SCAN,
    },
    {
      name: "index",
      summary: "Work with the momentum index",
      commands: [
        {
          name: "index query",
          summary: "Find days or reset points, by what they are, in any order and format",
          load: async () => (await import("./index_query.ts")).INDEX_QUERY,
        },
        {
          name: "index stats",
          summary: "Count what an index holds: coverage, quality, categories, patterns, halts",
          load: async () => (await import("./index_stats.ts")).INDEX_STATS,
        },
        {
          name: "index usage",
          summary: "Tell how often days, symbols and strata were selected",
          load: async () => (await import("./index_usage.ts")).INDEX_USAGE,
        },
        {
          name: "index merge",
          summary: "Merge the parts that scans with --shard have written into one index",
          load: async () => (await import("./index_merge.ts")).INDEX_MERGE,
        },
        {
          name: "index verify",
          summary: "Check an index: schema, hashes, references and whether its inputs changed",
          load: async () => (await import("./index_verify.ts")).INDEX_VERIFY,
        },
        {
          name: "index select",
          summary: "Select the next episodes to train on, by curriculum, where the last ones ended",
          load: async () => (await import("./index_select.ts")).INDEX_SELECT,
        },
        {
          name: "index report",
          summary: "Draw the index as a page: calendar, distributions, days and their charts",
          load: async () => (await import("./index_report.ts")).INDEX_REPORT,
        },
      ],
    },
    {
      name: "load",
      summary: "Load symbol-days; convert DBN files to JSON, CSV, Parquet, Arrow or DBN",
      load: async () => (await import("./load.ts")).LOAD,
    },
    {
      name: "simulate",
      summary: "Print the market of a day as an agent could have known it at each moment",
      load: async () => (await import("./simulate.ts")).SIMULATE,
    },
    {
      name: "provide",
      summary: "Serve records to trainers and live clients: history, live, or one after the other",
      load: async () => (await import("./provide.ts")).PROVIDE,
    },
    {
      name: "config",
      summary: "Print every setting with its value and where it comes from",
      load: async () => (await import("./config.ts")).CONFIG,
    },
    {
      name: "demo",
      summary: "Try momo on generated data: scan, report, a simulated order flow",
      load: async () => (await import("./demo.ts")).DEMO,
    },
    {
      name: "completions",
      summary: "Print the script that completes momo's words in bash, zsh or fish",
      load: async () => (await import("./completions.ts")).COMPLETIONS,
    },
    {
      name: "complete",
      summary: "Print the words that may stand at the cursor",
      isHidden: true,
      load: async () => (await import("./complete.ts")).COMPLETE,
    },
    {
      name: "man",
      summary: "Print a manual page, or write all of them",
      load: async () => (await import("./man.ts")).MAN,
    },
    {
      name: "self",
      summary: "Look after the program itself",
      commands: [
        {
          name: "self clean",
          summary: "Remove what earlier versions of the one-file program have unpacked",
          load: async () => (await import("./self_clean.ts")).SELF_CLEAN,
        },
      ],
    },
    {
      name: "version",
      summary: "Print the version",
      load: async () => (await import("./version.ts")).VERSION_COMMAND,
    },
    {
      name: "help",
      summary: "Print the help of a command or a topic",
      load: async () => (await import("./help.ts")).HELP,
    },
  ],
};

/** Whether a command only has subcommands. */
export function isGroup(entry: Entry): entry is Group {
  return "commands" in entry;
}

/** The commands of a group that help lists. */
export function visibleCommands({ commands }: Group): Entry[] {
  return commands.filter((entry) => isGroup(entry) || entry.isHidden !== true);
}

/** The last word of a command's name, by which its group knows it. */
export function wordOf(entry: Entry): string {
  return entry.name.slice(entry.name.lastIndexOf(" ") + 1);
}
