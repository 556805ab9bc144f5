import { type ColumnSpec, makeTable } from "../core/columns/table.ts";
import { openCatalog } from "../io/catalog/catalog.ts";
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
    const data = settings.data.length > 0 ? settings.data : await recordedData(settings.store);
    const catalog = data.length > 0 ? openCatalog(data) : null;
    const findings = await verifyIndex(indexDirectory(settings.store), catalog);
    await output.write(makeTable(COLUMNS, [
      findings.map((finding) => finding.severity),
      findings.map((finding) => finding.check),
      findings.map((finding) => finding.message),
    ]));
    return findings.some((finding) => finding.severity === "error") ? 1 : 0;
  },
};
