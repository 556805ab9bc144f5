import { type Field, HEADER_FIELDS, type RecordLayout } from "../layouts/layout.ts";
import { tsOutField } from "../columns/column.ts";
import { indexTimeOffsetOf } from "../index_time.ts";
import type { TextOptions } from "./text_options.ts";
import { OP, opOf, type TextProgram, TextProgramBuilder } from "./text_program.ts";

/** Keys of the header object, in order. */
const HEADER_KEYS = ["ts_event", "rtype", "publisher_id", "instrument_id"];

/** A node of the JSON shape of a record. */
type Node =
  | { readonly kind: "value"; readonly op: number; readonly field: Field }
  | { readonly kind: "object"; readonly members: readonly (readonly [string, Node])[] }
  | { readonly kind: "array"; readonly elements: readonly Node[] };

/** The program that writes records of a layout as JSON objects, one after the other. */
export function jsonProgram(
  layout: RecordLayout,
  recordSize: number,
  tsOut: boolean,
  options: TextOptions,
): TextProgram {
  const value = (field: Field): Node => ({ kind: "value", op: opOf(field.type, options), field });
  const members = layout.textOrder.map((name): [string, Node] => {
    if (name === "hd") return [name, headerNode(value)];
    if (name === "levels") return [name, levelsNode(layout, value)];
    return [name, value(layout.fields.find((field) => field.name === name)!)];
  });
  if (tsOut) members.push(["ts_out", value(tsOutField(recordSize))]);
  if (options.symbols) members.push(["symbol", SYMBOL_NODE]);
  const writer = new JsonProgramWriter(options.format === "json" && (options.indent ?? false));
  return writer.write({ kind: "object", members }).build(indexTimeOffsetOf(layout));
}

const SYMBOL_NODE: Node = {
  kind: "value",
  op: OP.symbol,
  field: { name: "symbol", offset: 0, size: 0, type: "cstr", default: "" },
};

function headerNode(value: (field: Field) => Node): Node {
  const members = HEADER_KEYS.map((name): [string, Node] => {
    return [name, value(HEADER_FIELDS.find((field) => field.name === name)!)];
  });
  return { kind: "object", members };
}

function levelsNode(layout: RecordLayout, value: (field: Field) => Node): Node {
  const levels: [string, Node][][] = [];
  for (const field of layout.fields) {
    if (field.level === undefined) continue;
    (levels[field.level] ??= []).push([field.name.slice(0, -3), value(field)]); // without `_00`
  }
  return { kind: "array", elements: levels.map((members) => ({ kind: "object", members })) };
}

/** Turns a shape into literals and values. */
class JsonProgramWriter {
  readonly #builder = new TextProgramBuilder();
  readonly #indent: boolean;

  constructor(indent: boolean) {
    this.#indent = indent;
  }

  write(node: Node): TextProgramBuilder {
    this.#node(node, 0);
    return this.#builder.literal("\n");
  }

  #node(node: Node, depth: number): void {
    if (node.kind === "value") return this.#value(node.op, node.field);
    if (node.kind === "array") {
      this.#list("[]", depth, node.elements.map((element) => () => this.#node(element, depth + 1)));
      return;
    }
    const colon = this.#indent ? '": ' : '":';
    this.#list(
      "{}",
      depth,
      node.members.map(([key, member]) => () => {
        this.#builder.literal(`"${key}${colon}`);
        this.#node(member, depth + 1);
      }),
    );
  }

  #list(brackets: string, depth: number, items: readonly (() => void)[]): void {
    this.#builder.literal(brackets[0]!);
    items.forEach((item, i) => {
      this.#builder.literal(i === 0 ? "" : ",");
      this.#newLine(depth + 1);
      item();
    });
    if (items.length > 0) this.#newLine(depth);
    this.#builder.literal(brackets[1]!);
  }

  #newLine(depth: number): void {
    if (this.#indent) this.#builder.literal(`\n${"    ".repeat(depth)}`);
  }

  /** 64-bit integers stand in quotes; what can be null brings its own. */
  #value(op: number, field: Field): void {
    const quote = op === OP.u64 || op === OP.i64 ? '"' : "";
    const width = op === OP.text ? field.size : 0;
    this.#builder.literal(quote).value(op, field.offset, width).literal(quote);
  }
}
