/** `momo load --to-store`: settings -> a filled day store. */
import { MomoError } from "../core/error.ts";
import type { EpochDay } from "../core/time/dates.ts";
import { parseTimePoint } from "../core/time/time_point.ts";
import { type FillRequest, fillStore } from "../io/day_store/fill_store.ts";
import type { CommandContext, ExitCode } from "./command.ts";
import { openSources } from "./load_day.ts";

type LoadContext = CommandContext<"load">;

/** Records to hold in memory; more than that, and complete days are written before their month is. */
const MEMORY_BYTES = 1024 * 1024 * 1024;

/**
 * Stores the symbol-days that the settings choose.
 *
 * @throws {MomoError} If the settings exclude each other or the store cannot be written.
 */
export async function loadToStore(context: LoadContext): Promise<ExitCode> {
  const { settings, operands, clock, log, progress, signal } = context;
  if (operands.length > 0 || settings.output !== undefined) {
    const other = operands.length > 0 ? `the file "${operands[0]}"` : "--output";
    throw new MomoError("usage", `Cannot use --to-store with ${other}`, {
      hint: "leave one of them out; the data are given with --data",
    });
  }
  const startMs = clock.monotonicMs();
  const sources = await openSources(context);
  const { catalog, datasets } = sources;
  const names = settings.loadSymbols.length > 0 ? settings.loadSymbols : catalog.symbols.names;
  const total = catalog.files.reduce((sum, file) => sum + file.sizeBytes, 0);
  const request: FillRequest = {
    ...{ store: settings.store, catalog, datasets, schemas: settings.schema, signal },
    symbols: new Set(names.map((name) => sources.filesOf(name).number)),
    start: dateOf("--start", settings.loadStart),
    end: dateOf("--end", settings.loadEnd),
    memoryBytes: MEMORY_BYTES,
    onFile: (storedBytes) => progress.advance(storedBytes),
  };
  progress.start({ label: "load", total, unit: "bytes" });
  const { files, days, records, sizeBytes } = await fillStore(request);
  progress.stop();
  const seconds = ((clock.monotonicMs() - startMs) / 1000).toFixed(1);
  const size = (sizeBytes / 1e6).toFixed(1);
  log.notice(
    "load",
    `${settings.store}/symbols: ${days} symbol-days of ${
      records.toLocaleString("en-US")
    } records ` +
      `in ${files} files (${size} MB) in ${seconds} s`,
  );
  for (const { severity, message } of catalog.problems.all) {
    if (severity === "error") log.warning("input", message);
  }
  return catalog.problems.hasErrors ? 1 : 0;
}

/** A trade date. @throws {MomoError} `usage` if it is none. */
function dateOf(flag: string, text: string | undefined): EpochDay | null {
  if (text === undefined) return null;
  const point = parseTimePoint(text);
  if (point?.kind === "day") return point.day;
  throw new MomoError(
    "usage",
    `Cannot use ${flag} "${text}" with --to-store: expected a trade date, YYYY-MM-DD`,
  );
}
