import { type ColumnSpec, makeTable } from "../core/columns/table.ts";
import { MomoError } from "../core/error.ts";
import { type Catalog, openCatalog } from "../io/catalog/catalog.ts";
import { indexDirectory } from "../io/scan/index_store.ts";
import { recordedData } from "../io/scan/recorded_data.ts";
import { verifyIndex } from "../io/scan/verify_index.ts";
import type { CommandDefinition, ExitCode } from "./command.ts";
import { TableOutput } from "./table_output.ts";

const SPEC: Omit<ColumnSpec, "name" | "help"> = {
  type: "string",
  unit: "",
  causality: "causal",
  nullable: false,
};

/** The data as they are now; a recorded directory may be gone, which the index outlives. */
function openInputs(data: readonly string[], isGiven: boolean): Catalog | string {
  try {
    return openCatalog(data);
  } catch (error) {
    if (isGiven || !(error instanceof MomoError)) throw error;
    return error.message;
  }
}

const COLUMNS: readonly ColumnSpec[] = [
  { ...SPEC, name: "severity", help: "ok, warning or error" },
  { ...SPEC, name: "check", help: "schema, hashes, order, references or inputs" },
  { ...SPEC, name: "message", help: "What was found" },
];

/** `momo index verify`. */
export const INDEX_VERIFY: CommandDefinition<"index verify"> = {
  name: "index verify",
  examples: [
    { says: "Check the index of ./momo-store", line: "momo index verify" },
    {
      says: "Check another store, and its inputs where they are now",
      line: "momo index verify --store merged --data testdata/sample",
    },
    { says: "List the findings as JSON lines", line: "momo index verify --format ndjson" },
  ],
  resolves: "own",

  async run(context): Promise<ExitCode> {
    const { settings } = context;
    const output = await TableOutput.plan(context);
    const isGiven = settings.data.length > 0;
    const data = isGiven ? settings.data : await recordedData(settings.store);
    const inputs = data.length > 0 ? openInputs(data, isGiven) : null;
    const findings = await verifyIndex(indexDirectory(settings.store), inputs);
    await output.write(makeTable(COLUMNS, [
      findings.map((finding) => finding.severity),
      findings.map((finding) => finding.check),
      findings.map((finding) => finding.message),
    ]));
    return findings.some((finding) => finding.severity === "error") ? 1 : 0;
  },
};
