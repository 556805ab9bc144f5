import { type ColumnSpec, makeTable } from "../core/columns/table.ts";
import { flagName } from "../core/config/setting.ts";
import { formatValue } from "../core/config/value_text.ts";
import type { CommandContext, CommandDefinition } from "./command.ts";
import { persistentSettings } from "./flags/flag_table.ts";
import { TableOutput } from "./table_output.ts";

function textColumn(name: string, nullable: boolean, help: string): ColumnSpec {
  return { name, type: "string", unit: "", causality: "causal", nullable, help };
}

const COLUMNS: readonly ColumnSpec[] = [
  textColumn("setting", false, "Flag without its dashes"),
  textColumn("value", true, "Value as the flag would take it, one row per value; null if not set"),
  textColumn("origin", false, "Flag, variable or file it comes from, or default"),
  textColumn("env", true, "Variable that sets it; null if none does"),
  textColumn("key", true, "Key in momo.toml; null if it cannot stand there"),
];

type Row = readonly [string, string | null, string, string | null, string | null];

function settingRows({ resolved }: CommandContext<"config">): Row[] {
  return Object.entries(persistentSettings()).flatMap(([name, spec]) => {
    const setting = resolved.get(name);
    const origin = setting?.origin ?? "default";
    const texts = formatValue(spec.type, setting?.value);
    const values = texts.length === 0 ? [null] : texts;
    return values.map((value): Row => {
      return [flagName(name, spec), value, origin, spec.env ?? null, spec.key ?? null];
    });
  });
}

/** `momo config`. */
export const CONFIG: CommandDefinition<"config"> = {
  name: "config",
  examples: [
    { says: "Print all settings that apply here", line: "momo config" },
    { says: "Print them as JSON lines", line: "momo config --format ndjson" },
    { says: "Print the defaults", line: "momo config --no-config" },
  ],
  notes: [
    "A setting comes from its flag, else its variable, else the nearest momo.toml upwards, else " +
    "momo/config.toml in XDG_CONFIG_HOME (~/.config), else its default. Lists in variables are " +
    "separated by colons. Relative paths in a file start at its directory.",
  ],
  resolves: "everything",

  async run(context) {
    const output = await TableOutput.plan(context);
    const rows = settingRows(context);
    const data = COLUMNS.map((_, i) => rows.map((row) => row[i]!));
    await output.write(makeTable(COLUMNS, data));
    return 0;
  },
};
