import { MomoError } from "../core/error.ts";
import { closest } from "../core/config/closest.ts";
import { printLines } from "../io/text/stdout.ts";
import type { CommandDefinition } from "./command.ts";
import bash from "./completion/momo.bash" with { type: "text" };
import fish from "./completion/momo.fish" with { type: "text" };
import zsh from "./completion/momo.zsh" with { type: "text" };

const SCRIPTS: ReadonlyMap<string, string> = new Map([["bash", bash], ["zsh", zsh], [
  "fish",
  fish,
]]);

/** `momo completions SHELL`. */
export const COMPLETIONS: CommandDefinition<"completions"> = {
  name: "completions",
  examples: [
    { says: "Complete in this bash", line: "momo completions bash" },
    { says: "The script for zsh", line: "momo completions zsh" },
    { says: "The script for fish", line: "momo completions fish" },
  ],
  operands: {
    name: "SHELL",
    min: 1,
    max: 1,
    help: "bash, zsh or fish",
    completes: () => [...SCRIPTS.keys()].map((shell) => [shell]),
  },
  notes: [
    "In bash and zsh: `source <(momo completions bash)`, best in ~/.bashrc or ~/.zshrc; in fish: " +
    "`momo completions fish | source`. Symbols, dates and columns are those of the index.",
  ],
  resolves: "flags",

  async run({ operands: [shell = ""] }) {
    const script = SCRIPTS.get(shell);
    if (script === undefined) {
      const meant = closest(shell, SCRIPTS.keys());
      throw new MomoError("usage", `Cannot complete in "${shell}": expected bash, zsh or fish`, {
        ...(meant === undefined ? {} : { hint: `did you mean \`momo completions ${meant}\`?` }),
      });
    }
    await printLines([script.trimEnd()]);
    return 0;
  },
};
