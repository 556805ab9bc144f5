import { printLines } from "../io/text/stdout.ts";
import type { CommandDefinition } from "./command.ts";
import { findCommand } from "./find_command.ts";
import { helpLines } from "./help_text.ts";

/** `momo help [COMMAND...]`. */
export const HELP: CommandDefinition<"help"> = {
  name: "help",
  examples: [
    { says: "List the commands", line: "momo help" },
    { says: "Explain a command and its flags", line: "momo help scan" },
    { says: "Explain a subcommand", line: "momo help index verify" },
  ],
  operands: { name: "COMMAND", min: 0, max: 2, help: "Words of the command to explain" },
  resolves: "flags",

  async run({ operands }) {
    await printLines(await helpLines(findCommand(operands).entry));
    return 0;
  },
};
