/** Writes a megabyte to a file and prints the expected error that this leads to. */
import { MomoError } from "../../../src/core/error.ts";
import { writeFileAtomic } from "../../../src/io/store/atomic_file.ts";

const [path = ""] = Deno.args;
try {
  await writeFileAtomic(path, async (file) => {
    for (let i = 0; i < 16; i++) await file.write(new Uint8Array(65_536));
  });
} catch (error) {
  if (!(error instanceof MomoError)) throw error;
  const { code, message } = error;
  await Deno.stdout.write(new TextEncoder().encode(JSON.stringify({ code, message })));
}
