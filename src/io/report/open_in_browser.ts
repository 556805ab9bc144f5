/** Showing a file to the user. */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { writeAll } from "../text/byte_sink.ts";
import { STANDARD_OUTPUT } from "../text/stdout.ts";

/** What opens a URL, by operating system. */
function openerOf(os: typeof Deno.build.os): readonly [command: string, ...args: string[]] {
  if (os === "darwin") return ["open"];
  if (os === "windows") return ["rundll32", "url.dll,FileProtocolHandler"];
  return ["xdg-open"];
}

/** Opens a file in the browser. Where no program may be started, or none is there, its URL is printed. */
export async function openInBrowser(path: string): Promise<void> {
  const url = pathToFileURL(resolve(path)).href;
  const [command, ...args] = openerOf(Deno.build.os);
  if (await start(command, [...args, url])) return;
  await writeAll(STANDARD_OUTPUT, new TextEncoder().encode(`${url}\n`));
}

async function start(command: string, args: readonly string[]): Promise<boolean> {
  const { state } = await Deno.permissions.query({ name: "run", command });
  if (state !== "granted") return false;
  try {
    const opener = new Deno.Command(command, {
      ...{ args: [...args], stdin: "null", stdout: "null", stderr: "null" },
    });
    return (await opener.output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
