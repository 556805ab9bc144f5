async function python(code: string, args: readonly string[]): Promise<string | undefined> {
  try {
    const command = new Deno.Command("python3", { args: ["-c", code, ...args], stderr: "null" });
    const { success, stdout } = await command.output();
    return success ? new TextDecoder().decode(stdout) : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Whether `python3` is there and can import pyarrow; says so on stderr if not, since tests are skipped then. */
export async function hasPyarrow(skipped: string): Promise<boolean> {
  if (await python("import pyarrow", []) !== undefined) return true;
  const line = `skipped: ${skipped}: python3 cannot import pyarrow here\n`;
  await Deno.stderr.write(new TextEncoder().encode(line));
  return false;
}

/** What a Python program prints as JSON. */
export async function runPython(code: string, ...args: readonly string[]): Promise<unknown> {
  const output = await python(code, args);
  if (output === undefined) throw new Error("the Python program failed");
  return JSON.parse(output);
}
