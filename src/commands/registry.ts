/** All commands: their names and sentences at hand, the rest loaded when one is used. */
import type { CommandDefinition } from "./command.ts";
import type { CommandName } from "./flags/flag.ts";

/** A command that does something. */
export interface Leaf {
  readonly name: CommandName;
  /** One sentence, without a final period. */
  readonly summary: string;
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
      name: "config",
      summary: "Print every setting with its value and where it comes from",
      load: async () => (await import("./config.ts")).CONFIG,
    },
    {
      name: "version",
      summary: "Print the version",
      load: async () => (await import("./version.ts")).VERSION_COMMAND,
    },
    {
      name: "help",
      summary: "Print the help of a command",
      load: async () => (await import("./help.ts")).HELP,
    },
  ],
};

/** Whether a command only has subcommands. */
export function isGroup(entry: Entry): entry is Group {
  return "commands" in entry;
}

/** The last word of a command's name, by which its group knows it. */
export function wordOf(entry: Entry): string {
  return entry.name.slice(entry.name.lastIndexOf(" ") + 1);
}
