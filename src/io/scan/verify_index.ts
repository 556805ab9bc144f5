/** Checking an index against itself and against its inputs. */
import type { Table } from "../../core/columns/table.ts";
import { messageOf, MomoError } from "../../core/error.ts";
import { DAY_COLUMNS, POINT_COLUMNS } from "../../core/scan/index_columns.ts";
import { formatDate } from "../../core/time/dates.ts";
import { sha256OfFile } from "../store/fingerprint.ts";
import { INDEX_FILES, type IndexManifest } from "../store/index_manifest.ts";
import type { Finding } from "./finding.ts";
import { indexDirectory, readIndex } from "./index_store.ts";
import { type InputCheck, verifyInputs } from "./verify_inputs.ts";

/**
 * Checks the schema, hashes, order and references of an index, and whether its inputs are what they were.
 *
 * @param inputs The data as they are now and how to look at them, or why that cannot be, or `null` to leave them unchecked.
 * @throws {MomoError} `not_found` if there is no index.
 * @throws The signal's reason, if reading the inputs is aborted.
 */
export async function verifyIndex(
  store: string,
  inputs: InputCheck | string | null,
): Promise<Finding[]> {
  const directory = indexDirectory(store);
  const index = await readIndex(directory).catch((error: unknown) => {
    if (error instanceof MomoError) return error;
    throw error;
  });
  if (index === null) {
    throw new MomoError("not_found", `Cannot verify "${store}": it has no index`, {
      hint: `run \`momo scan --store ${store} --data DIR\` to make one`,
    });
  }
  if (index instanceof MomoError) {
    return [{ severity: "error", check: "schema", message: messageOf(index) }];
  }
  const { manifest, days, points } = index;
  return [
    ...checkSchema(days, points, manifest),
    ...await checkHashes(directory, manifest),
    ...checkOrder(days, points),
    ...checkReferences(days, points),
    ...(inputs === null ? [] : await checkInputs(manifest, inputs)),
  ];
}

function summarise(check: string, problems: readonly string[], fine: string): Finding[] {
  if (problems.length === 0) return [{ severity: "ok", check, message: fine }];
  return problems.map((message) => ({ severity: "error", check, message }));
}

function checkSchema(days: Table, points: Table, manifest: IndexManifest): Finding[] {
  const problems: string[] = [];
  const compare = (name: string, table: Table, wanted: readonly { name: string }[]) => {
    const has = table.columns.map((spec) => spec.name).join();
    if (has !== wanted.map((spec) => spec.name).join()) {
      problems.push(`${name} does not have the columns of this version`);
    }
  };
  compare(INDEX_FILES.days, days, DAY_COLUMNS);
  compare(INDEX_FILES.points, points, POINT_COLUMNS);
  const counts = [[days, manifest.days, "days"], [
    points,
    manifest.reset_points,
    "points",
  ]] as const;
  for (const [table, { rows }, name] of counts) {
    if (table.length !== rows) problems.push(`${name} has ${table.length} rows, expected ${rows}`);
  }
  return summarise("schema", problems, `${days.length} days, ${points.length} reset points`);
}

async function checkHashes(directory: string, manifest: IndexManifest): Promise<Finding[]> {
  const problems: string[] = [];
  const files = [
    [INDEX_FILES.days, manifest.days.sha256],
    [INDEX_FILES.points, manifest.reset_points.sha256],
  ] as const;
  for (const [name, sha256] of files) {
    const found = await sha256OfFile(`${directory}/${name}`);
    if (found !== sha256) problems.push(`the sha256 of ${name} differs from the manifest's`);
  }
  return summarise("hashes", problems, "both files are what the manifest says");
}

/** Reset points by their day, and those of a day by time. */
function findDisorder({ columns, data, length }: Table): string[] {
  const [dayRow, ts] = ["day_row", "ts"].map((name) =>
    data[columns.findIndex((spec) => spec.name === name)]!
  );
  for (let i = 1; i < length; i++) {
    const [before, now] = [Number(dayRow![i - 1]), Number(dayRow![i])];
    const isAscending = before < now || (before === now && ts![i - 1]! < ts![i]!);
    if (!isAscending) return [`reset points are out of order at row ${i}`];
  }
  return [];
}

function checkOrder(days: Table, points: Table): Finding[] {
  const [symbols, dates] = days.data;
  const problems: string[] = [];
  for (let row = 1; row < days.length && problems.length === 0; row++) {
    const [before, now] = [String(symbols![row - 1]), String(symbols![row])];
    const isAscending = before < now ||
      (before === now && Number(dates![row - 1]) < Number(dates![row]));
    if (!isAscending) {
      problems.push(`days are out of order at ${now} ${formatDate(Number(dates![row]))}`);
    }
  }
  problems.push(...findDisorder(points));
  return summarise("order", problems, "days and reset points are sorted and unique");
}

function checkReferences(days: Table, points: Table): Finding[] {
  const column = (table: Table, name: string) =>
    table.data[table.columns.findIndex((spec) => spec.name === name)]!;
  const [dayRow, symbol, date] = ["day_row", "symbol", "trade_date"].map((n) => column(points, n));
  const expected = column(days, "eod_reset_points");
  const counts = new Int32Array(days.length);
  let strays = 0;
  for (let i = 0; i < points.length; i++) {
    const row = Number(dayRow![i]);
    const isRight = row < days.length && days.data[0]![row] === symbol![i] &&
      days.data[1]![row] === date![i];
    if (isRight) counts[row] = counts[row]! + 1;
    else strays++;
  }
  const problems = strays === 0
    ? []
    : [`${strays} of ${points.length} reset points do not belong to their day`];
  const wrong = counts.findIndex((count, row) => count !== Number(expected[row]));
  if (wrong >= 0) {
    const [symbols, dates] = days.data;
    const day = `${symbols![wrong]} on ${formatDate(Number(dates![wrong]))}`;
    problems.push(`${day} has ${counts[wrong]} reset points, its row says ${expected[wrong]}`);
  }
  return summarise("references", problems, "every reset point has its day");
}

async function checkInputs(
  manifest: IndexManifest,
  inputs: InputCheck | string,
): Promise<Finding[]> {
  if (typeof inputs !== "string") return await verifyInputs(manifest, inputs);
  return [{ severity: "warning", check: "inputs", message: inputs }];
}
