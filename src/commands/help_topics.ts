/** What `momo help` tells beyond commands. */

/** A subject that concerns several commands. */
export interface Topic {
  readonly name: string;
  /** One sentence, without a final period. */
  readonly summary: string;
  /** Paragraphs; a line that begins with two spaces stays as it is. */
  readonly text: readonly string[];
}

/** All topics, in the order help lists them. */
export const TOPICS: readonly Topic[] = [
  {
    name: "formats",
    summary: "What is written, where to, and in which form",
    text: [
      "Data goes to standard output or to -o FILE, everything else to standard error, so that " +
      "`momo … | jq` always works.",
      "The format is that of --format, else of the file's extension, else a table on a terminal " +
      "and NDJSON in a pipe for scan and index, NDJSON for simulate. Arrow and Parquet are not " +
      "written to a terminal unless -o - is given. Existing files are kept unless --force is given.",
      "  table     for people; the columns that matter",
      "  ndjson    one JSON object a line",
      "  csv       with a header",
      "  arrow     Arrow IPC stream",
      "  parquet   with types, units and causality in its metadata",
      "Prices are numbers in dollars, counts numbers, times ISO 8601 with nine decimals and a zone, " +
      "what is not defined null. `momo load FILE` keeps the official tool's form instead: 64-bit " +
      "integers are strings there.",
    ],
  },
  {
    name: "time",
    summary: "Trade dates, sessions, time zones and bounds",
    text: [
      "A day is a trade date in New York. It begins at 20:00 of the evening before; data of a day " +
      "begin at 04:00: pre-market to 09:30, regular to 16:00 (13:00 on half days), post-market to " +
      "20:00 (17:00).",
      "--start and --end take dates and include both. With `momo load FILE` a date is a UTC day, and " +
      "an instant such as 2025-03-24T13:30:00Z is allowed; the end is then excluded. --from and --to " +
      "of `momo simulate` are times by the clock in New York, the end excluded.",
      "Times are printed in UTC, with --tz ZONE in another zone and its offset. Lengths of time have " +
      "a unit: 500ms, 30s, 5m.",
    ],
  },
  {
    name: "causality",
    summary: "What is known when, and what looks ahead",
    text: [
      "An event is known when it was captured (ts_recv), a bar when it has ended. An agent of " +
      "`momo simulate` sees both --feed-latency later. Nothing is interpolated in what it sees.",
      "Columns of the index are known at their time, unless their name begins with",
      "  eod_      which needs the whole day",
      "  fut_      which looks ahead: for labels and analysis",
      "Neither belongs into an observation. A relative volume compares with earlier sessions only. " +
      "A Parquet file lists the marks of its columns in its metadata, as momo.causality.",
    ],
  },
  {
    name: "exit-codes",
    summary: "What the exit code of a run says",
    text: [
      "  0         done; also when the reader closed the pipe, or nothing matched",
      "  1         failed; or some input was damaged, and the rest of it was used",
      "  2         wrong usage: a flag, a value, a setting",
      "  130, 143  interrupted (Ctrl-C), terminated",
      "After the first Ctrl-C half-written files are removed; the second one ends momo at once. With " +
      "--log-format json the error that ended a run is one JSON line on standard error, with code, " +
      "message and hint.",
    ],
  },
  {
    name: "configuration",
    summary: "Flags, variables and momo.toml",
    text: [
      "A setting comes from its flag, else its variable (MOMO_…), else the nearest momo.toml upwards, " +
      "else momo/config.toml in XDG_CONFIG_HOME (~/.config), else its default. `momo config` prints " +
      "every value with its origin, its variable and its key.",
      '  store = "/data/momo-store"',
      '  data = ["/data/deliveries"]',
      "  [scan]",
      "  min_price = 0.5",
      "  [profile.dev]",
      "  workers = 1",
      "--profile dev puts [profile.dev] before the rest of the file. --config FILE replaces both " +
      "files, --no-config skips them. Relative paths in a file start at its directory; lists in " +
      "variables are separated by colons.",
    ],
  },
];
