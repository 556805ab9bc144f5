/** The pre-load queue on a local disk: one directory per day, with an Arrow file for each table. */
import { createHash } from "node:crypto";
import { z } from "zod";
import type { DayKey } from "../../core/cache/visit_need.ts";
import { ioError } from "../store/io_error.ts";
import type { CacheBackend } from "./cache_backend.ts";
import type { EncodedDay, EncodedTable, JsonValue } from "./encoded_day.ts";
import { OwnedFolder } from "./owned_folder.ts";

const JSON_VALUE: z.ZodType<JsonValue> = z.json();

/** What `day.json` says: each table is a file of its own. */
const CONTENT = z.object({
  key: z.string(),
  facts: z.record(z.string(), JSON_VALUE),
  tables: z.array(z.object({
    name: z.string(),
    file: z.string().regex(/^\d+\.arrows$/),
    rows: z.number().int().nonnegative(),
    bytes: z.number().int().nonnegative(),
    sha256: z.string(),
  })),
});

type Content = z.infer<typeof CONTENT>;

const CONTENT_NAME = "day.json";
const OWN_NAME = /^day-[0-9a-f]{24}(\.tmp)?$/;

function nameOf(key: DayKey): string {
  return `day-${sha256(new TextEncoder().encode(key)).slice(0, 24)}`;
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/**
 * Days in a folder that belongs to this process alone. A day appears under its name only when it is complete; one that
 * is damaged is not given out.
 */
export class FolderBackend implements CacheBackend<EncodedDay> {
  readonly sharesMemory = false;
  readonly #folder: OwnedFolder;

  private constructor(folder: OwnedFolder) {
    this.#folder = folder;
  }

  /**
   * Takes a folder and removes what an earlier run may have left in it.
   *
   * @throws {MomoError} `conflict` if another process has it; `io` if it cannot be used.
   */
  static async open(
    path: string,
    purpose: string,
    signal?: AbortSignal,
  ): Promise<FolderBackend> {
    const isOwn = (name: string) => OWN_NAME.test(name);
    return new FolderBackend(await OwnedFolder.open({ path, isOwn, purpose, signal }));
  }

  /** Days that an earlier run had left. */
  get staleEntries(): number {
    return this.#folder.staleEntries;
  }

  /** Writes a day. @throws {MomoError} `io` if the disk is full or cannot be written. */
  async put(key: DayKey, { facts, tables }: EncodedDay): Promise<void> {
    const name = nameOf(key);
    const temporary = this.#folder.entry(`${name}.tmp`);
    const described = tables.map(({ name, rows, bytes }, i) => ({
      ...{ name, rows, file: `${i}.arrows`, bytes: bytes.length, sha256: sha256(bytes) },
    }));
    const content: Content = { key, facts, tables: described };
    try {
      await Deno.mkdir(temporary);
      for (const [i, { bytes }] of tables.entries()) {
        await Deno.writeFile(`${temporary}/${described[i]!.file}`, bytes);
      }
      await Deno.writeTextFile(`${temporary}/${CONTENT_NAME}`, JSON.stringify(content));
      await Deno.rename(temporary, this.#folder.entry(name));
    } catch (error) {
      await Deno.remove(temporary, { recursive: true }).catch(() => {});
      throw ioError("write", temporary, error);
    }
  }

  /** Reads a day and removes it. */
  async take(key: DayKey): Promise<EncodedDay | undefined> {
    const name = nameOf(key);
    const day = await readDay(this.#folder.entry(name), key);
    await this.#folder.remove(name);
    return day;
  }

  /** Removes a day. */
  async remove(key: DayKey): Promise<void> {
    await this.#folder.remove(nameOf(key));
  }

  /** Removes all days, and releases the folder. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#folder[Symbol.asyncDispose]();
  }
}

/** A day as it was written; `undefined` if it is not there, or not what it was. */
async function readDay(directory: string, key: DayKey): Promise<EncodedDay | undefined> {
  try {
    const text = await Deno.readTextFile(`${directory}/${CONTENT_NAME}`);
    const content = CONTENT.parse(JSON.parse(text));
    if (content.key !== key) return undefined;
    const tables: EncodedTable[] = [];
    for (const { name, rows, file, bytes: size, sha256: hash } of content.tables) {
      const bytes = await Deno.readFile(`${directory}/${file}`);
      if (bytes.length !== size || sha256(bytes) !== hash) return undefined;
      tables.push({ name, rows, bytes });
    }
    return { facts: content.facts, tables };
  } catch {
    return undefined; // it is loaded anew from its source, which is where a lasting trouble shows
  }
}
