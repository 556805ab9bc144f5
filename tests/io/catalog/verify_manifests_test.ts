import assert from "node:assert/strict";
import { openCatalog } from "../../../src/io/catalog/catalog.ts";
import { verifyManifests } from "../../../src/io/catalog/verify_manifests.ts";
import { corruptByte, truncateFile } from "../sample/damage.ts";
import { TemporaryDirectory } from "../store/temporary_directory.ts";
import { deliver } from "./small_delivery.ts";

const NEVER = new AbortController().signal;

/** What verifying the deliveries of some roots finds. */
async function verified(roots: readonly string[]): Promise<{ errors: string[]; files: string[] }> {
  const { deliveries, problems } = openCatalog(roots);
  const before = new Set(problems.all);
  const files: string[] = [];
  await verifyManifests(deliveries, problems, NEVER, (_, name) => files.push(name));
  const errors = problems.all.filter((problem) => !before.has(problem));
  assert.ok(errors.every(({ severity }) => severity === "error"));
  return { errors: errors.map(({ message }) => message), files };
}

Deno.test("whole deliveries match their manifests", async () => {
  await using directory = await TemporaryDirectory.create();
  const { dataFiles } = deliver(directory.path, { jobId: "JOB" });

  const { errors, files } = await verified([directory.path]);

  assert.deepEqual(errors, []);
  assert.equal(files.length, dataFiles.length + 3); // with condition, metadata and symbology
});

Deno.test("a file of another size and one of another content are errors that say which", async () => {
  await using directory = await TemporaryDirectory.create();
  const { dataFiles: [first, second] } = deliver(directory.path, { jobId: "JOB" });
  const { size } = await Deno.stat(first!);
  truncateFile(first!, size - 7);
  corruptByte(second!, 20);

  const { errors } = await verified([directory.path]);

  assert.deepEqual(errors, [
    `"${first}" does not match its manifest: it has ${size - 7} bytes, expected ${size}`,
    `"${second}" does not match its manifest: its sha256 differs`,
  ]);
});

Deno.test("a file that is absent is no matter of verification", async () => {
  await using directory = await TemporaryDirectory.create();
  const { dataFiles } = deliver(directory.path, { jobId: "JOB" });
  await Deno.remove(dataFiles[0]!);

  const { errors } = await verified([directory.path]);

  assert.deepEqual(errors, []);
});

Deno.test("of a delivery of which one file was given, that file is verified, and once", async () => {
  await using directory = await TemporaryDirectory.create();
  const { dataFiles: [first, second] } = deliver(directory.path, { jobId: "JOB" });
  corruptByte(second!, 20);

  assert.deepEqual(await verified([first!]), {
    errors: [],
    files: [first!.split("/").at(-1)],
  });
  const both = await verified([second!, directory.path]);
  assert.equal(both.errors.length, 1);
  assert.equal(new Set(both.files).size, both.files.length);
});

Deno.test("verifying ends when it is interrupted", async () => {
  await using directory = await TemporaryDirectory.create();
  deliver(directory.path, { jobId: "JOB" });
  const { deliveries, problems } = openCatalog([directory.path]);
  const reason = new Error("stop");

  const run = verifyManifests(deliveries, problems, AbortSignal.abort(reason));

  await assert.rejects(run, reason);
});
