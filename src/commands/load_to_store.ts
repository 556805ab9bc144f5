/** `momo load --to-store`: settings -> a filled day store. */
import { MomoError } from "../core/error.ts";
import type { EpochDay } from "../core/time/dates.ts";
import { parseTimePoint } from "../core/time/time_point.ts";
import type { Catalog } from "../io/catalog/catalog.ts";
import { type FillChoice, planFill } from "../io/day_store/fill_plan.ts";
import { fillStore } from "../io/day_store/fill_store.ts";
import { fillTable } from "../io/day_store/fill_table.ts";
import { counted } from "../io/text/counted.ts";
import { checkDates } from "./check_dates.ts";
import type { CommandContext, ExitCode } from "./command.ts";
import { openSources } from "./load_day.ts";
import { TableOutput } from "./table_output.ts";

type LoadContext = CommandContext<"load">;

/** What a fill of the store reports to: part of the context of the commands that fill it. */
export type FillContext = Pick<LoadContext, "clock" | "log" | "metrics" | "progress" | "signal">;

/** Records to hold in memory; more than that, and complete days are written before their month is. */
const MEMORY_BYTES = 1024 * 1024 * 1024;

/**
 * Stores the symbol-days that the settings choose.
 *
 * @throws {MomoError} If the settings exclude each other or the store cannot be written.
 */
export async function loadToStore(context: LoadContext): Promise<ExitCode> {
  const { settings, log } = context;
  if (settings.output !== undefined) {
    throw new MomoError("usage", "Cannot use --to-store with --output: it writes to the store", {
      hint: "leave one of them out; --store says where the store is",
    });
  }
  const start = dateOf("--start", settings.loadStart);
  const end = dateOf("--end", settings.loadEnd);
  checkDates("store", start ?? undefined, end ?? undefined);
  const sources = await openSources(context);
  const { catalog, datasets } = sources;
  const names = settings.loadSymbols.length > 0 ? settings.loadSymbols : catalog.symbols.names;
  const symbols = new Set(names.map((name) => sources.filesOf(name).number));
  const choice = { catalog, datasets, schemas: settings.schema, symbols, start, end };
  if (settings.dryRun) await dryRun(context, { ...choice, store: settings.store });
  else await fillAndSay(context, { ...choice, store: settings.store }, "momo load --to-store");
  return conclude(catalog, log);
}

/** Fills the store, and says what was done. */
export async function fillAndSay(
  { clock, log, metrics, progress, signal }: FillContext,
  choice: FillChoice,
  purpose: string,
): Promise<void> {
  const startMs = clock.monotonicMs();
  const { files, days, storedDays, records, sizeBytes } = await fillStore({
    ...{ ...choice, purpose, memoryBytes: MEMORY_BYTES, signal },
    onPlan: (total) => progress.start({ label: "store", total, unit: "bytes" }),
    onFile: (storedBytes) => progress.advance(storedBytes),
  });
  progress.stop();
  metrics.counter("momo_store_days_total", "Symbol-days stored").add(days);
  metrics.counter("momo_store_records_total", "Records stored").add(records);
  metrics.counter("momo_store_written_bytes_total", "Bytes of the stored files").add(sizeBytes);
  const seconds = ((clock.monotonicMs() - startMs) / 1000).toFixed(1);
  const written = days === 0
    ? "nothing new"
    : `${counted(days, "symbol-day")} of ${counted(records, "record")} in ` +
      `${counted(files, "file")} (${(sizeBytes / 1e6).toFixed(1)} MB)`;
  const unchanged = storedDays === 0 ? "" : `, ${counted(storedDays, "symbol-day")} unchanged`;
  log.notice("store", `${choice.store}/symbols: ${written}${unchanged}, in ${seconds} s`);
}

/** Lists what would be read and written. */
async function dryRun(
  { settings: { color }, terminals, readVariable, signal, log }: LoadContext,
  choice: FillChoice,
): Promise<void> {
  const output = await TableOutput.plan({
    settings: { format: undefined, output: undefined, force: false, tz: "UTC", color },
    ...{ terminals, readVariable, signal },
  });
  const plans = planFill(choice);
  await output.write(fillTable(plans, choice));
  const missing = plans.reduce((sum, plan) => sum + plan.missing.size, 0);
  const stored = plans.reduce((sum, plan) => sum + plan.storedDays, 0);
  const unchanged = stored.toLocaleString("en-US");
  log.notice("store", `${counted(missing, "symbol-day")} to store, ${unchanged} unchanged`);
}

function conclude(catalog: Catalog, log: LoadContext["log"]): ExitCode {
  for (const { severity, message } of catalog.problems.all) {
    if (severity === "error") log.error("input", message);
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
