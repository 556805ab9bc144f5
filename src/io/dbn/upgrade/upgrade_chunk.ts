import { MomoError } from "../../../core/error.ts";
import { decodeCstr } from "../columns/cstr.ts";
import { templateOf } from "../encode/record_template.ts";
import {
  type Field,
  HEADER_SIZE,
  type RecordLayout,
  UNDEF_STAT_QUANTITY,
  UNDEF_STAT_QUANTITY_V1,
} from "../layouts/layout.ts";
import { layoutOfVersion } from "../layouts/select.ts";
import type { RecordChunk } from "../record_chunk.ts";
import { RTYPE } from "../rtype.ts";
import type { DbnVersion } from "../version.ts";
import { inferErrorCode, inferSystemCode } from "./infer_code.ts";
import { checkUpgrade } from "./upgrade_metadata.ts";

/** Writes an upgraded record: `target` holds the new one's defaults, `from` and `to` are where both start. */
type Rebuild = (source: Uint8Array, from: number, target: Uint8Array, to: number) => void;

interface Upgrade {
  readonly oldLayout: RecordLayout;
  readonly template: Uint8Array;
  readonly rebuild: Rebuild;
}

/** Turns records of one version into those of a later one. */
export class RecordUpgrader {
  readonly #upgrades: ReadonlyMap<number, Upgrade>;
  readonly #tsOutBytes: number;

  /**
   * Knows what changes between two versions.
   *
   * @param tsOut Whether every record ends with the gateway's send time.
   * @throws {MomoError} `usage` if `to` is before `from`.
   */
  constructor(from: DbnVersion, to: DbnVersion, tsOut: boolean) {
    checkUpgrade(from, to);
    this.#upgrades = new Map(
      REBUILT_RTYPES.flatMap((rtype) => {
        const upgrade = upgradeOf(rtype, from, to, tsOut);
        return upgrade ? [[rtype, upgrade] as const] : [];
      }),
    );
    this.#tsOutBytes = tsOut ? 8 : 0;
  }

  /**
   * The records of a chunk in the new version. Records whose layout did not change are copied byte for byte; a chunk
   * of nothing else is returned as it is. Offsets in the result are those of the input.
   *
   * @throws {MomoError} `bad_data` if a record is shorter than its layout.
   */
  upgrade(chunk: RecordChunk): RecordChunk {
    if (!this.#concerns(chunk)) return chunk;
    const { size, rebuiltCount } = this.#measure(chunk);
    if (rebuiltCount === 0) return chunk;
    const bytes = new Uint8Array(size);
    const source = chunk.bytes;
    for (let from = 0, to = 0; from < source.length;) {
      const size = source[from]! * 4;
      const upgrade = this.#upgrades.get(source[from + 1]!);
      if (upgrade) this.#write(upgrade, source, from, bytes, to);
      else bytes.set(source.subarray(from, from + size), to);
      from += size;
      to += upgrade ? upgrade.template.length : size;
    }
    const uniform = chunk.uniform && { rtype: chunk.uniform.rtype, size: bytes[0]! * 4 };
    return { ...chunk, bytes, uniform };
  }

  #concerns(chunk: RecordChunk): boolean {
    if (this.#upgrades.size === 0) return false;
    return chunk.uniform === null || this.#upgrades.has(chunk.uniform.rtype);
  }

  /** Bytes of the upgraded records, and how many of them are rebuilt. */
  #measure(chunk: RecordChunk): { size: number; rebuiltCount: number } {
    const { bytes } = chunk;
    let total = 0;
    let rebuiltCount = 0;
    for (let at = 0; at < bytes.length; at += bytes[at]! * 4) {
      const size = bytes[at]! * 4;
      const upgrade = this.#upgrades.get(bytes[at + 1]!);
      if (upgrade && size < upgrade.oldLayout.size + this.#tsOutBytes) {
        throw new MomoError(
          "bad_data",
          `Cannot upgrade "${chunk.name}": the record at byte ${
            chunk.offset + at
          } has ${size} bytes, and its layout ${upgrade.oldLayout.name} takes ${upgrade.oldLayout.size}`,
        );
      }
      total += upgrade ? upgrade.template.length : size;
      if (upgrade) rebuiltCount++;
    }
    return { size: total, rebuiltCount };
  }

  #write(
    upgrade: Upgrade,
    source: Uint8Array,
    from: number,
    target: Uint8Array,
    to: number,
  ): void {
    target.set(upgrade.template, to);
    target.set(source.subarray(from + 1, from + HEADER_SIZE), to + 1); // all but the length
    upgrade.rebuild(source, from, target, to);
    const suffix = this.#tsOutBytes;
    const end = from + source[from]! * 4;
    target.set(source.subarray(end - suffix, end), to + upgrade.template.length - suffix);
  }
}

const REBUILT_RTYPES = [
  RTYPE.instrumentDef,
  RTYPE.error,
  RTYPE.symbolMapping,
  RTYPE.system,
  RTYPE.statistics,
];

function upgradeOf(
  rtype: number,
  from: DbnVersion,
  to: DbnVersion,
  tsOut: boolean,
): Upgrade | undefined {
  const oldLayout = layoutOfVersion(rtype, from);
  const newLayout = layoutOfVersion(rtype, to);
  if (!oldLayout || !newLayout || oldLayout === newLayout) return undefined;
  const copies = sharedFields(oldLayout, newLayout);
  const finish = finisherOf(rtype, newLayout);
  return {
    oldLayout,
    template: templateOf(newLayout, rtype, tsOut).bytes,
    rebuild: (source, from, target, to) => {
      for (const { old, next } of copies) {
        copyField(source, from + old.offset, target, to, old, next);
      }
      finish(target, to);
    },
  };
}

interface SharedField {
  readonly old: Field;
  readonly next: Field;
}

function sharedFields(oldLayout: RecordLayout, newLayout: RecordLayout): SharedField[] {
  return newLayout.fields.flatMap((next) => {
    const old = oldLayout.fields.find((field) => field.name === next.name);
    return old && next.offset >= HEADER_SIZE ? [{ old, next }] : [];
  });
}

/** Copies a field that may have become wider: texts and ids end with the zeros that are there, quantities get their sign. */
function copyField(
  source: Uint8Array,
  at: number,
  target: Uint8Array,
  to: number,
  old: Field,
  next: Field,
): void {
  const start = to + next.offset;
  target.set(source.subarray(at, at + old.size), start);
  if (old.type !== "i32" || next.type !== "i64") return;
  const view = new DataView(target.buffer, target.byteOffset);
  const value = view.getInt32(start, true);
  const wide = value === UNDEF_STAT_QUANTITY_V1 ? UNDEF_STAT_QUANTITY : BigInt(value);
  view.setBigInt64(start, wide, true);
}

/** Sets the fields that follow from others. */
function finisherOf(rtype: number, layout: RecordLayout): (target: Uint8Array, at: number) => void {
  const textField = layout.fields.find((field) => field.name === "msg" || field.name === "err");
  const codeField = layout.fields.find((field) => field.name === "code");
  if (!textField || !codeField) return () => {};
  const infer = rtype === RTYPE.system ? inferSystemCode : inferErrorCode;
  return (target, at) => {
    const text = decodeCstr(target, at + textField.offset, textField.size);
    target[at + codeField.offset] = infer(text);
  };
}
