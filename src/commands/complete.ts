import { printLines } from "../io/text/stdout.ts";
import type { CommandDefinition } from "./command.ts";
import { type Candidates, candidates } from "./completion/candidates.ts";
import { readIndexNames } from "./completion/index_names.ts";
import { resolveFor, settingValues } from "./settings.ts";

const MOST_WORDS = 10_000;

/**
 * `momo complete -- [WORD...]`, which the completion scripts call: prints `words`, `files` or `directories`, then one word
 * a line, a tab and what it means.
 */
export const COMPLETE: CommandDefinition<"complete"> = {
  name: "complete",
  examples: [
    { says: "Commands that begin with s", line: "momo complete -- s" },
    { says: "Flags of a command", line: "momo complete -- scan --" },
    { says: "Days of a symbol in the index", line: "momo complete -- simulate --day QZAF:" },
  ],
  operands: {
    name: "WORD",
    min: 0,
    max: MOST_WORDS,
    help: "Words after momo up to the cursor; the last one is begun, or empty",
  },
  resolves: "flags",

  async run({ operands, readVariable }) {
    const read = async (given: string | undefined) => {
      if (given !== undefined) return await readIndexNames(given);
      const store = { name: "config", resolves: "own" } as const;
      const definition = { ...COMPLETE, ...store };
      const resolved = await resolveFor(definition, new Map(), readVariable);
      return await readIndexNames(settingValues<"config">(resolved).store);
    };
    await printLines(lines(await candidates(operands.length === 0 ? [""] : operands, read)));
    return 0;
  },
};

function lines({ kind, words }: Candidates): string[] {
  return [kind, ...words.map(({ word, says }) => says ? `${word}\t${says}` : word)];
}
