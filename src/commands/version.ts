import { printLines } from "../io/text/stdout.ts";
import { readBuildInfo, VERSION_TEXT } from "./build_info.ts";
import type { CommandDefinition } from "./command.ts";

/** `momo version [--json]`. */
export const VERSION_COMMAND: CommandDefinition<"version"> = {
  name: "version",
  examples: [
    { says: "Print the version", line: "momo version" },
    { says: "Print all that a bug report needs", line: "momo version --json" },
    { says: "The same as the first, for scripts", line: "momo --version" },
  ],
  resolves: "flags",

  async run({ settings }) {
    await printLines([settings.json ? JSON.stringify(await readBuildInfo()) : VERSION_TEXT]);
    return 0;
  },
};
