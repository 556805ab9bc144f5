/** What a conversion is asked for, and which wishes exclude each other. */
import { MomoError } from "../../core/error.ts";
import type { FragmentFormat } from "../dbn/dbn_header.ts";
import type { TableStyle } from "../text/terminal_table.ts";
import { checkPattern } from "./output_pattern.ts";
import type { PriceForm } from "./record_columns.ts";
import type { RecordChoice } from "./record_filter.ts";
import {
  isColumnFile,
  isDbn,
  isEncodedText,
  isFragmentName,
  type RecordFormat,
  type RecordOutputForm,
} from "./record_format.ts";
import type { Split } from "./splits.ts";
import { checkPeriod, type TimePeriod } from "./time_window.ts";

/** A conversion. */
export interface ConvertRequest {
  /** Paths, or `-` for standard input; several are merged by time. */
  readonly inputs: readonly string[];
  readonly fragment: FragmentInput;
  readonly output: RecordOutputForm;
  /** Whether existing files are replaced. */
  readonly force: boolean;
  /** Whether damaged input ends the run before anything is written. */
  readonly strict: boolean;
  /** What the output is split by; its path is a pattern then. */
  readonly split: Split | null;
  /** Whether records are brought to the current version. */
  readonly upgrade: boolean;
  readonly choice: RequestedChoice;
  /** Most records to write, or null. */
  readonly limit: number | null;
  /** Whether the metadata are written in place of the records. */
  readonly metadataOnly: boolean;
  readonly style: RecordStyle;
  /** Threads to work with, this one included in none of them; 1 for this one alone. */
  readonly threads: number;
}

/** Which records are wanted; what days are is known once the inputs are. */
export interface RequestedChoice extends Omit<RecordChoice, "window"> {
  readonly period: TimePeriod;
}

/** How the inputs that have records only are told from others. */
export interface FragmentInput {
  /** Whether all inputs are fragments; otherwise those are whose name says so. */
  readonly all: boolean;
  /** Version whose layouts their records have; undefined for the current one. */
  readonly version: FragmentFormat["version"] | undefined;
}

/** How records look in the output. */
export interface RecordStyle {
  /** Prices as decimals; in Parquet and Arrow as float64, unless `prices` says otherwise. */
  readonly prettyPrices: boolean;
  /** Times as ISO 8601, in text. */
  readonly prettyTimes: boolean;
  /** JSON over several lines. */
  readonly indent: boolean;
  /** Adds the symbol; always done in Parquet and Arrow where the inputs have symbols. */
  readonly mapSymbols: boolean;
  /** Whether CSV and TSV begin with the names of the columns. */
  readonly writeHeader: boolean;
  /** Form of prices in Parquet and Arrow; undefined if it was not said, which means integers. */
  readonly prices: PriceForm | undefined;
  readonly table: TableStyle;
}

/** A wish, whether it was made, and the formats that it goes with. */
interface Wish {
  readonly flag: string;
  readonly isMade: (request: ConvertRequest) => boolean;
  readonly goesWith: (format: RecordFormat) => boolean;
  readonly hint: string;
}

const TEXT_HINT = "it is for json, ndjson, csv, tsv, parquet and arrow";

const WISHES: readonly Wish[] = [
  {
    flag: "--metadata",
    isMade: ({ metadataOnly }) => metadataOnly,
    goesWith: (format) => format === "json" || format === "ndjson",
    hint: "add --format json",
  },
  {
    flag: "--pretty",
    isMade: ({ style: { prettyPrices, prettyTimes } }) => prettyPrices || prettyTimes,
    goesWith: (format) => isEncodedText(format) || isColumnFile(format),
    hint: TEXT_HINT,
  },
  {
    flag: "--map-symbols",
    isMade: ({ style }) => style.mapSymbols,
    goesWith: (format) => !isDbn(format),
    hint: "DBN records hold instrument ids; the metadata map them",
  },
  {
    flag: "--omit-header",
    isMade: ({ style }) => !style.writeHeader,
    goesWith: (format) => format === "csv" || format === "tsv",
    hint: "it is for csv and tsv",
  },
  {
    flag: "--prices",
    isMade: ({ style }) => style.prices !== undefined,
    goesWith: isColumnFile,
    hint: "it is for parquet and arrow; text has --pretty-px",
  },
];

/**
 * Refuses a request whose wishes exclude each other.
 *
 * @throws {MomoError} `usage` naming both.
 */
export function checkRequest(request: ConvertRequest): void {
  const { output: { format, path }, split } = request;
  const wish = WISHES.find(({ isMade, goesWith }) => isMade(request) && !goesWith(format));
  if (wish !== undefined) throw excluded(wish.flag, `--format ${format}`, wish.hint);
  checkFragments(request);
  checkPeriod(request.choice.period);
  if (split === null) return;
  if (path === undefined) throw new TypeError("A split needs a pattern");
  checkPattern(path, split);
  if (request.metadataOnly) {
    throw excluded("--metadata", "--split-by", "leave one of them out");
  }
}

function checkFragments(request: ConvertRequest): void {
  const { inputs, fragment, output, style, split } = request;
  const isFragment = fragment.all || inputs.every(isFragmentName);
  if (fragment.version !== undefined && !isFragment && !inputs.some(isFragmentName)) {
    throw excluded(
      "--input-dbn-version",
      "inputs that have metadata",
      "add --input-fragment if they have none",
    );
  }
  if (!isFragment) return;
  const needsMetadata = [
    [output.format === "dbn", "--format dbn", "add --format fragment"],
    [request.metadataOnly, "--metadata", "leave it out"],
    [style.mapSymbols, "--map-symbols", "leave it out"],
    [request.choice.symbols.length > 0, "--symbols", "leave it out"],
    [split === "symbol", "--split-by symbol", "split by schema or day"],
  ] as const;
  const wrong = needsMetadata.find(([isMade]) => isMade);
  if (wrong === undefined) return;
  const [, flag, hint] = wrong;
  throw excluded(flag, "a fragment, which has no metadata", hint);
}

function excluded(flag: string, other: string, hint: string): MomoError {
  return new MomoError("usage", `Cannot use ${flag} with ${other}: they exclude each other`, {
    hint,
  });
}
