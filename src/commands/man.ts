import { join } from "node:path";
import { makeDirectory } from "../io/store/make_directory.ts";
import { writeFileAtomic } from "../io/store/atomic_file.ts";
import { writeAll } from "../io/text/byte_sink.ts";
import { printLines } from "../io/text/stdout.ts";
import type { CommandDefinition } from "./command.ts";
import { findCommand } from "./find_command.ts";
import { allPages, manPage } from "./man_page.ts";

/** `momo man`. */
export const MAN: CommandDefinition<"man"> = {
  name: "man",
  examples: [
    { says: "Print the manual page of a command", line: "momo man scan" },
    { says: "Print that of the program", line: "momo man" },
    { says: "Install all pages", line: "momo man -o ~/.local/share/man/man1" },
  ],
  operands: {
    ...{ name: "COMMAND", min: 0, max: 2, completes: "commands" },
    help: "Words of the command; none for the program",
  },
  notes: ["To read a page: `momo man scan | man -l -`. Pages that are in DIR are replaced."],
  resolves: "flags",

  async run({ settings: { manOutput }, operands, signal, log }) {
    if (manOutput === undefined) {
      const { text } = await manPage(findCommand(operands).entry);
      await printLines([text.trimEnd()]);
      return 0;
    }
    await makeDirectory(manOutput);
    const pages = await allPages();
    for (const { file, text } of pages) {
      const bytes = new TextEncoder().encode(text);
      await writeFileAtomic(join(manOutput, file), (sink) => writeAll(sink, bytes), signal);
    }
    log.notice("man", `${manOutput}: ${pages.length} pages`);
    return 0;
  },
};
