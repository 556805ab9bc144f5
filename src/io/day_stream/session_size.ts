/** How large a session is, as far as its files tell without being read. */
import { DAY_TABLES, type DayTableName } from "../../core/day/day.ts";
import { NO_ROWS } from "../../core/day/table_columns.ts";
import type { EpochDay } from "../../core/time/dates.ts";
import { DAY_SECONDS } from "../../core/time/new_york.ts";
import { MomoError } from "../../core/error.ts";
import { countRecords, type RecordCounts } from "../day/count_records.ts";
import { CoveredTime } from "../day/covered_time.ts";
import type { DayFile, TimeSpan } from "../day/day_files.ts";
import type { OtherPlan, SessionPlan, StoredTable, TablePlan } from "../day/day_plan.ts";
import { coreSpan, schemaSpan } from "../day/day_schemas.ts";
import { countStoredRows } from "../day_store/read_stored.ts";
import { layoutOfSchema, type Schema } from "../dbn/schema.ts";

/** What a session takes in its files and in memory, in bytes. */
export interface SessionSize {
  /** Share of the stored files. */
  readonly sourceBytes: number;
  /** Of the columns of its rows. */
  readonly memoryBytes: number;
}

// Rough proportions, where only reading could tell.
const TRADING_SHARE = 5 / 7; // of calendar days
const EXPANSION = 2.5; // bytes of columns per stored byte of a DBN file
const BARS_EXPANSION = 4;
const TRADES_PER_UPDATE = 0.2;
const BARS_PER_TRADE = 0.25;
/** What a table takes beside its rows: the description of its columns. */
const TABLE_BYTES = 3000;

/** Bytes of a row of a day's own table. */
const ROW_BYTES = Object.fromEntries(
  DAY_TABLES.map((name) => {
    const columns: readonly { readonly BYTES_PER_ELEMENT: number }[] = Object.values(NO_ROWS[name]);
    return [name, columns.reduce((sum, { BYTES_PER_ELEMENT }) => sum + BYTES_PER_ELEMENT, 0)];
  }),
);

/** Share of something in a file, and of its records; `null` where they are not known. */
interface Share {
  readonly sourceBytes: number;
  readonly rows: number | null;
}

/** How sizes are estimated. */
export interface SizeOptions {
  /** Number of symbols in a file. */
  readonly symbolsIn: (file: DayFile) => number;
  /**
   * Whether records are counted, which takes some 10 ms; else a file is taken to have as many of each of its symbols and
   * sessions, and to be compressed as others are.
   */
  readonly isClose: boolean;
}

/** Estimates a session's size. */
export function sessionSize(
  { tables, others, tradeDate, foldsBars }: SessionPlan,
  options: SizeOptions,
): SessionSize {
  const shares = new Map<string, Share>();
  const shareOf = (plan: Pick<TablePlan | OtherPlan, "files" | "stored">, schema: Schema) => {
    const key = [schema, plan.stored?.path ?? plan.files.map(({ path }) => path)].join();
    const share = shares.get(key) ?? shareOfPlan(plan, schema, tradeDate, options);
    shares.set(key, share);
    return share;
  };
  let memoryBytes = 0;
  for (const name of DAY_TABLES) {
    const { schema } = tables[name];
    const isFolded = name === "bars1s" && foldsBars;
    if (schema === null || isFolded) continue;
    const bytes = tableBytes(shareOf(tables[name], schema), name, schema);
    memoryBytes += bytes;
    if (foldsBars && name === "trades") {
      memoryBytes += bytes * BARS_PER_TRADE * ROW_BYTES["bars1s"]! / ROW_BYTES["trades"]!;
    }
  }
  for (const other of others) {
    const { rows, sourceBytes } = shareOf(other, other.schema);
    const { size } = layoutOfSchema(other.schema, 3);
    memoryBytes += TABLE_BYTES + (rows === null ? sourceBytes * EXPANSION : rows * size);
  }
  const sourceBytes = shares.values().reduce((sum, share) => sum + share.sourceBytes, 0);
  return { sourceBytes, memoryBytes };
}

function tableBytes({ sourceBytes, rows }: Share, name: DayTableName, schema: Schema): number {
  if (rows === null) {
    return TABLE_BYTES + sourceBytes * (name === "bars1s" ? BARS_EXPANSION : EXPANSION);
  }
  const isPart = name === "trades" && schema !== "trades" && !schema.startsWith("t");
  return TABLE_BYTES + rows * (isPart ? TRADES_PER_UPDATE : 1) * ROW_BYTES[name]!;
}

function shareOfPlan(
  { files, stored }: Pick<TablePlan | OtherPlan, "files" | "stored">,
  schema: Schema,
  tradeDate: EpochDay,
  options: SizeOptions,
): Share {
  const span = schemaSpan(schema, tradeDate);
  if (stored !== null) return storedShare(stored, span);
  const covered = new CoveredTime(span);
  const shares = files.map((file) => {
    const spans = covered.freeIn({ from: file.start, to: file.end });
    covered.cover({ from: file.start, to: file.end });
    return fileShare(file, spans, coreSpan(schema, tradeDate), options);
  });
  return {
    sourceBytes: shares.reduce((sum, share) => sum + share.sourceBytes, 0),
    rows: shares.reduce((sum: number | null, { rows }) => {
      return sum === null || rows === null ? null : sum + rows;
    }, 0),
  };
}

function fileShare(
  file: DayFile,
  spans: readonly TimeSpan[],
  core: TimeSpan,
  { symbolsIn, isClose }: SizeOptions,
): Share {
  if (spans.length === 0) return { sourceBytes: 0, rows: 0 };
  const symbols = symbolsIn(file);
  const counts = isClose ? countRecords({ file, spans, isOwn: symbols === 1 }) : null;
  const share = counts === null ? timeShare(file, spans, core) / symbols : rowShare(counts);
  return { sourceBytes: file.sizeBytes * share, rows: counts?.within ?? null };
}

function rowShare({ total, within }: RecordCounts): number {
  return total === 0 ? 0 : within / total;
}

/** The share of a file that stretches of time have: of its sessions, or of the part of the regular one that it has. */
function timeShare({ start, end }: DayFile, spans: readonly TimeSpan[], core: TimeSpan): number {
  const days = Number.isFinite(end) ? (end - start) / DAY_SECONDS : 1;
  if (days > 1) return 1 / Math.max(1, days * TRADING_SHARE);
  const own = new CoveredTime(core);
  const seconds = spans.flatMap((span) => own.freeIn(span))
    .reduce((sum, { from, to }) => sum + to - from, 0);
  return seconds / (core.to - core.from);
}

function storedShare(stored: StoredTable, span: TimeSpan): Share {
  try {
    const counts = countStoredRows(stored, span);
    return {
      sourceBytes: Deno.statSync(stored.path).size * rowShare(counts),
      rows: counts.within,
    };
  } catch (error) {
    if (error instanceof MomoError || error instanceof Deno.errors.NotFound) {
      return { sourceBytes: 0, rows: 0 }; // loading it will say why
    }
    throw error;
  }
}
