/** Refusing schemas and symbols that no input knows. */
import { closest } from "../../core/config/closest.ts";
import { MomoError } from "../../core/error.ts";
import type { DbnHeader } from "../dbn/dbn_header.ts";
import { rtypeOfSchema, type Schema } from "../dbn/schema.ts";
import { SymbolMap } from "../dbn/symbol_map.ts";
import type { RecordChoice } from "./record_filter.ts";
import { isLive } from "./symbol_lookup.ts";

/** Symbols that a hint lists. */
const LISTED = 5;

/**
 * Refuses a choice that names a schema or symbol which none of the inputs has. What inputs do not say beforehand, as
 * fragments and live streams, is not refused.
 *
 * @throws {MomoError} `not_found` naming it; `bad_data` if symbols cannot be mapped.
 */
export function checkKnown(inputs: readonly DbnHeader[], choice: RecordChoice): void {
  for (const schema of choice.schemas) checkSchema(inputs, schema);
  checkSymbols(inputs, choice.symbols);
}

function checkSchema(inputs: readonly DbnHeader[], wanted: Schema): void {
  const schemas = inputs.map(({ metadata }) => metadata?.schema ?? null);
  const rtype = rtypeOfSchema(wanted);
  if (schemas.some((schema) => schema === null || rtypeOfSchema(schema) === rtype)) return;
  const there = [...new Set(schemas)].join(", ");
  throw new MomoError("not_found", `Cannot load ${wanted} from ${nameOf(inputs)}: it is ${there}`, {
    hint: `use --schema ${schemas[0]}, or leave it out`,
  });
}

function checkSymbols(inputs: readonly DbnHeader[], wanted: readonly string[]): void {
  if (wanted.length === 0) return;
  const known = new Set<string>();
  for (const { metadata, name } of inputs) {
    if (metadata === null || isLive(metadata)) return;
    for (const symbol of SymbolMap.fromMetadata(metadata, name).symbols()) known.add(symbol);
  }
  const missing = wanted.find((symbol) => !known.has(symbol));
  if (missing === undefined) return;
  throw new MomoError(
    "not_found",
    `Cannot load "${missing}" from ${nameOf(inputs)}: there is no such symbol in it`,
    { hint: symbolHint(missing, known) },
  );
}

function symbolHint(missing: string, known: ReadonlySet<string>): string {
  const meant = closest(missing, known);
  if (meant !== undefined) return `did you mean "${meant}"?`;
  if (known.size === 0) return "no symbol is mapped in it; leave out --symbols";
  const listed = [...known].sort().slice(0, LISTED).join(" ");
  const more = known.size > LISTED ? ` and ${known.size - LISTED} more` : "";
  return `its symbols are ${listed}${more}`;
}

function nameOf([first, ...others]: readonly DbnHeader[]): string {
  return `"${first?.name}"${others.length === 0 ? "" : ` and ${others.length} more`}`;
}
