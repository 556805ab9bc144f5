/** First pass, in a worker: reads bars and sums up each symbol-day, keeping the bars only where they may be needed. */
import { cleanBars } from "../../core/clean/clean_bars.ts";
import { copyBars } from "../../core/columns/bars.ts";
import { MomoError } from "../../core/error.ts";
import type { BarSource } from "../../core/scan/baseline.ts";
import type { SessionPiece } from "../../core/scan/session_assembler.ts";
import { type ResolveSlot, SessionBuilder } from "../../core/scan/session_builder.ts";
import { passesOwnGate } from "../../core/scan/session_summary.ts";
import type { ScanThresholds } from "../../core/scan/threshold_keys.ts";
import { SECOND_NS, sessionBounds } from "../../core/time/sessions.ts";
import { openFileSource } from "../bytes/file_source.ts";
import { type FileSymbols, symbolsById } from "../catalog/file_symbols.ts";
import type { Problem } from "../catalog/problem.ts";
import { BAR_SECONDS, BarScratch, foldTrades } from "../dbn/bar_rows.ts";
import { DbnFile } from "../dbn/dbn_file.ts";
import { type FilePart, readPart } from "../dbn/file_parts.ts";
import type { RecordChunk } from "../dbn/record_chunk.ts";
import { rtypeOfSchema, type Schema } from "../dbn/schema.ts";
import { describeTruncation, type Truncation } from "../dbn/truncation.ts";
import { MAX_FRAME_BYTES } from "../zstd/decode_frame.ts";
import { NativeContext } from "../zstd/native_context.ts";
import { ChunkMemory } from "./chunk_memory.ts";
import { type DayRange, recordsWithin } from "./day_border.ts";
import { type FoldedSession, OhlcvFolder, summariseBuilt } from "./ohlcv_folder.ts";
import { packVolumes } from "./pack_volumes.ts";

/** A file, or some parts of it, to read bars from. */
export interface BarInput {
  readonly key: string;
  readonly path: string;
  readonly schema: Schema;
  readonly symbols: FileSymbols;
  /** Parts to read, in order; `null` to read the whole file sequentially. */
  readonly parts: readonly FilePart[] | null;
  /** Trade dates at which the records begin in the first part and end in the last; what lies beyond is another job's. */
  readonly edges: DayRange;
  /** Bytes of the stored file this stands for, for progress. */
  readonly storedBytes: number;
}

/** The days of a job that no other comes before or after. */
export const EVERY_DAY = { from: -Infinity, to: Infinity } as const satisfies DayRange;

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
  /** Trade dates that the records may be of; null at an end where the cut may go through a day. */
  readonly days: DayRange;
}

/** What the first pass found. */
export interface SummariseResult {
  readonly pieces: readonly SessionPiece[];
  readonly problems: readonly Problem[];
  /** Records read, and bars of instruments that no symbology names. */
  readonly records: number;
  readonly unmapped: number;
  /** Keys of files whose records differ in size or are not in order of time: they have to be read sequentially. */
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

/** What a worker keeps between jobs. */
export class JobTools {
  readonly scratch = new BarScratch();
  readonly context = new NativeContext();
  readonly memory = new ChunkMemory();
}

/** Runs a job. Damaged files become problems; what they gave before the damage is used. */
export async function summariseJob(
  request: SummariseRequest,
  limits: ScanThresholds,
  tools: JobTools,
): Promise<SummariseResult> {
  const findings: Findings = { pieces: [], problems: [], irregular: [], records: 0, unmapped: 0 };
  const { schema } = request.inputs[0]!;
  const collector = collectSessions(schema, tools, (session) => {
    const { from, to } = request.days;
    const isExpected = (from === null || session.day >= from) && (to === null || session.day < to);
    if (!isExpected) findings.irregular.push(...filesOf(session, request));
    findings.pieces.push(pieceOf(session, barSourceOf(schema), request, limits));
  });
  for (const [position, input] of request.inputs.entries()) {
    const resolve = wantedSymbols(input.symbols, request.wanted);
    const use = (chunk: RecordChunk) => {
      findings.records += chunk.count;
      findings.unmapped += collector.push(chunk, resolve, position);
    };
    await readInput(input, use, tools, findings);
  }
  collector.finish();
  return { ...findings, pieces: withPackedVolumes(findings.pieces) };
}

/** The pieces with the volumes of all their summaries in one buffer. */
function withPackedVolumes(pieces: readonly SessionPiece[]): SessionPiece[] {
  const packed = packVolumes(pieces.flatMap(({ summary }) => summary ?? []));
  let next = 0;
  return pieces.map((piece) => piece.summary ? { ...piece, summary: packed[next++]! } : piece);
}

/** Sorts the records of chunks into symbol-days. */
interface SessionCollector {
  push(chunk: RecordChunk, resolve: ResolveSlot, input: number): number;
  finish(): void;
}

/** Bars are read straight from their records; trades are folded into bars first. */
function collectSessions(
  schema: Schema,
  { scratch, memory }: JobTools,
  emit: (session: FoldedSession) => void,
): SessionCollector {
  const rtype = rtypeOfSchema(schema);
  const source = barSourceOf(schema);
  const seconds = BAR_SECONDS.get(rtype);
  if (seconds !== undefined) {
    const intervalNs = seconds * SECOND_NS;
    const release = (buffer: ArrayBufferLike) => memory.release(buffer);
    const folder = new OhlcvFolder({ intervalNs, source, scratch, emit, release });
    return {
      push: (chunk, resolve, input) => folder.push(chunk, rtype, resolve, input),
      finish: () => folder.finish(),
    };
  }
  const builder = new SessionBuilder(SECOND_NS, (session) => {
    emit({
      ...session,
      summary: () => summariseBuilt(session, source),
      bars: () => copyBars(session.bars), // the builder reuses its memory
    });
  });
  return {
    push: (chunk, resolve, input) => {
      const rows = foldTrades(chunk, rtype, scratch);
      memory.release(chunk.bytes.buffer);
      return builder.push(rows, resolve, input);
    },
    finish: () => builder.finish(),
  };
}

async function readInput(
  input: BarInput,
  use: (chunk: RecordChunk) => void,
  tools: JobTools,
  findings: Findings,
): Promise<void> {
  try {
    if (input.parts === null) await readSequentially(input, use, findings.problems);
    else if (!readParts(input, input.parts, use, tools, findings.problems)) {
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
  const file = DbnFile.open(source);
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
  { context, memory }: JobTools,
  problems: Problem[],
): boolean {
  using source = openFileSource(input.path);
  for (const [i, part] of parts.entries()) {
    try {
      // Frames that have to be joined are copied on the way: only a frame of its own is worth decoding in place.
      const isSingle = part.frames?.length === 1;
      const allocate = isSingle ? (size: number) => memory.take(size) : undefined;
      const records = readPart(source, part, { context, allocate });
      if (records === null) return false;
      const from = i === 0 ? input.edges.from : null;
      const to = i === parts.length - 1 ? input.edges.to : null;
      use(recordsWithin(records.chunk, { from, to }));
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
  session: FoldedSession,
  source: BarSource,
  request: SummariseRequest,
  limits: ScanThresholds,
): SessionPiece {
  const { keep, isOrdered, days } = request;
  const { slot, day, qualityBits } = session;
  const origin = { symbol: slot, day, source, files: filesOf(session, request), qualityBits };
  const isCut = (session.isFirst && days.from === null) || (session.isLast && days.to === null);
  if (!isOrdered || isCut) {
    return { ...origin, summary: null, bars: session.bars() };
  }
  const summary = session.summary();
  const isKept = keep === "all" || (keep === "gate" && passesOwnGate(summary, limits));
  if (!isKept) return { ...origin, summary, bars: null };
  const cleaned = cleanBars(session.bars(), sessionBounds(day));
  const bits = cleaned.qualityBits | qualityBits;
  return { ...origin, summary: { ...summary, qualityBits: bits }, bars: cleaned.bars };
}

/** Keys of the files that a session has bars from. */
function filesOf(
  { firstInput, lastInput }: FoldedSession,
  { inputs }: SummariseRequest,
): string[] {
  return [...new Set(inputs.slice(firstInput, lastInput + 1).map((input) => input.key))];
}
