import zlib from "node:zlib";

/** Which decoder does the work: the platform's own, or the one in JavaScript that runs everywhere. */
export type ZstdEngine = "native" | "portable";

/** The native engine if the platform has it and nothing else is asked for; otherwise the portable one. */
export function pickEngine(wanted: ZstdEngine = "native"): ZstdEngine {
  return wanted === "native" && hasNativeZstd() ? "native" : "portable";
}

/** Whether the platform's zlib module offers zstd. */
export function hasNativeZstd(): boolean {
  return typeof zlib.zstdDecompressSync === "function";
}
