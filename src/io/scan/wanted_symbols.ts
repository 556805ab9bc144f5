/** Which of a catalog's symbols a scan is about. */
import { closest } from "../../core/config/closest.ts";
import { MomoError } from "../../core/error.ts";
import type { Catalog } from "../catalog/catalog.ts";
import { type ScanSettings, shardOf } from "./scan_settings.ts";

/**
 * Numbers of the symbols to scan.
 *
 * @throws {MomoError} `not_found` if a symbol or dataset that was asked for is in none of the files.
 */
export function wantedSymbols(catalog: Catalog, settings: ScanSettings): Set<number> {
  requireDatasets(catalog, settings.datasets);
  const asked = settings.symbols.length > 0 ? settings.symbols : catalog.symbols.names;
  const wanted = new Set<number>();
  for (const symbol of asked) {
    const number = catalog.symbols.find(symbol);
    if (number === undefined) throw unknownSymbol(symbol, catalog);
    if (settings.shard && shardOf(symbol, settings.shard.count) !== settings.shard.index) continue;
    wanted.add(number);
  }
  return wanted;
}

/** The error for a symbol that no file has; the hint names the one that may be meant. */
export function unknownSymbol(symbol: string, catalog: Catalog): MomoError {
  const { names } = catalog.symbols;
  const near = names.find((name) => name.toUpperCase() === symbol.toUpperCase()) ??
    closest(symbol.toUpperCase(), names);
  return new MomoError(
    "not_found",
    `Cannot find the symbol "${symbol}": none of the ${catalog.files.length} data files has it`,
    {
      hint: near
        ? `did you mean ${near}?`
        : `the files hold ${names.length} symbols, such as ${names.slice(0, 3).join(", ")}`,
    },
  );
}

/**
 * Refuses datasets that no file is of.
 *
 * @throws {MomoError} `not_found` naming the first.
 */
export function requireDatasets(catalog: Catalog, datasets: readonly string[]): void {
  const known = new Set(catalog.files.map((file) => file.dataset));
  for (const dataset of datasets) {
    if (known.has(dataset)) continue;
    const near = closest(dataset.toUpperCase(), known);
    throw new MomoError("not_found", `Cannot find the dataset "${dataset}": no data file has it`, {
      hint: near
        ? `did you mean ${near}?`
        : `the files hold ${[...known].sort().join(", ") || "no dataset"}`,
    });
  }
}
