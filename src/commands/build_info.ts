import { fileURLToPath } from "node:url";
import project from "../../deno.json" with { type: "json" };
import { checkedOutCommit } from "../io/observe/commit.ts";
import { BUILD } from "../build.ts";

/** Versions of the DBN format that momo reads and writes. */
const DBN_VERSIONS = [1, 2, 3] as const;

/** What `momo version --json` prints. */
export interface BuildInfo {
  readonly name: string;
  readonly version: string;
  readonly commit: string | null;
  readonly date: string | null;
  readonly deno: string;
  readonly dbn: readonly number[];
  readonly form: string;
}

/** Version of the program. */
export const VERSION: string = project.version;

/** `momo 0.1.0`. */
export const VERSION_LINE = `${project.name} ${VERSION}`;

/** What `momo --version` prints: `momo 0.1.0`, of a build with its form. */
export const VERSION_TEXT: string = VERSION_LINE +
  (BUILD.form === "source" ? "" : ` (${BUILD.form})`);

/** All about this program; run from its sources, the commit is that of the checkout. */
export async function readBuildInfo(): Promise<BuildInfo> {
  const root = fileURLToPath(new URL("../../", import.meta.url));
  const checkedOut = BUILD.form === "source" ? await checkedOutCommit(root) : undefined;
  return {
    name: project.name,
    version: VERSION,
    commit: BUILD.commit ?? checkedOut ?? null,
    date: BUILD.date,
    deno: Deno.version.deno,
    dbn: DBN_VERSIONS,
    form: BUILD.form,
  };
}
