/**
 * Builds `dist/momo`, one file that runs on hosts without Deno and Node.
 *
 *     deno task compile
 *     deno task compile --target linux-arm64 --out /tmp/momo
 */
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { basename, dirname, join } from "node:path";
import { parseArgs } from "node:util";
import project from "../../deno.json" with { type: "json" };
import { messageOf, MomoError } from "../../src/core/error.ts";
import { writeFileAtomic } from "../../src/io/store/atomic_file.ts";
import { writeAll } from "../../src/io/text/byte_sink.ts";
import { type BuildFacts, bundleProgram } from "./bundle.ts";
import { selfExtracting } from "./self_extracting.ts";
import { ownTarget, parseTarget, runtimeOf, type Target, TARGETS } from "./targets.ts";

const USAGE = `Builds momo as one file, and SHA256SUMS beside it.

Usage: deno task compile [--target TARGET] [--out FILE] [--form FORM] [--runtime FILE]

  --target TARGET  ${TARGETS.join(", ")}; by default this system
  --out FILE       default dist/momo, with the target after it if it is another system
  --form FORM      compile: with deno compile, which needs denort; extract: a file that unpacks
                   itself on first use; default: compile if DENORT_BIN is set, else extract
  --runtime FILE   the deno program of the target, for --form extract; default this one, for other
                   systems that of its npm package
  -h, --help       this text
`;

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** `deno compile` names targets its own way. */
const COMPILE_TARGETS: Record<Target, string> = {
  "linux-x64": "x86_64-unknown-linux-gnu",
  "linux-arm64": "aarch64-unknown-linux-gnu",
  "macos-x64": "x86_64-apple-darwin",
  "macos-arm64": "aarch64-apple-darwin",
};

/** Flags of a set of permissions. */
function permissionFlags(set: "momo" | "momo-net"): string[] {
  return Object.entries(project.permissions[set]).map(([name, value]) =>
    value === true ? `--allow-${name}` : `--allow-${name}=${[value].flat().join(",")}`
  );
}

/** Commit and its time; both null outside a checkout. Nothing else may differ between two builds of the same sources. */
async function buildFacts(form: string): Promise<BuildFacts> {
  try {
    const { success, stdout } = await new Deno.Command("git", {
      args: ["log", "-1", "--format=%H %cI"],
      cwd: ROOT,
      stderr: "null",
    }).output();
    const [commit, date] = new TextDecoder().decode(stdout).trim().split(" ");
    if (success && commit && date) return { commit, date, form };
  } catch {
    // no git here
  }
  return { commit: null, date: null, form };
}

async function extracting(
  target: Target,
  work: string,
  runtime: string | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  const program = await bundleProgram(ROOT, work, await buildFacts("self-extracting"));
  const stub = await Deno.readTextFile(new URL("stub.sh", import.meta.url));
  return selfExtracting(stub, {
    ...{ name: project.name, version: project.version, target, program },
    runtime: runtime === undefined
      ? await runtimeOf(target, join(work, "runtime"))
      : await Deno.readFile(runtime),
    permissions: permissionFlags("momo"),
    netPermissions: permissionFlags("momo-net"),
  });
}

async function compiled(target: Target, work: string): Promise<Uint8Array<ArrayBuffer>> {
  const program = await bundleProgram(ROOT, work, await buildFacts("compiled"));
  const out = join(work, "momo");
  const pieces = [...program.keys()].flatMap((name) => ["--include", join("bundle", name)]);
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...[
        "compile",
        "-q",
        "--no-config",
        "--no-npm",
        "--no-prompt",
        ...permissionFlags("momo-net"),
      ],
      ...["--target", COMPILE_TARGETS[target], "--output", out, ...pieces, "bundle/main.js"],
    ],
    cwd: work,
    stderr: "piped",
  }).output();
  if (!success) throw notCompiled(new TextDecoder().decode(stderr).trim());
  if (target === ownTarget()) await checkCompiled(out);
  return await Deno.readFile(out);
}

/** `deno compile` takes any program for denort; only the right one runs what is put behind it. */
async function checkCompiled(program: string): Promise<void> {
  const { stdout } = await new Deno.Command(program, { args: ["--version"], stderr: "null" })
    .output();
  const said = new TextDecoder().decode(stdout).trim();
  const expected = `${project.name} ${project.version} (compiled)`;
  if (said !== expected) {
    throw notCompiled(`what it made says "${said.split("\n")[0]}" instead of "${expected}"`);
  }
}

function notCompiled(reason: string): MomoError {
  return new MomoError("io", `Cannot build with deno compile: ${reason}`, {
    hint: "set DENORT_BIN to the runtime of compiled programs (denort), or use --form extract",
  });
}

async function build(args: string[]): Promise<string> {
  const { target: named, out: given, form: wanted, runtime, help } = parse(args);
  if (help) return USAGE;
  const target = named === undefined ? ownTarget() : parseTarget(named);
  const suffix = target === ownTarget() ? "" : `-${target}`;
  const out = given ?? join(ROOT, "dist", `${project.name}${suffix}`);
  const form = wanted ?? (Deno.env.get("DENORT_BIN") === undefined ? "extract" : "compile");
  if (form !== "extract" && form !== "compile") {
    throw new MomoError("usage", `Cannot use --form "${form}": expected compile or extract`);
  }
  const work = await Deno.makeTempDir({ prefix: "momo-build-" });
  try {
    const bytes = form === "extract"
      ? await extracting(target, work, runtime)
      : await compiled(target, work);
    await Deno.mkdir(dirname(out), { recursive: true });
    await writeFileAtomic(out, async (file) => await writeAll(file, bytes));
    await Deno.chmod(out, 0o755);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    await noteSum(join(dirname(out), "SHA256SUMS"), basename(out), sha256);
    return `${out}: ${form} form for ${target}, ${(bytes.length / 1e6).toFixed(1)} MB\n`;
  } finally {
    await Deno.remove(work, { recursive: true });
  }
}

/** Puts the line of a file into SHA256SUMS, in place of the one it had. */
async function noteSum(path: string, name: string, sha256: string): Promise<void> {
  let lines: string[] = [];
  try {
    lines = (await Deno.readTextFile(path)).trim().split("\n");
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const others = lines.filter((line) => line !== "" && line.split("  ")[1] !== name);
  const sorted = [...others, `${sha256}  ${name}`].sort((a, b) =>
    a.slice(66) < b.slice(66) ? -1 : 1
  );
  const text = new TextEncoder().encode(sorted.join("\n") + "\n");
  await writeFileAtomic(path, async (file) => await writeAll(file, text));
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        target: { type: "string" },
        out: { type: "string" },
        form: { type: "string" },
        runtime: { type: "string" },
        help: { type: "boolean", short: "h", default: false },
      },
    }).values;
  } catch (error) {
    throw new MomoError("usage", `Cannot build: ${messageOf(error)}`, { cause: error });
  }
}

if (import.meta.main) {
  try {
    await Deno.stdout.write(new TextEncoder().encode(await build(Deno.args)));
  } catch (error) {
    if (!(error instanceof MomoError)) throw error;
    const hint = error.hint === undefined ? "" : `\nhint: ${error.hint}\n`;
    await Deno.stderr.write(new TextEncoder().encode(`error: ${error.message}\n${hint}`));
    Deno.exitCode = error.code === "usage" ? 2 : 1;
  }
}
