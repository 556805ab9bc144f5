import { cstr, pad, type RecordLayout, recordLayout, timestamp, u8 } from "./layout.ts";

/** A gateway error of version 1. */
export const ERROR_V1: RecordLayout = recordLayout("error_v1", 80, [
  cstr(16, 64, "err"),
], "hd err");

/** A gateway error of versions 2 and 3. */
export const ERROR_V2: RecordLayout = recordLayout("error_v2", 320, [
  cstr(16, 302, "err"),
  u8(318, "code", 255),
  u8(319, "is_last", 255),
], "hd err code is_last");

/** A symbol mapping of version 1. */
export const SYMBOL_MAPPING_V1: RecordLayout = recordLayout("symbol_mapping_v1", 80, [
  cstr(16, 22, "stype_in_symbol"),
  cstr(38, 22, "stype_out_symbol"),
  pad(60, 4),
  timestamp(64, "start_ts"),
  timestamp(72, "end_ts"),
], "hd stype_in_symbol stype_out_symbol start_ts end_ts");

/** A symbol mapping of versions 2 and 3. */
export const SYMBOL_MAPPING_V2: RecordLayout = recordLayout("symbol_mapping_v2", 176, [
  u8(16, "stype_in", 255),
  cstr(17, 71, "stype_in_symbol"),
  u8(88, "stype_out", 255),
  cstr(89, 71, "stype_out_symbol"),
  timestamp(160, "start_ts"),
  timestamp(168, "end_ts"),
], "hd stype_in stype_in_symbol stype_out stype_out_symbol start_ts end_ts");

/** A gateway message of version 1. */
export const SYSTEM_V1: RecordLayout = recordLayout("system_v1", 80, [
  cstr(16, 64, "msg"),
], "hd msg");

/** A gateway message of versions 2 and 3. */
export const SYSTEM_V2: RecordLayout = recordLayout("system_v2", 320, [
  cstr(16, 303, "msg"),
  u8(319, "code", 255),
], "hd msg code");
