/** Putting indexes together that were made of different symbols or on different machines. */
import { cellAt, type Table } from "../../core/columns/table.ts";
import { MomoError } from "../../core/error.ts";
import type { EpochDay } from "../../core/time/dates.ts";
import { formatDate } from "../../core/time/dates.ts";
import { compareText } from "../catalog/compare_text.ts";
import type { IndexManifest, ManifestInput } from "../store/index_manifest.ts";
import { IndexRows, type IndexTables } from "./index_rows.ts";
import type { ManifestFacts, StoredIndex } from "./index_store.ts";

/** A part and where it came from, for messages. */
export interface IndexPart {
  readonly store: string;
  readonly index: StoredIndex;
}

/**
 * The union of several indexes. Merging all shards of a scan gives the bytes of a scan without shards.
 *
 * @throws {MomoError} `conflict` if the parts were made with different settings, hold different rows for one day, or
 * list different files under one name.
 */
export function mergeIndexes(
  parts: readonly IndexPart[],
): { tables: IndexTables; facts: ManifestFacts } {
  const first = parts[0]!;
  for (const part of parts.slice(1)) requireSameSettings(first, part);
  const rows = new IndexRows();
  const ownerOf = new Map<string, { part: IndexPart; row: number }>();
  for (const part of parts) {
    const { days } = part.index;
    const points = pointRanges(part.index);
    for (let row = 0; row < days.length; row++) {
      const name = `${days.data[0]![row]} ${days.data[1]![row]}`;
      const owner = ownerOf.get(name);
      if (owner !== undefined) {
        requireSameRow(owner, { part, row });
        continue;
      }
      ownerOf.set(name, { part, row });
      rows.addKnown(part.index, row, points[row]!, points[row + 1]! - points[row]!);
    }
  }
  return { tables: rows.tables(), facts: mergeFacts(parts) };
}

function requireSameSettings(a: IndexPart, b: IndexPart): void {
  const settings = ({ config_hash, selection: { shard: _, ...selection } }: IndexManifest) =>
    JSON.stringify([config_hash, selection]);
  if (settings(a.index.manifest) === settings(b.index.manifest)) return;
  const isConfig = a.index.manifest.config_hash !== b.index.manifest.config_hash;
  throw new MomoError(
    "conflict",
    `Cannot merge "${a.store}" and "${b.store}": they were made with different ` +
      (isConfig ? "thresholds, strategy or corporate actions" : "selections of days or symbols"),
    { hint: "scan both with the same settings" },
  );
}

/** Row of each day's first reset point, with one more value at the end. */
function pointRanges({ days, points }: IndexTables): Int32Array {
  const dayRow = points.data[points.columns.findIndex((spec) => spec.name === "day_row")]!;
  const ranges = new Int32Array(days.length + 1);
  for (let i = 0; i < points.length; i++) {
    const next = Number(dayRow[i]) + 1;
    ranges[next] = ranges[next]! + 1;
  }
  for (let row = 0; row < days.length; row++) ranges[row + 1] = ranges[row + 1]! + ranges[row]!;
  return ranges;
}

function requireSameRow(
  a: { part: IndexPart; row: number },
  b: { part: IndexPart; row: number },
): void {
  const cells = ({ part, row }: { part: IndexPart; row: number }) => {
    const { columns, data }: Table = part.index.days;
    return columns.map((spec, i) => String(cellAt(spec, data[i]!, row)));
  };
  const [left, right] = [cells(a), cells(b)];
  const column = left.findIndex((cell, i) => cell !== right[i]);
  if (column < 0) return;
  const { columns, data } = a.part.index.days;
  const day: EpochDay = Number(data[1]![a.row]);
  throw new MomoError(
    "conflict",
    `Cannot merge "${a.part.store}" and "${b.part.store}": ${data[0]![a.row]} on ` +
      `${formatDate(day)} differs in ${columns[column]!.name} (${left[column]}, ${right[column]})`,
    { hint: "scan both from the same files" },
  );
}

function mergeFacts(parts: readonly IndexPart[]): ManifestFacts {
  const manifests = parts.map(({ index }) => index.manifest);
  const { days: _, reset_points: __, ...facts } = manifests[0]!;
  return {
    ...facts,
    selection: { ...facts.selection, shard: mergedShard(manifests) },
    days_scanned: manifests.reduce((sum, manifest) => sum + manifest.days_scanned, 0),
    inputs: mergeInputs(parts),
  };
}

/** No shard any more if a part is none, or all shards of one count are there; otherwise the list of those that are. */
function mergedShard(manifests: readonly IndexManifest[]): string | null {
  if (manifests.some(({ selection }) => selection.shard === null)) return null;
  const shards = manifests.flatMap(({ selection }) => selection.shard?.split(",") ?? []);
  const distinct = [...new Set(shards)].sort(compareText);
  const byCount = Map.groupBy(distinct, (shard) => Number(shard.split("/")[1]));
  const isComplete = [...byCount].some(([count, of]) => of.length === count);
  return isComplete ? null : distinct.join(",");
}

function mergeInputs(parts: readonly IndexPart[]): ManifestInput[] {
  const byKey = new Map<string, { input: ManifestInput; store: string }>();
  for (const { store, index } of parts) {
    for (const input of index.manifest.inputs) {
      const known = byKey.get(input.key);
      if (known === undefined) byKey.set(input.key, { input, store });
      else if (known.input.size_bytes !== input.size_bytes || known.input.sha256 !== input.sha256) {
        throw new MomoError(
          "conflict",
          `Cannot merge "${known.store}" and "${store}": their inputs "${input.key}" differ`,
          { hint: "scan both from the same files" },
        );
      }
    }
  }
  return [...byKey.keys()].sort(compareText)
    .map((key, id) => ({ ...byKey.get(key)!.input, id }));
}
