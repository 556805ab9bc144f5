/** Where the tables of a day go: one stream, one file, or a file for each in a directory. */
import { join } from "node:path";
import { MomoError } from "../core/error.ts";
import type { RecordFormat } from "../io/convert/record_format.ts";
import { dayLines } from "../io/day/day_lines.ts";
import type { OutputTable } from "../io/day/output_tables.ts";
import { makeDirectory } from "../io/store/make_directory.ts";
import { writeFileAtomic } from "../io/store/atomic_file.ts";
import { type ByteSink, writeAll } from "../io/text/byte_sink.ts";
import { LineWriter } from "../io/text/line_writer.ts";
import { planOutput, TABLE_FORMATS, type TableFormat } from "../io/text/output_format.ts";
import { STANDARD_OUTPUT } from "../io/text/stdout.ts";
import { type OutputContext, type OutputMetadata, TableOutput } from "./table_output.ts";

/** What the flags say about the output. */
export interface DayOutputChoice {
  readonly format: RecordFormat | undefined;
  readonly output: string | undefined;
  readonly force: boolean;
}

/** Form of the rest of what an output depends on. */
type Context = Pick<OutputContext, "terminals" | "readVariable" | "signal"> & {
  readonly color: OutputContext["settings"]["color"];
};

/** Writes the tables of a day; decided before the work, so that a refusal costs nothing. */
export class DayOutput {
  readonly #choice: DayOutputChoice;
  readonly #context: Context;
  readonly #format: TableFormat;
  /** Directory that gets a file for each table, if any. */
  readonly #directory: string | undefined;

  private constructor(
    choice: DayOutputChoice,
    context: Context,
    format: TableFormat,
    directory: string | undefined,
  ) {
    this.#choice = choice;
    this.#context = context;
    this.#format = format;
    this.#directory = directory;
  }

  /**
   * Decides the output.
   *
   * @throws {MomoError} `usage` if the format cannot be told or does not go there.
   */
  static async plan(choice: DayOutputChoice, context: Context): Promise<DayOutput> {
    const { output } = choice;
    const format = tableFormat(choice.format);
    if (output !== undefined && output !== "-" && await isDirectory(output)) {
      return new DayOutput(choice, context, format ?? "ndjson", output.replace(/(?<=.)\/+$/, ""));
    }
    const asked = format ?? (output === undefined || output === "-" ? "ndjson" : undefined);
    const isTerminal = context.terminals.stdout;
    const plan = planOutput({ format: asked, output, isTerminal });
    return new DayOutput(choice, context, plan.format, undefined);
  }

  /** Where it goes, for messages; undefined for standard output. */
  get path(): string | undefined {
    const { output } = this.#choice;
    return output === "-" ? undefined : output;
  }

  /**
   * Refuses tables that do not go into one output, and files that exist.
   *
   * @param schemas Names of the tables.
   * @throws {MomoError} `usage`, or `conflict` naming the file.
   */
  async check(schemas: readonly string[]): Promise<void> {
    const isOne = this.#directory === undefined && this.#format !== "ndjson";
    if (isOne && schemas.length !== 1) {
      throw new MomoError(
        "usage",
        `Cannot write ${schemas.length} tables (${schemas.join(", ")}) as one ${this.#format}`,
        { hint: "add --schema to choose one, or -o DIRECTORY/ for a file each" },
      );
    }
    if (this.#choice.force) return;
    const { refuseExisting } = await import("../io/store/refuse_existing.ts");
    for (const path of this.#paths(schemas)) await refuseExisting(path);
  }

  #paths(schemas: readonly string[]): string[] {
    if (this.#directory === undefined) return this.path === undefined ? [] : [this.path];
    return schemas.map((schema) => this.#pathOf(schema));
  }

  #pathOf(schema: string): string {
    const extension = this.#format === "table" ? "txt" : this.#format;
    return join(this.#directory ?? "", `${schema}.${extension}`);
  }

  /**
   * Writes the tables.
   *
   * @param metadata Entries for formats that have a place for them.
   * @throws {MomoError} `io` if a file cannot be written.
   * @throws {Deno.errors.BrokenPipe} If the reader of standard output has left.
   */
  async write(tables: readonly OutputTable[], metadata: OutputMetadata): Promise<void> {
    if (this.#directory !== undefined) {
      await makeDirectory(this.#directory);
      for (const { schema, table } of tables) {
        const output = await this.#tableOutput(this.#pathOf(schema));
        await output.write(table, metadata);
      }
      return;
    }
    if (this.#format === "ndjson") return await this.#writeLines(tables);
    for (const { table } of tables) {
      const output = await this.#tableOutput(this.#choice.output);
      await output.write(table, metadata);
    }
  }

  #tableOutput(output: string | undefined): Promise<TableOutput> {
    const { color, ...context } = this.#context;
    const settings = { format: this.#format, output, force: true, tz: "UTC", color };
    return TableOutput.plan({ ...context, settings });
  }

  async #writeLines(tables: readonly OutputTable[]): Promise<void> {
    const { path } = this;
    const write = async (sink: ByteSink) => {
      const writer = new LineWriter({ write: (bytes) => this.#pass(sink, bytes) });
      await writer.lines(dayLines(tables));
      await writer.flush();
    };
    if (path === undefined) return await write(STANDARD_OUTPUT);
    await writeFileAtomic(path, write, this.#context.signal);
  }

  async #pass(sink: ByteSink, bytes: Uint8Array): Promise<number> {
    this.#context.signal.throwIfAborted();
    await writeAll(sink, bytes);
    return bytes.length;
  }
}

function tableFormat(format: RecordFormat | undefined): TableFormat | undefined {
  if (format === undefined) return undefined;
  const found = TABLE_FORMATS.find((name) => name === format);
  if (found !== undefined) return found;
  throw new MomoError(
    "usage",
    `Cannot write a day as ${format}: expected one of ${TABLE_FORMATS.join(", ")}`,
  );
}

/** Whether a path is a directory, or is meant to be one. */
async function isDirectory(path: string): Promise<boolean> {
  if (path.endsWith("/")) return true;
  try {
    return (await Deno.stat(path)).isDirectory;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return false;
    }
    const { ioError } = await import("../io/store/io_error.ts");
    throw ioError("write", path, error);
  }
}
