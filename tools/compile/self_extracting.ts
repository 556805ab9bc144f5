/** A single file that unpacks the runtime and the program on first use. */
import { createHash } from "node:crypto";
import { constants, gzipSync } from "node:zlib";

/** What goes into the file. */
export interface Parts {
  readonly name: string;
  readonly version: string;
  readonly target: string;
  readonly runtime: Uint8Array;
  /** Contents by file name, in order. */
  readonly program: ReadonlyMap<string, Uint8Array>;
  /** Permission flags of the program, and those of its command that needs the network. */
  readonly permissions: readonly string[];
  readonly netPermissions: readonly string[];
}

const ID_DIGITS = 16;

/**
 * Builds the file: a shell script, the compressed runtime, the compressed program. The same parts give the same bytes.
 *
 * @param stub Text of `stub.sh`, whose `@NAMES@` are filled in.
 */
export function selfExtracting(stub: string, parts: Parts): Uint8Array<ArrayBuffer> {
  const runtime = compress(parts.runtime);
  const program = compress(concat([...parts.program.values()]));
  const payload = concat([runtime, program]);
  const sha256 = createHash("sha256").update(payload).digest("hex");
  const files = [...parts.program].map(([name, bytes]) => `${bytes.length} ${name}`).join("\n");
  const fill = (headerSize: number) => {
    const values: Record<string, string> = {
      NAME: parts.name,
      VERSION: parts.version,
      TARGET: parts.target,
      ID: `${parts.version}-${sha256.slice(0, ID_DIGITS)}`,
      RUNTIME_SIZE: String(runtime.length),
      PROGRAM_SIZE: String(program.length),
      PAYLOAD_SHA256: sha256,
      HEADER_SIZE: String(headerSize),
      FILES: files,
      NAMES: [...parts.program.keys()].join(" "),
      PERMISSIONS: parts.permissions.map(quote).join(" "),
      NET_PERMISSIONS: parts.netPermissions.map(quote).join(" "),
    };
    const text = stub.replace(/@([A-Z0-9_]+)@/g, (whole, key: string) => values[key] ?? whole);
    return new TextEncoder().encode(text);
  };
  let size = fill(0).length;
  while (fill(size).length !== size) size = fill(size).length; // its own size is written in it
  return concat([fill(size), payload]);
}

/** Deterministic: gzip's header holds no name and no time. */
function compress(bytes: Uint8Array): Uint8Array {
  return gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION });
}

function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A word of the shell. */
function quote(text: string): string {
  return /^[\w@%+=:,./*-]+$/.test(text) && !text.includes("*") ? text : `'${text}'`;
}
