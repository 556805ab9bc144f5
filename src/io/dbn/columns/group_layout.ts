import { MomoError } from "../../../core/error.ts";
import type { RecordLayout } from "../layouts/layout.ts";
import { layoutOfSize } from "../layouts/select.ts";
import type { RecordChunk, RecordGroup } from "../record_chunk.ts";

/**
 * The layout of a group of records, by record type and size.
 *
 * @throws {MomoError} `bad_data` if the record type is unknown or the records are shorter than its layout.
 */
export function layoutOfGroup(chunk: RecordChunk, group: RecordGroup): RecordLayout {
  const size = group.size - (chunk.tsOut ? 8 : 0);
  const layout = layoutOfSize(group.rtype, size);
  if (layout && layout.size <= size) return layout;
  const at = chunk.offset + (group.offsets?.[0] ?? 0);
  const reason = layout
    ? `has ${size} bytes, and its layout ${layout.name} takes ${layout.size}`
    : `is of the unknown type ${group.rtype}`;
  throw new MomoError(
    "bad_data",
    `Cannot decode "${chunk.name}": the record at byte ${at} ${reason}`,
  );
}
