/** Which of a catalog's symbols a scan is about. */
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

function unknownSymbol(symbol: string, catalog: Catalog): MomoError {
  const { names } = catalog.symbols;
  const upper = names.find((name) => name.toUpperCase() === symbol.toUpperCase());
  return new MomoError(
    "not_found",
    `Cannot find the symbol "${symbol}": none of the ${catalog.files.length} data files has it`,
    {
      hint: upper
        ? `did you mean ${upper}?`
        : `the files hold ${names.length} symbols, such as ${names.slice(0, 3).join(", ")}`,
    },
  );
}

function requireDatasets(catalog: Catalog, datasets: readonly string[]): void {
  const known = new Set(catalog.files.map((file) => file.dataset));
  for (const dataset of datasets) {
    if (known.has(dataset)) continue;
    throw new MomoError("not_found", `Cannot find the dataset "${dataset}": no data file has it`, {
      hint: `the files hold ${[...known].sort().join(", ") || "no dataset"}`,
    });
  }
}
