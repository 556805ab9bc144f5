import { messageOf, MomoError } from "../core/error.ts";
import type { CommandContext, CommandDefinition, ExitCode } from "./command.ts";
import type { CommandName } from "./flags/flag.ts";
import { observe } from "./observation.ts";
import type { ParsedArguments } from "./parse_arguments.ts";
import type { Session } from "./session.ts";
import { resolveFor, settingValues } from "./settings.ts";

/**
 * Runs a command on parsed arguments: resolves its settings, opens log and metrics, and closes them whatever happens.
 *
 * @throws {MomoError} If the settings cannot be used or the command fails.
 */
export async function runCommand(
  definition: CommandDefinition<CommandName>,
  { values, operands }: ParsedArguments,
  session: Session,
): Promise<ExitCode> {
  const { readVariable, terminals, clock, interrupts } = session;
  const resolved = await resolveFor(definition, values, readVariable);
  const { log, metrics, progress, close } = await observe(settingValues<"scan">(resolved), session);
  const context: CommandContext<CommandName> = {
    settings: settingValues(resolved),
    resolved,
    operands,
    signal: interrupts.signal,
    log,
    metrics,
    progress,
    clock,
    terminals,
    readVariable,
  };
  let exitCode: ExitCode;
  try {
    exitCode = await definition.run(context);
  } catch (error) {
    if (error instanceof MomoError) log.failure(error);
    // What ended the run is what to report; that the log or the metrics are lost as well comes second.
    await close().catch((second: unknown) =>
      session.messages.line(`warning: ${messageOf(second)}`)
    );
    throw error;
  }
  await close();
  return exitCode;
}
