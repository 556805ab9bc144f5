/** Reading splits and dividends from a file. */
import { ACTION_KINDS, type CorporateAction } from "../../core/clean/corporate_actions.ts";
import { messageOf, MomoError } from "../../core/error.ts";
import { type EpochDay, formatDate, parseDate } from "../../core/time/dates.ts";
import { openParquet } from "../parquet/parquet_file.ts";
import { compareText } from "./catalog.ts";

const COLUMNS = ["symbol", "ex_date", "factor", "kind", "known_at"] as const;

type RawAction = Record<(typeof COLUMNS)[number], string>;

/**
 * Reads a table with the columns symbol, ex_date, factor, kind and known_at: CSV with a header row, or Parquet by its
 * name. An empty `known_at` means the ex-date itself.
 *
 * @returns Actions sorted by symbol and ex-date.
 * @throws {MomoError} `not_found` or `io` if the file cannot be read, `bad_data` naming line and column otherwise.
 */
export function readCorporateActions(path: string): CorporateAction[] {
  const rows = path.endsWith(".parquet") ? readParquet(path) : readCsv(path);
  return rows.map((row, i) => parseAction(row, `"${path}", row ${i + 1}`))
    .sort((a, b) => compareText(a.symbol, b.symbol) || a.exDate - b.exDate);
}

function readCsv(path: string): RawAction[] {
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch (error) {
    const isMissing = error instanceof Deno.errors.NotFound;
    throw new MomoError(
      isMissing ? "not_found" : "io",
      `Cannot read the corporate actions "${path}": ${
        isMissing ? "no such file" : messageOf(error)
      }`,
      { cause: error },
    );
  }
  const [header, ...lines] = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  const names = (header ?? "").split(",").map((name) => name.trim());
  requireColumns(names, path);
  return lines.map((line) => {
    const cells = line.split(",").map((cell) => cell.trim());
    return Object.fromEntries(
      COLUMNS.map((name) => [name, cells[names.indexOf(name)] ?? ""]),
    ) as RawAction; // one entry for each column
  });
}

function readParquet(path: string): RawAction[] {
  using file = openParquet(path);
  requireColumns(file.columns.map((spec) => spec.name), path);
  const table = file.read({ columns: COLUMNS });
  return Array.from(
    { length: table.length },
    (_, row) =>
      Object.fromEntries(COLUMNS.map((name, i) => {
        const value = table.data[i]![row] ?? "";
        const isDate = table.columns[i]!.type === "date" && typeof value === "number";
        return [name, isDate ? formatDate(value) : String(value)];
      })) as RawAction,
  );
}

function requireColumns(names: readonly string[], path: string): void {
  const missing = COLUMNS.filter((name) => !names.includes(name));
  if (missing.length === 0) return;
  throw new MomoError(
    "bad_data",
    `Cannot read the corporate actions "${path}": the column ${missing[0]} is missing, ` +
      `expected ${COLUMNS.join(", ")}`,
  );
}

function parseAction(row: RawAction, where: string): CorporateAction {
  const reject = (column: keyof RawAction, wanted: string) =>
    new MomoError(
      "bad_data",
      `Cannot read ${column} "${row[column]}" in ${where}: expected ${wanted}`,
    );
  const kind = ACTION_KINDS.find((name) => name === row.kind);
  if (kind === undefined) throw reject("kind", ACTION_KINDS.join(" or "));
  const factor = Number(row.factor);
  if (!(factor > 0) || row.factor === "") throw reject("factor", "a positive number");
  if (row.symbol === "") throw reject("symbol", "a symbol");
  const date = (column: "ex_date" | "known_at"): EpochDay => {
    try {
      return parseDate(row[column]);
    } catch {
      throw reject(column, "a date like 2025-03-24");
    }
  };
  const exDate = date("ex_date");
  const knownAt = row.known_at === "" ? exDate : date("known_at");
  return { symbol: row.symbol, exDate, factor, kind, knownAt };
}
