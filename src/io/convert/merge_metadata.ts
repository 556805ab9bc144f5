/** Metadata of several streams as those of one. */
import { MomoError } from "../../core/error.ts";
import { formatDate } from "../../core/time/dates.ts";
import type { DbnMetadata, MappingInterval, SymbolMappings } from "../dbn/metadata.ts";

/** Metadata and the name of their input, for messages. */
export interface NamedMetadata {
  readonly name: string;
  readonly metadata: DbnMetadata;
}

/** What all inputs of a merge must have in common, and what messages call it. */
const COMMON = [
  ["version", "version"],
  ["dataset", "dataset"],
  ["stypeIn", "stype_in"],
  ["stypeOut", "stype_out"],
  ["tsOut", "ts_out"],
  ["symbolCstrLen", "symbol_cstr_len"],
] as const;

/**
 * The metadata of a merge: the range of all inputs, the schema if they share it, no limit, and the lists of all,
 * symbols in the order in which they first occur.
 *
 * @throws {MomoError} `bad_data` if the inputs do not go together or map a symbol differently at the same time.
 */
export function mergeMetadata(inputs: readonly NamedMetadata[]): DbnMetadata {
  const [first, ...rest] = inputs;
  if (first === undefined) throw new TypeError("A merge needs inputs");
  for (const input of rest) checkCommon(first, input);
  const all = inputs.map(({ metadata }) => metadata);
  const union = (
    list: (metadata: DbnMetadata) => readonly string[],
  ) => [...new Set(all.flatMap(list))];
  const ends = all.map(({ end }) => end).filter((end) => end !== null);
  return {
    ...first.metadata,
    schema: all.every(({ schema }) => schema === first.metadata.schema)
      ? first.metadata.schema
      : null,
    start: all.map(({ start }) => start).reduce((a, b) => b < a ? b : a),
    end: ends.length === 0 ? null : ends.reduce((a, b) => b > a ? b : a),
    limit: rest.length === 0 ? first.metadata.limit : null,
    symbols: union(({ symbols }) => symbols),
    partial: union(({ partial }) => partial),
    notFound: union(({ notFound }) => notFound),
    mappings: mergeMappings(inputs),
  };
}

function checkCommon(first: NamedMetadata, other: NamedMetadata): void {
  const field = COMMON.find(([key]) => first.metadata[key] !== other.metadata[key]);
  if (field === undefined) return;
  const [key, name] = field;
  const isVersion = key === "version";
  throw new MomoError(
    "bad_data",
    `Cannot merge "${other.name}" with "${first.name}": its ${name} is ${
      other.metadata[key] ?? "none"
    }, that of the first ${first.metadata[key] ?? "none"}`,
    isVersion ? { hint: "add --upgrade" } : {},
  );
}

function mergeMappings(inputs: readonly NamedMetadata[]): SymbolMappings[] {
  const merged = new Map<string, readonly MappingInterval[]>();
  for (const { name, metadata } of inputs) {
    for (const { rawSymbol, intervals } of metadata.mappings) {
      const known = merged.get(rawSymbol);
      const all = known === undefined ? intervals : unite(rawSymbol, known, intervals, name);
      merged.set(rawSymbol, all);
    }
  }
  return [...merged].map(([rawSymbol, intervals]) => ({ rawSymbol, intervals }));
}

/** Intervals in order of time; equal and overlapping ones with the same meaning become one. */
function unite(
  rawSymbol: string,
  known: readonly MappingInterval[],
  added: readonly MappingInterval[],
  name: string,
): MappingInterval[] {
  const united: MappingInterval[] = [];
  const all = [...known, ...added].sort((a, b) => a.startDate - b.startDate);
  for (const interval of all) {
    const last = united.at(-1);
    if (last === undefined || last.endDate <= interval.startDate) {
      united.push(interval);
    } else if (last.symbol === interval.symbol) {
      united[united.length - 1] = { ...last, endDate: Math.max(last.endDate, interval.endDate) };
    } else {
      throw new MomoError(
        "bad_data",
        `Cannot merge "${name}" with the files before it: on ${
          formatDate(interval.startDate)
        } "${rawSymbol}" stands for ${last.symbol} and for ${interval.symbol}`,
      );
    }
  }
  return united;
}
