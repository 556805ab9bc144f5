/** The files beside a report that hold the charts it does not carry itself. */
import { createHash } from "node:crypto";
import { basename, dirname, extname, join } from "node:path";
import { ioError } from "../store/io_error.ts";
import { makeDirectory } from "../store/make_directory.ts";
import { randomToken, syncDirectory } from "../store/temporary_file.ts";

/** Text that is gathered before it is written. */
const BUFFER_CHARACTERS = 4 * 1024 * 1024;
const CONTENT_NAME = /^[0-9a-f]{16}$/;
const TEMPORARY_NAME = /^[0-9a-f]{16}\.tmp$/;

/**
 * A new set of chart files. It is written to a temporary directory and then put beside the report under a name made from
 * its content: a report and its charts never mix with those of another, and the old ones last until the new report is there.
 *
 * A file is a script that calls `momoChart(row, text)` for each of its days.
 */
export class ChartFolder implements AsyncDisposable {
  readonly #root: string;
  readonly #temporary: string;
  readonly #pending = new Map<string, string>();
  readonly #digests: (readonly [row: number, digest: string])[] = [];
  #characters = 0;

  private constructor(root: string) {
    this.#root = root;
    this.#temporary = join(root, `${randomToken()}.tmp`);
  }

  /** Directory beside a report: `report_files` for `report.html`. */
  static rootOf(report: string): string {
    return join(dirname(report), `${basename(report, extname(report))}_files`);
  }

  /**
   * Begins a set of files for a report.
   *
   * @throws {MomoError} `io` if the directory cannot be made.
   */
  static async begin(report: string): Promise<ChartFolder> {
    const folder = new ChartFolder(ChartFolder.rootOf(report));
    await makeDirectory(folder.#temporary);
    return folder;
  }

  /** Adds the chart of a row to a file. @param text Letters, digits, `+`, `/` and `=` only. */
  add(file: string, row: number, text: string): void {
    const line = `momoChart(${row},"${text}");\n`;
    this.#pending.set(file, (this.#pending.get(file) ?? "") + line);
    this.#characters += line.length;
    this.#digests.push([row, createHash("sha256").update(text).digest("hex")]);
    if (this.#characters >= BUFFER_CHARACTERS) this.#flush();
  }

  #flush(): void {
    for (const [file, text] of this.#pending) {
      const path = join(this.#temporary, `${file}.js`);
      try {
        Deno.writeTextFileSync(path, text, { append: true });
      } catch (error) {
        throw ioError("write", path, error);
      }
    }
    this.#pending.clear();
    this.#characters = 0;
  }

  /**
   * Puts the files in place.
   *
   * @returns Their directory as the report names it, with a slash at its end; `null` if there are none.
   * @throws {MomoError} `io` if they cannot be written.
   */
  async finish(): Promise<string | null> {
    this.#flush();
    if (this.#digests.length === 0) return null;
    const hash = createHash("sha256");
    for (const [row, digest] of this.#digests.sort(([a], [b]) => a - b)) {
      hash.update(`${row} ${digest}\n`);
    }
    const name = hash.digest("hex").slice(0, 16);
    const target = join(this.#root, name);
    try {
      await Deno.rename(this.#temporary, target);
    } catch (error) {
      // Files of the same content are there already.
      if (!(await isDirectory(target))) throw ioError("write", target, error);
    }
    await syncDirectory(this.#root);
    return `${encodeURIComponent(basename(this.#root))}/${name}/`;
  }

  /**
   * Removes what no report refers to any more: earlier sets of charts, and what interrupted runs left.
   *
   * @param kept What `finish` returned.
   */
  static async tidy(report: string, kept: string | null): Promise<void> {
    const root = ChartFolder.rootOf(report);
    if (!(await isDirectory(root))) return;
    const keptName = kept?.split("/").at(-2);
    try {
      let others = 0;
      for (const { name } of await Array.fromAsync(Deno.readDir(root))) {
        const isOwn = CONTENT_NAME.test(name) || TEMPORARY_NAME.test(name);
        if (isOwn && name !== keptName) await Deno.remove(join(root, name), { recursive: true });
        else others++;
      }
      if (others === 0) await Deno.remove(root);
    } catch (error) {
      throw ioError("clean", root, error);
    }
  }

  /** Removes what was written, unless it was put in place. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await Deno.remove(this.#temporary, { recursive: true });
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isDirectory;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw ioError("read", path, error);
  }
}
