/** The JSON files of a batch delivery, letter for letter in the vendor's form: four spaces, no newline at the end. */
import { closureReason, isSession, previousSession } from "../../core/time/calendar.ts";
import { type EpochDay, formatDate } from "../../core/time/dates.ts";
import { dayStartNs } from "./record_block.ts";
import type { Mapping } from "./mappings.ts";

/** What a delivery was asked for: UTC days [from, to) of some symbols. */
export interface DeliveryQuery {
  readonly jobId: string;
  readonly dataset: string;
  readonly schema: string;
  readonly symbols: readonly string[];
  readonly from: EpochDay;
  readonly to: EpochDay;
  readonly split: "none" | "day" | "symbol";
  readonly isCompressed: boolean;
}

/** metadata.json */
export function metadataJson(query: DeliveryQuery): string {
  const text = toJson({
    version: 1,
    job_id: query.jobId,
    query: {
      dataset: query.dataset,
      schema: query.schema,
      symbols: query.symbols,
      stype_in: "raw_symbol",
      stype_out: "instrument_id",
      start: `int:${dayStartNs(query.from)}`,
      end: `int:${dayStartNs(query.to)}`,
      limit: null,
      encoding: "dbn",
      compression: query.isCompressed ? "zstd" : "none",
    },
    customizations: {
      pretty_px: false,
      pretty_ts: false,
      map_symbols: false,
      split_symbols: query.split === "symbol",
      split_duration: query.split === "day" ? "day" : null,
      split_size: null,
      packaging: null,
      delivery: "download",
    },
  });
  return text.replace(/"int:(\d+)"/g, "$1"); // integers that numbers cannot hold
}

/** symbology.json; the first interval may begin at the session before the range, where the range begins on none. */
export function symbologyJson(query: DeliveryQuery, mappings: readonly Mapping[]): string {
  const start = isSession(query.from) ? query.from : previousSession(query.from);
  const result: Record<string, { d0: string; d1: string; s: string }[]> = {};
  for (const mapping of mappings) {
    if (mapping.intervals.length === 0) continue;
    result[mapping.symbol] = mapping.intervals.map(({ from, to, id, isFirst }) => ({
      d0: formatDate(isFirst ? start : from),
      d1: formatDate(to),
      s: String(id),
    }));
  }
  const partial = mappings.filter(({ status }) => status === "partial").map(symbolOf);
  const notFound = mappings.filter(({ status }) => status === "not found").map(symbolOf);
  const status = notFound.length > 0 ? 2 : partial.length > 0 ? 1 : 0;
  return toJson({
    result,
    symbols: query.symbols,
    stype_in: "raw_symbol",
    stype_out: "instrument_id",
    start_date: formatDate(query.from),
    end_date: formatDate(query.to),
    partial,
    not_found: notFound,
    message: ["OK", "Partially resolved", "Not found"][status],
    status,
  });
}

function symbolOf({ symbol }: Mapping): string {
  return symbol;
}

/** condition.json: every weekday of the range, holidays included. */
export function conditionJson(query: DeliveryQuery, degraded: ReadonlySet<EpochDay>): string {
  const entries = [];
  for (let day = query.from; day < query.to; day++) {
    if (closureReason(day) === "weekend") continue;
    entries.push({
      date: formatDate(day),
      condition: degraded.has(day) ? "degraded" : "available",
      last_modified_date: formatDate(day + 1),
    });
  }
  return toJson(entries);
}

/** A file as the manifest lists it. */
export interface ListedFile {
  readonly name: string;
  readonly size: number;
  /** Hex. */
  readonly sha256: string;
}

/** Stands for the customer in download addresses. */
const ACCOUNT = "ACCOUNT0";

/** manifest.json */
export function manifestJson(jobId: string, files: readonly ListedFile[]): string {
  return toJson({
    job_id: jobId,
    files: files.map(({ name, size, sha256 }) => ({
      filename: name,
      size,
      hash: `sha256:${sha256}`,
      urls: {
        https: `https://api.databento.com/v0/batch/download/${ACCOUNT}/${jobId}/${name}`,
        ftp: `ftp://ftp.databento.com/${ACCOUNT}/${jobId}/${name}`,
      },
    })),
  });
}

function toJson(value: unknown): string {
  return JSON.stringify(value, null, 4);
}
