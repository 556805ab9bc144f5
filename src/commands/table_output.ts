import type { Table } from "../core/columns/table.ts";
import type { ReadVariable } from "../io/config/environment.ts";
import type { Terminals } from "../io/observe/terminal.ts";
import { refuseExisting } from "../io/store/refuse_existing.ts";
import { type ByteSink, writeAll } from "../io/text/byte_sink.ts";
import { painter, usesColour } from "../io/text/colour.ts";
import { LineWriter } from "../io/text/line_writer.ts";
import { type OutputPlan, planOutput } from "../io/text/output_format.ts";
import { STANDARD_OUTPUT } from "../io/text/stdout.ts";
import { timeFormat } from "../io/text/time_text.ts";
import type { SettingsOf } from "./flags/flag_table.ts";

/** What the output of a table depends on: part of the context of the commands that print one. */
export interface OutputContext {
  readonly settings: Pick<SettingsOf<"config">, "format" | "output" | "force" | "tz" | "color">;
  readonly terminals: Terminals;
  readonly readVariable: ReadVariable;
  readonly signal: AbortSignal;
}

/** Key-value entries for formats that have a place for them. */
export type OutputMetadata = Readonly<Record<string, string>>;

async function writePieces(sink: ByteSink, pieces: Iterable<Uint8Array>): Promise<void> {
  for (const piece of pieces) await writeAll(sink, piece);
}

/** Where and in which form a command prints its table; decided before the work, so that a refusal costs nothing. */
export class TableOutput {
  readonly #plan: OutputPlan;
  readonly #context: OutputContext;

  private constructor(plan: OutputPlan, context: OutputContext) {
    this.#plan = plan;
    this.#context = context;
  }

  /**
   * Decides the output.
   *
   * @throws {MomoError} `usage` if the format cannot be told or does not go there; `conflict` if the file exists.
   */
  static async plan(context: OutputContext): Promise<TableOutput> {
    const { settings, terminals } = context;
    const { format, output, force } = settings;
    const plan = planOutput({ format, output, isTerminal: terminals.stdout });
    if (plan.path !== undefined && !force) await refuseExisting(plan.path);
    return new TableOutput(plan, context);
  }

  /** Form of the output. */
  get format(): OutputPlan["format"] {
    return this.#plan.format;
  }

  /** File that is written, or undefined for standard output. */
  get path(): string | undefined {
    return this.#plan.path;
  }

  /**
   * Writes the table: to standard output, or to the file, which appears only when it is complete.
   *
   * @throws {MomoError} `io` if the file cannot be written.
   * @throws {Deno.errors.BrokenPipe} If the reader of standard output has left.
   */
  async write(table: Table, metadata: OutputMetadata = {}): Promise<void> {
    await this.#send((sink) => this.#encode(table, metadata, sink));
  }

  /**
   * Writes lines of text that are not a table, to where the table would go.
   *
   * @throws {MomoError} `io` if the file cannot be written.
   * @throws {Deno.errors.BrokenPipe} If the reader of standard output has left.
   */
  async writeLines(lines: Iterable<string>): Promise<void> {
    await this.#send(async (sink) => {
      const writer = new LineWriter(sink);
      await writer.lines(lines);
      await writer.flush();
    });
  }

  /** Makes headings stand out where the output has colour. */
  get emphasise(): (text: string) => string {
    const { settings, terminals, readVariable } = this.#context;
    const isTerminal = terminals.stdout && this.#plan.path === undefined;
    const paint = painter(usesColour(settings.color, isTerminal, readVariable));
    return (text) => paint("bold", text);
  }

  async #send(write: (sink: ByteSink) => Promise<void>): Promise<void> {
    const { path } = this.#plan;
    if (path === undefined) return await write(STANDARD_OUTPUT);
    const { writeFileAtomic } = await import("../io/store/atomic_file.ts");
    await writeFileAtomic(path, write, this.#context.signal);
  }

  async #encode(table: Table, metadata: OutputMetadata, sink: ByteSink): Promise<void> {
    if (this.#plan.format === "parquet") {
      const { parquetPieces } = await import("../io/parquet/encoder.ts");
      return await writePieces(sink, parquetPieces(table.columns, [table], { metadata }));
    }
    if (this.#plan.format === "arrow") {
      const { encodeArrow } = await import("../io/arrow/encoder.ts");
      const isFile = this.#plan.path !== undefined && !this.#plan.path.endsWith(".arrows");
      const bytes = await encodeArrow(table, { metadata, format: isFile ? "file" : "stream" });
      return await writeAll(sink, bytes);
    }
    const writer = new LineWriter(sink);
    await writer.lines(await this.#textLines(table));
    await writer.flush();
  }

  async #textLines(table: Table): Promise<Iterable<string>> {
    const { settings, terminals } = this.#context;
    const formatTime = timeFormat(settings.tz);
    if (this.#plan.format === "ndjson") {
      return (await import("../io/text/ndjson.ts")).ndjsonRows(table, formatTime);
    }
    if (this.#plan.format === "csv") {
      return (await import("../io/text/csv.ts")).csvRows(table, formatTime);
    }
    const isTerminal = terminals.stdout && this.#plan.path === undefined;
    const { tableLines } = await import("../io/text/terminal_table.ts");
    return tableLines(table, {
      width: isTerminal ? terminals.width : undefined,
      formatTime,
      emphasise: this.emphasise,
    });
  }
}
