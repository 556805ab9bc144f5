/** Which instruments belong to a parent symbol, as their definitions say. */
import { decodeCstr } from "../../dbn/columns/cstr.ts";
import { layoutOfSchema } from "../../dbn/schema.ts";
import type { Tape } from "./tape.ts";

/** The definitions of a symbol. */
export interface SymbolDefinitions {
  readonly symbol: string;
  readonly tape: Tape;
}

/** Suffix of a parent by instrument class: futures, options and their spreads; the rest is traded on the spot. */
const SUFFIXES: Readonly<Record<string, string>> = {
  F: "FUT",
  S: "FUT",
  M: "FUT",
  C: "OPT",
  P: "OPT",
  T: "OPT",
};
const SPOT = "SPOT";

/** Finds the symbols of `ROOT.FUT`, `ROOT.OPT` or `ROOT.SPOT`; the root is the definition's asset. */
export class ParentSymbols {
  readonly #children = new Map<string, string[]>();

  /** Of several definitions of a symbol the last one counts. */
  constructor(definitions: readonly SymbolDefinitions[]) {
    for (const { symbol, tape } of definitions) {
      if (tape.length === 0) continue;
      const parent = parentOf(tape, tape.length - 1);
      this.#children.set(parent, [...this.#children.get(parent) ?? [], symbol]);
    }
  }

  /** The symbols of a parent, none if there is no such parent. The root's case does not matter. */
  childrenOf(parent: string): string[] {
    return this.#children.get(parent.toUpperCase()) ?? [];
  }
}

function parentOf({ words, stride }: Tape, row: number): string {
  const layout = layoutOfSchema("definition", 3);
  const field = (name: string) => layout.fields.find((candidate) => candidate.name === name)!;
  const bytes = new Uint8Array(words.buffer, words.byteOffset + row * stride * 4, stride * 4);
  const asset = field("asset");
  const root = decodeCstr(bytes, asset.offset, asset.size);
  const instrumentClass = String.fromCharCode(bytes[field("instrument_class").offset]!);
  return `${root}.${SUFFIXES[instrumentClass] ?? SPOT}`.toUpperCase();
}
