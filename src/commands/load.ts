import { MomoError } from "../core/error.ts";
import type { CommandContext, CommandDefinition, ExitCode } from "./command.ts";
import { checkModeFlags, loadMode } from "./load_modes.ts";

const MOST_FILES = 100_000;

/** `momo load`. */
export const LOAD: CommandDefinition<"load"> = {
  name: "load",
  examples: [
    {
      says: "Print trades as JSON lines",
      line: "momo load testdata/sample/*/*-20241125.trades.dbn.zst --limit 3",
    },
    {
      says: "Load a symbol-day with the session before it, as JSON lines",
      line: "momo load --data testdata/sample --day QZAF:2024-11-25 --lookback -o d.ndjson",
    },
    {
      says: "Merge the quotes of some days, choose a symbol, write CSV as people read it",
      line: "momo load testdata/sample/*/*.bbo-1s.dbn.zst --symbols VJAX --pretty -o q.csv",
    },
  ],
  operands: {
    name: "FILE",
    min: 0, // with --day there is none
    max: MOST_FILES,
    completes: "files",
    help: "DBN file of any version and schema, compressed or not; - is standard input; several " +
      "are merged by time",
  },
  notes: [
    "JSON, CSV and TSV are those of the official tool, byte for byte; ndjson is the same, but " +
    "always one line a record and valid. Undefined values are null in Parquet and Arrow.",
    "A stream of days is, for each day, one line of JSON that says its tables, and then each table " +
    "as an Arrow stream after its length (8 bytes, little-endian). With --ack stdin the reader " +
    'answers with {"type":"done","visit":0,"finished":1,"of":24} as reset points are done; the next ' +
    'day comes when finished is of. With --plan select it may send {"type":"result",…} as well. Days ' +
    "that cannot be loaded have a line of the type skipped.",
  ],
  resolves: "own",

  async run(context) {
    checkModeFlags(context);
    switch (loadMode(context.settings)) {
      case "store": {
        const { loadToStore } = await import("./load_to_store.ts");
        return await loadToStore(context);
      }
      case "day": {
        const { loadDayCommand } = await import("./load_day.ts");
        return await loadDayCommand(context);
      }
      case "stream": {
        const { loadStream } = await import("./load_stream.ts");
        return await loadStream(context);
      }
      case "files":
        return await convertFiles(context);
    }
  },
};

async function convertFiles(context: CommandContext<"load">): Promise<ExitCode> {
  if (context.operands.length === 0) {
    throw new MomoError(
      "usage",
      "Cannot run load: expected at least 1 FILE, --day, --days, --plan or --to-store",
      { hint: "run `momo load --help`" },
    );
  }
  const { loadFiles } = await import("./load_files.ts");
  return await loadFiles(context);
}
