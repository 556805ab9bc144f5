/** First pass, in a worker: reads bars and sums up each symbol-day, keeping the bars only where they may be needed. */
import { cleanBars } from "../../core/clean/clean_bars.ts";
import { copyBars } from "../../core/columns/bars.ts";
import { MomoError } from "../../core/error.ts";
import type { BarSource } from "../../core/scan/baseline.ts";
import type { SessionPiece } from "../../core/scan/session_assembler.ts";
import { type BuiltSession, SessionBuilder } from "../../core/scan/session_builder.ts";
import { passesOwnGate, summariseSession } from "../../core/scan/session_summary.ts";
import type { ScanThresholds } from "../../core/scan/thresholds.ts";
import { SECOND_NS, sessionBounds } from "../../core/time/sessions.ts";
import { openFileSource } from "../bytes/file_source.ts";
import { type FileSymbols, symbolsById } from "../catalog/file_symbols.ts";
import type { Problem } from "../catalog/problem.ts";
import { BAR_SECONDS, type BarScratch, decodeBars, foldTrades } from "../dbn/bar_rows.ts";
import { DbnFile } from "../dbn/dbn_file.ts";
import { type FilePart, readPart } from "../dbn/file_parts.ts";
import type { RecordChunk } from "../dbn/record_chunk.ts";
import { rtypeOfSchema, type Schema } from "../dbn/schema.ts";
import { describeTruncation, type Truncation } from "../dbn/truncation.ts";
import { MAX_FRAME_BYTES } from "../zstd/decode_frame.ts";

/** A file, or some parts of it, to read bars from. */
export interface BarInput {
  readonly key: string;
  readonly path: string;
  readonly schema: Schema;
  readonly symbols: FileSymbols;
  /** Parts to read, in order; `null` to read the whole file sequentially. */
  readonly parts: readonly FilePart[] | null;
  /** Bytes of the stored file this stands for, for progress. */
  readonly storedBytes: number;
}

/** Inputs that follow one another in time. */
export interface SummariseRequest {
  readonly kind: "summarise";
  readonly inputs: readonly BarInput[];
  /** Wanted symbols by number: 1 for yes. */
  readonly wanted: Uint8Array;
  /** Which whole days keep their bars: those that may pass the gate, all, or none. */
  readonly keep: "gate" | "all" | "none";
  /** Whether days that are whole within this job are whole altogether. */
  readonly isOrdered: boolean;
}

/** What the first pass found. */
export interface SummariseResult {
  readonly pieces: readonly SessionPiece[];
  readonly problems: readonly Problem[];
  /** Records read, and bars of instruments that no symbology names. */
  readonly records: number;
  readonly unmapped: number;
  /** Keys of files whose records differ in size: they have to be read sequentially. */
  readonly irregular: readonly string[];
}

/** Where bars of a schema come from in the hierarchy of sources. */
export function barSourceOf(schema: Schema): BarSource {
  switch (schema) {
    case "ohlcv-1s":
    case "ohlcv-1m":
    case "ohlcv-1d":
      return schema;
    default:
      return "trades";
  }
}

/** What one job has found so far. */
interface Findings {
  readonly pieces: SessionPiece[];
  readonly problems: Problem[];
  readonly irregular: string[];
  records: number;
  unmapped: number;
}

/** Runs a job. Damaged files become problems; what they gave before the damage is used. */
export async function summariseJob(
  request: SummariseRequest,
  limits: ScanThresholds,
  scratch: BarScratch,
): Promise<SummariseResult> {
  const findings: Findings = { pieces: [], problems: [], irregular: [], records: 0, unmapped: 0 };
  const source = barSourceOf(request.inputs[0]!.schema);
  const intervalNs = (BAR_SECONDS.get(rtypeOfSchema(request.inputs[0]!.schema)) ?? 1) * SECOND_NS;
  const builder = new SessionBuilder(
    intervalNs,
    (session) => findings.pieces.push(pieceOf(session, source, request, limits)),
  );
  for (const [position, input] of request.inputs.entries()) {
    await readInput(input, position, request.wanted, builder, scratch, findings);
  }
  builder.finish();
  return findings;
}

async function readInput(
  input: BarInput,
  position: number,
  wanted: Uint8Array,
  builder: SessionBuilder,
  scratch: BarScratch,
  findings: Findings,
): Promise<void> {
  const resolve = wantedSymbols(input.symbols, wanted);
  const rtype = rtypeOfSchema(input.schema);
  const use = (chunk: RecordChunk) => {
    const rows = BAR_SECONDS.has(rtype)
      ? decodeBars(chunk, rtype, scratch)
      : foldTrades(chunk, rtype, scratch);
    findings.records += chunk.count;
    findings.unmapped += builder.push(rows, resolve, position);
  };
  try {
    if (input.parts === null) await readSequentially(input, use, findings.problems);
    else if (!readParts(input, input.parts, use, findings.problems)) {
      findings.irregular.push(input.key);
    }
  } catch (error) {
    findings.problems.push(damage(input, error));
  }
}

/** The problem of a file that cannot be read whole. */
function damage(input: BarInput, error: unknown): Problem {
  if (!(error instanceof MomoError)) throw error;
  return { severity: "error", message: error.message, damagedFile: input.key };
}

/** Symbol number of an instrument on a UTC day, -1 for symbols that are not wanted. */
function wantedSymbols(symbols: FileSymbols, wanted: Uint8Array) {
  let day = NaN;
  let byId = new Map<number, number>();
  return (instrumentId: number, utcDay: number): number => {
    if (utcDay !== day) {
      day = utcDay;
      byId = symbolsById(symbols, utcDay);
    }
    const symbol = byId.get(instrumentId);
    return symbol !== undefined && wanted[symbol] === 1 ? symbol : -1;
  };
}

async function readSequentially(
  input: BarInput,
  use: (chunk: RecordChunk) => void,
  problems: Problem[],
): Promise<void> {
  using source = openFileSource(input.path);
  const file = DbnFile.open(source, { reuseBuffer: true });
  // A frame that does not fit into memory is decoded off this thread, as a stream.
  const isHuge = file.frames().some((frame) => frame.contentLimit > MAX_FRAME_BYTES);
  if (!isHuge) {
    for (const chunk of file.chunks()) use(chunk);
    return reportTruncation(input, file.truncation, problems);
  }
  const stream = await file.stream();
  for await (const chunk of stream.chunks()) use(chunk);
  reportTruncation(input, stream.truncation, problems);
}

/**
 * Reads parts one by one; a damaged part becomes a problem and the next ones are read all the same.
 *
 * @returns Whether all records had the size the parts were planned for.
 */
function readParts(
  input: BarInput,
  parts: readonly FilePart[],
  use: (chunk: RecordChunk) => void,
  problems: Problem[],
): boolean {
  using source = openFileSource(input.path);
  for (const part of parts) {
    try {
      const records = readPart(source, part);
      if (records === null) return false;
      use(records.chunk);
      reportTruncation(input, records.truncation, problems);
    } catch (error) {
      problems.push(damage(input, error));
    }
  }
  return true;
}

function reportTruncation(input: BarInput, cut: Truncation | null, problems: Problem[]): void {
  if (cut === null) return;
  const message = `Cut off: ${describeTruncation(cut)}`;
  problems.push({ severity: "error", message, damagedFile: input.key });
}

/**
 * The piece of a session: summed up if the job saw all of it, with its bars if it did not, or if the day may get a row.
 */
function pieceOf(
  session: BuiltSession,
  source: BarSource,
  { inputs, keep, isOrdered }: SummariseRequest,
  limits: ScanThresholds,
): SessionPiece {
  const { slot, day, firstInput, lastInput } = session;
  const files = inputs.slice(firstInput, lastInput + 1).map((input) => input.key);
  const origin = { symbol: slot, day, source, files: [...new Set(files)] };
  if (!isOrdered || session.isFirst || session.isLast) {
    return {
      ...origin,
      qualityBits: session.qualityBits,
      summary: null,
      bars: copyBars(session.bars),
    };
  }
  const { bars, qualityBits } = cleanBars(session.bars, sessionBounds(day));
  const bits = qualityBits | session.qualityBits;
  const summary = summariseSession(day, source, bars, bits);
  const isKept = keep === "all" || (keep === "gate" && passesOwnGate(summary, limits));
  return {
    ...origin,
    ...{ qualityBits: bits, summary },
    bars: isKept ? copyBars(bars) : null, // the builder reuses its memory,
  };
}
