import { statsRows, statsTable } from "../core/index_stats/stats_table.ts";
import { keyCondition } from "../core/query/index_filters.ts";
import { indexSizes, readStats } from "../io/index_stats/read_stats.ts";
import { statsLines } from "../io/index_stats/stats_lines.ts";
import { requireSymbols } from "../io/query/require_symbols.ts";
import { openIndex } from "../io/scan/open_index.ts";
import { checkDates } from "./check_dates.ts";
import type { CommandDefinition, ExitCode } from "./command.ts";
import { TableOutput } from "./table_output.ts";

/** `momo index stats`. */
export const INDEX_STATS: CommandDefinition<"index stats"> = {
  name: "index stats",
  examples: [
    { says: "Count what the index of ./momo-store holds", line: "momo index stats --format table" },
    {
      says: "Count one symbol's days since a date",
      line: "momo index stats --symbols QZAF --start 2024-12-01",
    },
    { says: "Write the counts as CSV", line: "momo index stats -o stats.csv" },
  ],
  notes: [
    "Coverage is the number of days of a month in the index over that of the exchange's sessions. " +
    "In the table it is one character per month, as high as that share. Sizes are of the whole " +
    "index, whatever is selected.",
  ],
  resolves: "own",

  async run(context): Promise<ExitCode> {
    const { settings } = context;
    checkDates("count", settings.start, settings.end);
    const output = await TableOutput.plan(context);
    using index = await openIndex(settings.store, "count");
    requireSymbols(index, settings.symbols);
    const stats = readStats(index, keyCondition(settings));
    const rows = statsRows(stats, indexSizes(index));
    if (output.format === "table") {
      await output.writeLines(statsLines(stats, rows, output.emphasise));
    } else {
      await output.write(statsTable(rows), { "momo.config_hash": index.manifest.config_hash });
    }
    return 0;
  },
};
