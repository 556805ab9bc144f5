import { RECORD_FORMATS, type RecordFormat } from "../../io/convert/record_format.ts";
import { SPLITS } from "../../io/convert/splits.ts";
import { SCHEMAS } from "../../io/dbn/schema.ts";
import { COMMON_GROUP, type FlagTable } from "./flag.ts";

const CHOICE_GROUP = "Which records";
const STYLE_GROUP = "How they are written";
const INPUT_GROUP = "Input and work";

/** A flag that stands for `--format` with a value, under the name that users of the official tool know. */
function formatFlag<Format extends RecordFormat>(format: Format, officialLetter: string) {
  return {
    flag: format,
    type: { kind: "boolean" },
    officialLetter,
    help: `The same as --format ${format}`,
    group: STYLE_GROUP,
    commands: ["load"],
  } as const;
}

/** Flags of `momo load` alone; some share their name with flags of other commands, but not their values. */
export const LOAD_FLAGS = {
  loadFormat: {
    flag: "format",
    type: { kind: "choice", choices: RECORD_FORMATS },
    placeholder: "FORMAT",
    help: "Format of the output; by default that of the file's extension, .zst after it " +
      "included, else ndjson",
    group: COMMON_GROUP,
    commands: ["load"],
  },
  zstd: {
    type: { kind: "boolean" },
    officialLetter: "z",
    help: "Compress the output; done anyway if its name ends in .zst",
    group: COMMON_GROUP,
    commands: ["load"],
  },
  schema: {
    type: { kind: "choice", choices: SCHEMAS },
    repeatable: true,
    placeholder: "SCHEMA",
    help: "Only records of this schema",
    group: CHOICE_GROUP,
    commands: ["load"],
  },
  loadSymbols: {
    flag: "symbols",
    type: { kind: "name" },
    repeatable: true,
    placeholder: "SYMBOL",
    help: "Only records of this symbol, as the input's metadata map it",
    group: CHOICE_GROUP,
    commands: ["load"],
  },
  loadStart: {
    flag: "start",
    type: { kind: "time" },
    placeholder: "TIME",
    help:
      "Only records from this day or ISO instant on, by ts_recv, or ts_event without it; days are " +
      "trade dates in New York for US equities, UTC days for bars of a day and other datasets",
    group: CHOICE_GROUP,
    commands: ["load"],
  },
  loadEnd: {
    flag: "end",
    type: { kind: "time" },
    placeholder: "TIME",
    help: "Only records up to this day, included, or ISO instant, excluded",
    group: CHOICE_GROUP,
    commands: ["load"],
  },
  limit: {
    type: { kind: "integer", min: 1 },
    officialLetter: "l",
    placeholder: "N",
    help: "At most N records",
    group: CHOICE_GROUP,
    commands: ["load"],
  },
  metadata: {
    type: { kind: "boolean" },
    officialLetter: "m",
    help: "The metadata in place of the records, as JSON",
    group: CHOICE_GROUP,
    commands: ["load"],
  },
  pretty: {
    type: { kind: "boolean" },
    officialLetter: "p",
    help:
      "Prices as decimals, times as ISO 8601, JSON indented; in Parquet and Arrow as --prices float",
    group: STYLE_GROUP,
    commands: ["load"],
  },
  prettyPx: {
    type: { kind: "boolean" },
    help: "Prices as decimals",
    group: STYLE_GROUP,
    commands: ["load"],
  },
  prettyTs: {
    type: { kind: "boolean" },
    help: "Times as ISO 8601 in UTC",
    group: STYLE_GROUP,
    commands: ["load"],
  },
  mapSymbols: {
    type: { kind: "boolean" },
    officialLetter: "s",
    help:
      "Add a field or column with the symbol; Parquet and Arrow have it if the input maps symbols",
    group: STYLE_GROUP,
    commands: ["load"],
  },
  omitHeader: {
    type: { kind: "boolean" },
    help: "CSV and TSV without the names of the columns",
    group: STYLE_GROUP,
    commands: ["load"],
  },
  prices: {
    type: { kind: "choice", choices: ["int", "float"] },
    placeholder: "FORM",
    help: "Prices in Parquet and Arrow as integers of 1e-9, the default, or as float64",
    group: STYLE_GROUP,
    commands: ["load"],
  },
  asJson: formatFlag("json", "J"),
  asCsv: formatFlag("csv", "C"),
  asTsv: formatFlag("tsv", "T"),
  asDbn: formatFlag("dbn", "D"),
  asFragment: formatFlag("fragment", "F"),
  asParquet: formatFlag("parquet", "P"),
  asArrow: formatFlag("arrow", "A"),
  upgrade: {
    type: { kind: "boolean" },
    officialLetter: "u",
    help: "Bring records and metadata of older versions of DBN to version 3",
    group: STYLE_GROUP,
    commands: ["load"],
  },
  splitBy: {
    type: { kind: "choice", choices: SPLITS },
    officialLetter: "S",
    placeholder: "KEY",
    help: "One output for each key; days are UTC days, weeks start on Sunday",
    group: STYLE_GROUP,
    commands: ["load"],
  },
  outputPattern: {
    type: { kind: "path" },
    officialLetter: "O",
    placeholder: "PATH",
    help: "Outputs of --split-by, with {symbol}, {schema} or {date} in the place of the key",
    group: STYLE_GROUP,
    commands: ["load"],
  },
  inputFragment: {
    type: { kind: "boolean" },
    help: "The inputs have records only, as files whose name ends in .frag do",
    group: INPUT_GROUP,
    commands: ["load"],
  },
  inputZstdFragment: {
    type: { kind: "boolean" },
    help: "The same; whether they are compressed is seen in both cases",
    group: INPUT_GROUP,
    commands: ["load"],
  },
  inputDbnVersion: {
    type: { kind: "integer", min: 1, max: 3 },
    placeholder: "N",
    help: "Version of DBN that fragments are of; by default 3",
    group: INPUT_GROUP,
    commands: ["load"],
  },
  loadStrict: {
    flag: "strict",
    type: { kind: "boolean" },
    help: "Write nothing if an input is damaged or cut, in place of its readable part",
    group: INPUT_GROUP,
    commands: ["load"],
  },
} as const satisfies FlagTable;
