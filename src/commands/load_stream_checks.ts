/** Which flags of `momo load` go with a stream of days. */
import { MomoError } from "../core/error.ts";
import type { CommandContext } from "./command.ts";

type LoadContext = CommandContext<"load">;

/**
 * Refuses what makes no sense together.
 *
 * @throws {MomoError} `usage`.
 */
export function checkStreamFlags(context: LoadContext): void {
  const { settings, terminals } = context;
  const mode = settings.days === undefined ? "--plan" : "--days";
  if (settings.days !== undefined && settings.plan !== undefined) {
    throw excluded("--days", "--plan");
  }
  checkInput(settings, terminals);
  checkOutput(context, mode);
}

function checkInput(settings: LoadContext["settings"], terminals: LoadContext["terminals"]): void {
  const { days, plan, ack, visits, dryRun } = settings;
  if (days === "-" && ack === "stdin") {
    throw usage(
      "Cannot read both the list of days and acknowledgements from standard input",
      "name a file: --days FILE",
    );
  }
  const readsInput = days === "-" || (ack === "stdin" && !dryRun);
  if (readsInput && terminals.stdin) {
    const what = days === "-" ? "the list of days" : "acknowledgements";
    throw usage(
      `Cannot read ${what} from standard input: it is a terminal`,
      days === "-" ? "write it as --days FILE" : "add --ack none, or run it from a trainer",
    );
  }
  if (plan !== undefined && ack === "none" && visits === undefined && !dryRun) {
    throw usage("Cannot stream the plan: it has no end", "add --ack stdin or --visits N");
  }
}

function checkOutput({ settings, terminals }: LoadContext, mode: string): void {
  const { output, loadFormat, exchangeDir, ack, dryRun } = settings;
  if (output !== undefined && output !== "-") {
    throw usage(
      `Cannot use --output with ${mode}: days go to standard output`,
      "add --exchange-dir DIR to have files",
    );
  }
  if (loadFormat !== undefined && loadFormat !== "arrow") {
    throw usage(`Cannot use --format ${loadFormat} with ${mode}: days are streamed as arrow`);
  }
  if (exchangeDir !== undefined && ack === "none") {
    throw usage(
      "Cannot use --exchange-dir without acknowledgements: nothing would tell when a file is done",
      "add --ack stdin",
    );
  }
  if (exchangeDir === undefined && output === undefined && terminals.stdout && !dryRun) {
    throw usage(
      "Cannot write arrow to a terminal: it is not text",
      "pipe it into a trainer, or add `-o -` if that is what you want",
    );
  }
}

function usage(message: string, hint?: string): MomoError {
  return new MomoError("usage", message, { hint });
}

function excluded(flag: string, other: string): MomoError {
  return usage(
    `Cannot use ${flag} with ${other}: they exclude each other`,
    "leave one of them out",
  );
}
