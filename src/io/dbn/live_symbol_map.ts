import { decodeCstr } from "./columns/cstr.ts";
import { layoutOfGroup } from "./columns/group_layout.ts";
import { groupRecords } from "./framing.ts";
import type { RecordChunk } from "./record_chunk.ts";
import { RTYPE } from "./rtype.ts";

/**
 * The symbols of a live stream, whose metadata have none: instrument id to symbol as the symbol mapping records so far
 * say. The last one for an id counts.
 */
export class LiveSymbolMap {
  readonly #symbols = new Map<number, string>();

  /**
   * Takes in the symbol mapping records of a chunk; others are passed over.
   *
   * @throws {MomoError} `bad_data` if such a record is shorter than its layout.
   */
  update(chunk: RecordChunk): void {
    for (const group of groupRecords(chunk)) {
      if (group.rtype !== RTYPE.symbolMapping) continue;
      const layout = layoutOfGroup(chunk, group);
      const id = layout.fields.find((field) => field.name === "instrument_id")!;
      const symbol = layout.fields.find((field) => field.name === "stype_out_symbol")!;
      const view = new DataView(chunk.bytes.buffer, chunk.bytes.byteOffset, chunk.bytes.length);
      for (let i = 0; i < group.count; i++) {
        const at = group.offsets?.[i] ?? i * group.size;
        const text = decodeCstr(chunk.bytes, at + symbol.offset, symbol.size);
        this.#symbols.set(view.getUint32(at + id.offset, true), text);
      }
    }
  }

  /** The symbol of an instrument, or `undefined`. */
  symbolOf(instrumentId: number): string | undefined {
    return this.#symbols.get(instrumentId);
  }
}
