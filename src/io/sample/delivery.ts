/** Batch deliveries: what the vendor sends for one dataset, one schema and some symbols. */
import { createHash } from "node:crypto";
import { dateNumber, type EpochDay, parseDate } from "../../core/time/dates.ts";
import { newMetadata } from "../dbn/metadata.ts";
import type { DbnVersion } from "../dbn/version.ts";
import {
  conditionJson,
  type DeliveryQuery,
  manifestJson,
  metadataJson,
  symbologyJson,
} from "./delivery_json.ts";
import { type BarFlaws, concerns, damageBars } from "./flaws.ts";
import { encodeFile, type FrameLayout } from "./frame_layout.ts";
import type { Dataset } from "./instrument_ids.ts";
import { type Mapping, mappingOf, metadataMappings } from "./mappings.ts";
import type { Market, SymbolHistory } from "./market.ts";
import { RandomStream } from "./random.ts";
import {
  cutBlock,
  dayStartNs,
  encodeBlock,
  mergeBlocks,
  type RecordBlock,
  utcDaysOf,
} from "./record_block.ts";
import { type SampleSchema, schemaRows } from "./schema_rows.ts";

/** What to deliver. Dates are `YYYY-MM-DD`. */
export interface DeliveryOptions {
  readonly market: Market;
  readonly schema: SampleSchema;
  /** Default XNAS.ITCH for status and definition, EQUS.MINI for the rest. */
  readonly dataset?: Dataset;
  /** Default 3. */
  readonly version?: DbnVersion;
  /** Default all of the market; a symbol that the market does not have is delivered as not found. */
  readonly symbols?: readonly string[];
  /** First UTC date; default the first session. */
  readonly from?: string;
  /** Last UTC date; default the day after the last session, to which its last hour belongs in winter. */
  readonly to?: string;
  /** One file, or one for each UTC date with records, or one for each symbol; default one. */
  readonly split?: "none" | "day" | "symbol";
  /** Default `batch`. */
  readonly frames?: FrameLayout;
  /** Level of zstd; default 3. */
  readonly level?: number;
  /** Name of the directory; default the dataset, a date and ten characters that follow from the query, not the data. */
  readonly jobId?: string;
  /** Dates in condition.json whose data are degraded. */
  readonly degraded?: readonly string[];
  /** UTC dates without data although there was trading, as if the vendor had lost them. */
  readonly missing?: readonly string[];
  /** Data files that the manifest lists and that are not there. */
  readonly absent?: readonly string[];
  readonly flaws?: readonly BarFlaws[];
}

/** A file of a delivery. */
export interface DeliveryFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A delivery in memory. */
export interface Delivery {
  readonly jobId: string;
  /** All files that are there, the JSON files first. */
  readonly files: readonly DeliveryFile[];
}

/** Makes a delivery. The same options give the same bytes, on platforms with the same zstd. */
export function buildDelivery(options: DeliveryOptions): Delivery {
  const query = queryOf(options);
  const dataset = datasetOf(options);
  const mappings = query.symbols.map((symbol) =>
    mappingOf(symbol, historyOf(options, symbol), dataset, query.from, query.to)
  );
  const data = dataFiles(options, query, mappings);
  const degraded = new Set((options.degraded ?? []).map(parseDate));
  const described = [
    { name: "condition.json", bytes: encodeText(conditionJson(query, degraded)) },
    { name: "metadata.json", bytes: encodeText(metadataJson(query)) },
    { name: "symbology.json", bytes: encodeText(symbologyJson(query, mappings)) },
  ];
  const listed = [...described, ...data].map(({ name, bytes }) => ({
    name,
    size: bytes.length,
    sha256: createHash("sha256").update(bytes).digest("hex"),
  }));
  const manifest = {
    name: "manifest.json",
    bytes: encodeText(manifestJson(query.jobId, listed)),
  };
  const present = data.filter(({ name }) => !options.absent?.includes(name));
  return { jobId: query.jobId, files: [...described, manifest, ...present] };
}

function encodeText(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function datasetOf({ dataset, schema }: DeliveryOptions): Dataset {
  const isListing = schema === "status" || schema === "definition";
  return dataset ?? (isListing ? "XNAS.ITCH" : "EQUS.MINI");
}

function historyOf({ market }: DeliveryOptions, symbol: string): SymbolHistory | undefined {
  return market.histories.find((history) => history.symbol === symbol);
}

function queryOf(options: DeliveryOptions): DeliveryQuery {
  const { market, schema, split = "none", frames = "batch" } = options;
  const dataset = datasetOf(options);
  const symbols = options.symbols ?? market.histories.map(({ symbol }) => symbol);
  const from = options.from === undefined ? market.sessions[0]! : parseDate(options.from);
  const last = options.to === undefined ? market.sessions.at(-1)! + 1 : parseDate(options.to);
  const rest = JSON.stringify([schema, options.version, from, last, split, frames, symbols]);
  return {
    jobId: options.jobId ?? newJobId(dataset, rest),
    dataset,
    schema,
    symbols,
    from,
    to: last + 1,
    split,
    isCompressed: frames !== "none",
  };
}

const JOB_CHARACTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ3456789";

function newJobId(dataset: Dataset, rest: string): string {
  const random = new RandomStream(0, "job", dataset, rest);
  const characters = Array.from(
    { length: 10 },
    () => JOB_CHARACTERS[random.integer(0, JOB_CHARACTERS.length - 1)],
  );
  return `${dataset.split(".")[0]}-20250106-${characters.join("")}`;
}

/** A stretch of a delivery that becomes one file. */
interface FilePart {
  readonly name: string;
  readonly from: EpochDay;
  readonly to: EpochDay;
  readonly symbols: readonly string[];
}

function dataFiles(
  options: DeliveryOptions,
  query: DeliveryQuery,
  mappings: readonly Mapping[],
): DeliveryFile[] {
  const { version = 3, frames = "batch", level = 3 } = options;
  const blocks = query.symbols.flatMap((symbol) => blocksOf(options, query, symbol));
  return partsOf(query, blocks).map(({ name, from, to, symbols }) => {
    const kept = blocks.filter(({ symbol }) => symbols.includes(symbol))
      .map((block) => cutBlock(block, from, to));
    const own = mappings.filter(({ symbol }) => symbols.includes(symbol));
    const partMappings = metadataMappings(own, from, to);
    const metadata = newMetadata({
      version,
      dataset: query.dataset,
      schema: options.schema,
      start: dayStartNs(from),
      end: dayStartNs(to),
      stypeIn: "raw_symbol",
      symbols,
      ...unresolved(symbols, partMappings, from),
      mappings: partMappings,
    });
    return { name, bytes: encodeFile(metadata, mergeBlocks(kept), frames, level) };
  });
}

/** The symbols that a file's mappings do not cover, or not from its first day on. */
function unresolved(
  symbols: readonly string[],
  mappings: ReturnType<typeof metadataMappings>,
  from: EpochDay,
): { partial: string[]; notFound: string[] } {
  const firstDay = new Map(mappings.map(({ rawSymbol, intervals }) => [
    rawSymbol,
    intervals[0]!.startDate,
  ]));
  return {
    partial: symbols.filter((symbol) => (firstDay.get(symbol) ?? from) > from),
    notFound: symbols.filter((symbol) => !firstDay.has(symbol)),
  };
}

function blocksOf(options: DeliveryOptions, query: DeliveryQuery, symbol: string): RecordBlock[] {
  const history = historyOf(options, symbol);
  if (history === undefined) return [];
  const dataset = datasetOf(options);
  const format = { schema: options.schema, dataset, version: options.version ?? 3 };
  const missing = new Set((options.missing ?? []).map(parseDate));
  return schemaRows(options.schema, dataset, history)
    .filter(({ length, day }) => length > 0 && day >= query.from - 1 && day < query.to)
    .map((rows) => {
      const block = encodeBlock(symbol, rows, history.ids[dataset], format);
      const flaws = options.flaws?.find((candidate) => concerns(candidate, block));
      return flaws === undefined ? block : damageBars(block, flaws, history, format);
    })
    .flatMap((block) => withoutDays(block, query, missing));
}

/** The records of a block within the range, those of some UTC days left out. */
function withoutDays(
  block: RecordBlock,
  { from, to }: DeliveryQuery,
  missing: ReadonlySet<EpochDay>,
): RecordBlock[] {
  const days = utcDaysOf([block]).filter((day) => day >= from && day < to && !missing.has(day));
  return days.map((day) => cutBlock(block, day, day + 1));
}

function partsOf(query: DeliveryQuery, blocks: readonly RecordBlock[]): FilePart[] {
  const { dataset, schema, symbols, from, to, split, isCompressed } = query;
  const prefix = dataset.toLowerCase().replace(".", "-");
  const ending = isCompressed ? "dbn.zst" : "dbn";
  if (split === "day") {
    return utcDaysOf(blocks).map((day) => ({
      name: `${prefix}-${dateNumber(day)}.${schema}.${ending}`,
      ...{ from: day, to: day + 1, symbols },
    }));
  }
  const range = `${prefix}-${dateNumber(from)}-${dateNumber(to - 1)}`;
  if (split === "none") return [{ name: `${range}.${schema}.${ending}`, from, to, symbols }];
  return symbols.toSorted().map((symbol) => ({
    name: `${range}.${schema}.${symbol}.${ending}`,
    ...{ from, to, symbols: [symbol] },
  }));
}
