import type { CommandDefinition } from "./command.ts";

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
      says: "Write bars of a minute as Parquet",
      line: "momo load testdata/sample/*/*.ohlcv-1m.dbn.zst -o bars.parquet",
    },
    {
      says: "Merge the quotes of some days, choose a symbol, write CSV as people read it",
      line: "momo load testdata/sample/*/*.bbo-1s.dbn.zst --symbols VJAX --pretty -o q.csv",
    },
  ],
  operands: {
    name: "FILE",
    min: 1,
    max: MOST_FILES,
    help: "DBN file of any version and schema, compressed or not; - is standard input; several " +
      "are merged by time",
  },
  notes: [
    "JSON, CSV and TSV are those of the official tool, byte for byte; ndjson is the same, but " +
    "always one line a record and valid. Undefined values are null in Parquet and Arrow.",
  ],
  resolves: "own",

  async run(context) {
    const { loadFiles } = await import("./load_files.ts");
    return await loadFiles(context);
  },
};
