/** Reading splits and dividends from a file. */
import { ACTION_KINDS, type CorporateAction } from "../../core/clean/corporate_actions.ts";
import { MomoError } from "../../core/error.ts";
import { type EpochDay, formatDate, parseDate } from "../../core/time/dates.ts";
import { openParquet } from "../parquet/parquet_file.ts";
import { ioError } from "../store/io_error.ts";
import { compareText } from "./compare_text.ts";

const COLUMNS = ["symbol", "ex_date", "factor", "kind", "known_at"] as const;

/** One row as text, and where it stands, for messages. */
interface RawAction {
  readonly cells: Readonly<Record<(typeof COLUMNS)[number], string>>;
  readonly place: string;
}

/**
 * Reads a table with the columns symbol, ex_date, factor, kind and known_at: CSV with a header row, or Parquet by its
 * name. An empty `known_at` means the ex-date itself.
 *
 * @param path Without one there are no actions.
 * @returns Actions sorted by symbol and ex-date.
 * @throws {MomoError} `not_found` or `io` if the file cannot be read, `bad_data` naming line and column otherwise.
 */
export function readCorporateActions(path: string | undefined): CorporateAction[] {
  if (path === undefined) return [];
  const rows = path.endsWith(".parquet") ? readParquet(path) : readCsv(path);
  const actions = rows.map((row) => parseAction(row, path));
  refuseRepeated(actions, rows, path);
  return actions.sort((a, b) => compareText(a.symbol, b.symbol) || a.exDate - b.exDate);
}

/** An action given twice would be applied twice. */
function refuseRepeated(
  actions: readonly CorporateAction[],
  rows: readonly RawAction[],
  path: string,
): void {
  const places = new Map<string, string>();
  for (const [i, { symbol, exDate, kind }] of actions.entries()) {
    const name = `${symbol} ${exDate} ${kind}`;
    const earlier = places.get(name);
    if (earlier !== undefined) {
      throw new MomoError(
        "bad_data",
        `Cannot use "${path}", ${rows[i]!.place}: a ${kind} of ${symbol} on ` +
          `${formatDate(exDate)} is on ${earlier} already`,
      );
    }
    places.set(name, rows[i]!.place);
  }
}

function readText(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    throw ioError("read the corporate actions", path, error);
  }
}

function readCsv(path: string): RawAction[] {
  const lines = readText(path).replace(/^\ufeff/, "").split(/\r?\n/)
    .map((line, i) => ({
      cells: cellsOf(line),
      place: `line ${i + 1}`,
      isEmpty: line.trim() === "",
    }))
    .filter(({ isEmpty }) => !isEmpty);
  const [header, ...rows] = lines;
  const names = header?.cells ?? [];
  requireColumns(names, path);
  return rows.map(({ cells, place }) => ({
    cells: rowOf((name) => cells[names.indexOf(name)] ?? ""),
    place,
  }));
}

/** Cells of a line, without blanks and quotes around them; none of the columns has a comma in it. */
function cellsOf(line: string): string[] {
  return line.split(",").map((cell) => cell.trim().replace(/^"(.*)"$/, "$1").trim());
}

function rowOf(cellOf: (name: (typeof COLUMNS)[number]) => string): RawAction["cells"] {
  return {
    symbol: cellOf("symbol"),
    ex_date: cellOf("ex_date"),
    factor: cellOf("factor"),
    kind: cellOf("kind"),
    known_at: cellOf("known_at"),
  };
}

function readParquet(path: string): RawAction[] {
  using file = openParquet(path);
  requireColumns(file.columns.map((spec) => spec.name), path);
  const table = file.read({ columns: COLUMNS });
  const cellAt = (name: (typeof COLUMNS)[number], row: number): string => {
    const i = COLUMNS.indexOf(name);
    const value = table.data[i]![row] ?? "";
    const isDate = table.columns[i]!.type === "date" && typeof value === "number";
    return isDate ? formatDate(value) : String(value);
  };
  return Array.from({ length: table.length }, (_, row) => ({
    cells: rowOf((name) => cellAt(name, row)),
    place: `row ${row + 1}`,
  }));
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

function parseAction({ cells, place }: RawAction, path: string): CorporateAction {
  const reject = (column: keyof RawAction["cells"], wanted: string) =>
    new MomoError(
      "bad_data",
      `Cannot read "${path}", ${place}, column ${column}: expected ${wanted}, got ` +
        (cells[column] === "" ? "nothing" : `"${cells[column]}"`),
    );
  const kind = ACTION_KINDS.find((name) => name === cells.kind);
  if (kind === undefined) throw reject("kind", ACTION_KINDS.join(" or "));
  const factor = Number(cells.factor);
  if (!(factor > 0) || !Number.isFinite(factor)) throw reject("factor", "a positive number");
  if (cells.symbol === "") throw reject("symbol", "a symbol");
  const date = (column: "ex_date" | "known_at"): EpochDay => {
    try {
      return parseDate(cells[column]);
    } catch {
      throw reject(column, "a date like 2025-03-24");
    }
  };
  const exDate = date("ex_date");
  const knownAt = cells.known_at === "" ? exDate : date("known_at");
  return { symbol: cells.symbol, exDate, factor, kind, knownAt };
}
