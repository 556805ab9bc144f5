import assert from "node:assert/strict";
import {
  compareFingerprints,
  fileFingerprint,
  isUnchanged,
  sha256OfFile,
} from "../../../src/io/store/fingerprint.ts";
import { TemporaryDirectory } from "./temporary_directory.ts";

// SHA-256 of "abc": FIPS 180-4, appendix B.1.
const SHA256_OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
const EARLIER = new Date("2025-03-24T13:30:00Z");
const LATER = new Date("2025-03-24T13:30:01Z");

Deno.test("sha256OfFile() gives the published digest of abc", async () => {
  await using directory = await TemporaryDirectory.create();
  await Deno.writeTextFile(directory.file("a"), "abc");

  assert.equal(await sha256OfFile(directory.file("a")), SHA256_OF_ABC);
});

Deno.test("sha256OfFile() agrees with Web Crypto on files longer than its buffer", async () => {
  await using directory = await TemporaryDirectory.create();
  const bytes = Uint8Array.from({ length: 2_500_001 }, (_, i) => (i * i) >> 7);
  await Deno.writeFile(directory.file("a"), bytes);

  const expected = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();

  assert.equal(await sha256OfFile(directory.file("a")), expected);
});

Deno.test("sha256OfFile() stops when it is told to", async () => {
  await using directory = await TemporaryDirectory.create();
  await Deno.writeTextFile(directory.file("a"), "abc");
  const reason = new Error("enough");

  await assert.rejects(sha256OfFile(directory.file("a"), AbortSignal.abort(reason)), reason);
});

Deno.test("fileFingerprint() takes size and time without reading the file", async () => {
  await using directory = await TemporaryDirectory.create();
  await Deno.writeTextFile(directory.file("a"), "abc");
  await Deno.utime(directory.file("a"), EARLIER, EARLIER);

  const fingerprint = await fileFingerprint(directory.file("a"));

  assert.deepEqual(fingerprint, { sizeBytes: 3, mtimeMs: EARLIER.getTime() });
});

Deno.test("a missing file is not found, with its path in the message", async () => {
  await using directory = await TemporaryDirectory.create();
  const path = directory.file("none.dbn.zst");
  const expected = {
    code: "not_found",
    message: `Cannot read "${path}": no such file or directory`,
  };

  await assert.rejects(fileFingerprint(path), expected);
  await assert.rejects(sha256OfFile(path), expected);
});

Deno.test("compareFingerprints() trusts hashes over times, and says when it cannot tell", () => {
  const file = { sizeBytes: 3, mtimeMs: 1, sha256: "aa" };

  assert.equal(compareFingerprints(file, { sizeBytes: 3, mtimeMs: 2, sha256: "aa" }), "same");
  assert.equal(compareFingerprints(file, { sizeBytes: 3, mtimeMs: 1, sha256: "bb" }), "different");
  assert.equal(compareFingerprints(file, { sizeBytes: 4, mtimeMs: 1 }), "different");
  assert.equal(compareFingerprints(file, { sizeBytes: 3, mtimeMs: 1 }), "same");
  assert.equal(compareFingerprints(file, { sizeBytes: 3, mtimeMs: 2 }), "unknown");
  assert.equal(compareFingerprints({ sizeBytes: 3 }, { sizeBytes: 3 }), "unknown");
});

Deno.test("isUnchanged() hashes a file only if size and time leave it open", async () => {
  await using directory = await TemporaryDirectory.create();
  const path = directory.file("a");
  await Deno.writeTextFile(path, "abc");
  await Deno.utime(path, LATER, LATER);
  const sameTime = { sizeBytes: 3, mtimeMs: LATER.getTime() };
  const otherTime = { sizeBytes: 3, mtimeMs: EARLIER.getTime() };

  assert.ok(await isUnchanged(path, { ...sameTime, sha256: "not read" }));
  assert.ok(await isUnchanged(path, { ...otherTime, sha256: SHA256_OF_ABC }));
  assert.ok(!await isUnchanged(path, { ...otherTime, sha256: "other" }));
  assert.ok(!await isUnchanged(path, otherTime));
  assert.ok(!await isUnchanged(path, { ...sameTime, sizeBytes: 4 }));
});
