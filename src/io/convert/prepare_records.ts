/** What happens to the records of one input before they are written: upgrade, then choice. */
import type { DbnHeader } from "../dbn/dbn_header.ts";
import type { RecordChunk } from "../dbn/record_chunk.ts";
import { RecordUpgrader } from "../dbn/upgrade/upgrade_chunk.ts";
import { upgradeMetadata } from "../dbn/upgrade/upgrade_metadata.ts";
import { keepsAll, type RecordChoice, RecordFilter } from "./record_filter.ts";
import { symbolLookup } from "./symbol_lookup.ts";

/** The version that records are brought to: the current one. */
const NEWEST_VERSION = 3;

/** Changes the records of a chunk or leaves some out; gives the chunk itself back if nothing changes. */
export type PrepareChunk = (chunk: RecordChunk) => RecordChunk;

/** The header of an input after its records were brought to the current version. */
export function upgradedHeader(header: DbnHeader): DbnHeader {
  const metadata = header.metadata && upgradeMetadata(header.metadata, NEWEST_VERSION);
  return { ...header, metadata, version: NEWEST_VERSION };
}

/** Brings records of an input to the current version. */
export function upgradeChunks({ version, tsOut }: DbnHeader): PrepareChunk {
  const upgrader = new RecordUpgrader(version, NEWEST_VERSION, tsOut);
  return (chunk) => upgrader.upgrade(chunk);
}

/**
 * Takes the records of a choice out of chunks.
 *
 * @param header Of the stream; names its symbols.
 * @throws {MomoError} `bad_data` if the choice is by symbol and the stream's symbols cannot be mapped.
 */
export function chooseRecords({ metadata, name }: DbnHeader, choice: RecordChoice): PrepareChunk {
  if (keepsAll(choice)) return (chunk) => chunk;
  const needsSymbols = choice.symbols.length > 0 && metadata !== null;
  const filter = new RecordFilter(choice, needsSymbols ? symbolLookup(metadata, name) : null);
  return (chunk) => filter.apply(chunk);
}

/** Chunks after a preparation, without those that have nothing left. */
export async function* prepareAll(
  chunks: AsyncIterable<RecordChunk>,
  prepare: PrepareChunk,
): AsyncGenerator<RecordChunk> {
  for await (const chunk of chunks) {
    const prepared = prepare(chunk);
    if (prepared.count > 0) yield prepared;
  }
}
