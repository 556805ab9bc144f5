import { closest } from "../core/config/closest.ts";
import { MomoError } from "../core/error.ts";
import { printLines } from "../io/text/stdout.ts";
import type { CommandDefinition } from "./command.ts";
import { findCommand } from "./find_command.ts";
import { helpLines, topicLines } from "./help_text.ts";
import { TOPICS } from "./help_topics.ts";
import { PROGRAM, visibleCommands, wordOf } from "./registry.ts";

/** `momo help [COMMAND...|TOPIC]`. */
export const HELP: CommandDefinition<"help"> = {
  name: "help",
  examples: [
    { says: "List the commands", line: "momo help" },
    { says: "Explain a command and its flags", line: "momo help index verify" },
    { says: "Explain what is known when", line: "momo help causality" },
  ],
  operands: {
    ...{ name: "COMMAND", min: 0, max: 2, completes: words },
    help: `Words of the command to explain, or a topic: ${
      TOPICS.map(({ name }) => name).join(", ")
    }`,
  },
  resolves: "flags",

  async run({ operands }) {
    const [word = "", ...others] = operands;
    const topic = TOPICS.find(({ name }) => name === word);
    if (topic !== undefined && others.length === 0) {
      await printLines(topicLines(topic));
      return 0;
    }
    checkTopic(word);
    await printLines(await helpLines(findCommand(operands).entry));
    return 0;
  },
};

function words(): [string, string][] {
  return [
    ...visibleCommands(PROGRAM).map((entry): [string, string] => [wordOf(entry), entry.summary]),
    ...TOPICS.map(({ name, summary }): [string, string] => [name, summary]),
  ];
}

/** Points to the topic that a word is close to, if it is no command and close to none. */
function checkTopic(word: string): void {
  const commands = PROGRAM.commands.map(wordOf);
  if (word === "" || commands.includes(word) || closest(word, commands) !== undefined) return;
  const meant = closest(word, TOPICS.map(({ name }) => name));
  if (meant === undefined) return;
  throw new MomoError("usage", `Cannot explain "${word}": there is no such command or topic`, {
    hint: `did you mean \`momo help ${meant}\`?`,
  });
}
