/** `momo demo`: the usual commands, one after the other, on generated data. */
import { join } from "node:path";
import { writeDemo } from "../io/sample/write_demo.ts";
import { MomoError } from "../core/error.ts";
import { ioError } from "../io/store/io_error.ts";
import { printLines } from "../io/text/stdout.ts";
import type { CommandContext, CommandDefinition } from "./command.ts";
import { dayPicture, demoOrders, fillLines } from "./demo_orders.ts";
import { findCommand } from "./find_command.ts";
import { flagsOf } from "./flags/flag_table.ts";
import { parseArguments } from "./parse_arguments.ts";
import { isGroup } from "./registry.ts";
import { resolveFor, settingValues } from "./settings.ts";

type DemoContext = CommandContext<"demo">;

const DEFAULT_DIRECTORY = "momo-demo";
const DAY = "QZAF:2024-11-25";
const NEW_YORK = "America/New_York";

/** `momo demo [DIR]`. */
export const DEMO: CommandDefinition<"demo"> = {
  name: "demo",
  examples: [
    { says: "Try momo in ./momo-demo", line: "momo demo" },
    { says: "Try it elsewhere", line: "momo demo /tmp/momo-demo" },
    { says: "Make it all again", line: "momo demo --force" },
  ],
  operands: {
    ...{ name: "DIR", min: 0, max: 1, completes: "directories" },
    help: `Directory to write into; default ${DEFAULT_DIRECTORY}`,
  },
  notes: [
    "The data are those of seven companies that do not exist, made by a seeded generator: no number " +
    "comes from a market. Settings files and variables are left aside.",
  ],
  resolves: "flags",

  async run(context) {
    const { log, operands: [directory = DEFAULT_DIRECTORY], settings: { force } } = context;
    if (!force) await refuseFull(directory);
    const at = (name: string) => join(directory, name);
    log.notice("demo", `Generating two months of seven invented companies in ${at("data")}`);
    await writeDemo(at("data"), new Map([[at("orders.ndjson"), demoOrders()]]));
    const tell = (text: string) => log.notice("demo", `\n${text}`);
    const where = ["--store", at("store")];
    tell(
      "1. Scan: which days moved, and which moments are worth starting from? A file of the delivery\n" +
        "   is missing, as happens: momo says so and uses the rest.",
    );
    await step(context, ["scan", "--data", at("data"), ...where, "-o", at("days.csv"), "-f"]);
    await step(context, ["index", "query", ...where, ...BEST_DAYS]);
    tell("2. Draw all of them: a page with calendar, distributions and charts.");
    await step(context, ["index", "report", ...where, "-o", at("report.html"), "-f", "-q"]);
    tell(`3. Trade ${DAY}: orders meet the quotes of the day, late and at a cost.`);
    const day = ["--data", at("data"), "--day", DAY];
    const bars1s = ["--schema", "ohlcv-1s", "-o", at("bars.ndjson"), "-f", "-q"];
    await step(context, ["load", ...day, ...bars1s]);
    const files = ["--orders", at("orders.ndjson"), "-o", at("fills.ndjson"), "-f", "-q"];
    await step(context, ["simulate", ...day, "--explain", "--tz", NEW_YORK, ...files]);
    const bars = await Deno.readTextFile(at("bars.ndjson"));
    const reports = await Deno.readTextFile(at("fills.ndjson"));
    await printLines(["", ...dayPicture(bars, reports), "", ...fillLines(reports)]);
    tell(next(directory));
    return 0;
  },
};

const BEST_DAYS = ["--sort", "-eod_quality", "--limit", "5", "--format", "table"];

/** What to try after the demo. */
function next(directory: string): string {
  const at = (name: string) => join(directory, name);
  return [
    "Try next:",
    `  open ${at("report.html")} in a browser: every day with its chart and reset points`,
    `  momo index query --store ${at("store")} --points --pattern breakout --limit 3`,
    `  momo simulate --data ${at("data")} --day ${DAY} --from 09:30 --to 09:31`,
    `  momo load --data ${at("data")} --day ${DAY} --schema ohlcv-1s --format csv | head`,
    `  change ${at("orders.ndjson")} and run step 3 again`,
    "  momo scan --data DIR for deliveries of your own; momo help for all commands",
  ].join("\n");
}

/** Runs a command as if it had been typed, after saying what is typed; settings files and variables do not count. */
async function step(context: DemoContext, words: readonly string[]): Promise<void> {
  const { entry, rest } = findCommand(words);
  if (isGroup(entry)) throw new TypeError(`momo ${words.join(" ")} is no command`);
  context.log.notice("demo", `$ momo ${words.join(" ")}`);
  const definition = await entry.load();
  const grammar = { command: entry.name, flags: flagsOf(entry.name), operands: undefined };
  const { values } = parseArguments(grammar, rest);
  const readVariable = () => undefined;
  const own = new Map([...values, ["noConfig", true] as const]);
  const resolved = await resolveFor(definition, own, readVariable);
  const settings = settingValues(resolved);
  const log = settingValues<"scan">(resolved).quiet ? context.log.quiet() : context.log;
  await definition.run({ ...context, log, settings, resolved, operands: [], readVariable });
}

/** Refuses to mix the demo with other files. */
async function refuseFull(directory: string): Promise<void> {
  try {
    for await (const { name } of Deno.readDir(directory)) {
      throw new MomoError(
        "conflict",
        `Cannot write the demo into "${directory}": it has files already, such as "${name}"`,
        { hint: "name another directory, or add `--force` to replace those of an earlier demo" },
      );
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw ioError("read", directory, error);
  }
}
