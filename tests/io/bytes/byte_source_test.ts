import assert from "node:assert/strict";
import { readPieces, readRange } from "../../../src/io/bytes/byte_source.ts";
import { openFileSource } from "../../../src/io/bytes/file_source.ts";
import { memorySource } from "../../../src/io/bytes/memory_source.ts";
import { MomoError } from "../../../src/core/error.ts";

function numbered(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => i & 0xff);
}

function withFile(bytes: Uint8Array, use: (path: string) => void): void {
  const path = Deno.makeTempFileSync();
  try {
    Deno.writeFileSync(path, bytes);
    use(path);
  } finally {
    Deno.removeSync(path);
  }
}

Deno.test("a file and a memory source of the same bytes read the same at every offset", () => {
  const bytes = numbered(300);

  withFile(bytes, (path) => {
    using file = openFileSource(path);
    using memory = memorySource(bytes, "memory");
    // backwards, so that every read has to seek
    for (let offset = 300; offset >= 0; offset--) {
      const a = new Uint8Array(17);
      const b = new Uint8Array(17);
      assert.equal(file.readInto(a, offset), Math.min(17, 300 - offset));
      assert.equal(memory.readInto(b, offset), Math.min(17, 300 - offset));
      assert.deepEqual(a, b);
    }
    assert.equal(file.size, 300);
    assert.equal(memory.size, 300);
  });
});

Deno.test("readInto() past the end reads nothing", () => {
  withFile(numbered(10), (path) => {
    using file = openFileSource(path);
    assert.equal(file.readInto(new Uint8Array(4), 10), 0);
    assert.equal(file.readInto(new Uint8Array(4), 1000), 0);
    assert.equal(memorySource(numbered(10), "m").readInto(new Uint8Array(4), 1000), 0);
  });
});

Deno.test("readRange() rejects a range past the end with offset and counts", () => {
  assert.throws(
    () => readRange(memorySource(numbered(10), "x.dbn"), 8, 4),
    new MomoError("io", 'Cannot read "x.dbn" at byte 8: expected 4 bytes, got 2'),
  );
});

Deno.test("readPieces() gives back all bytes of the range once", () => {
  const bytes = numbered(1000);

  const pieces = [...readPieces(memorySource(bytes, "m"), 7, 1000, 64)];

  assert.deepEqual(Uint8Array.from(pieces.flatMap((piece) => [...piece])), bytes.subarray(7));
  assert.equal(Math.max(...pieces.map((piece) => piece.length)), 64);
});

Deno.test("openFileSource() names a missing file and a directory", () => {
  const missing = `${Deno.cwd()}/no/such.dbn`;

  assert.throws(
    () => openFileSource(missing),
    (error: MomoError) =>
      error.code === "not_found" && error.message === `Cannot open "${missing}": no such file`,
  );
  assert.throws(
    () => openFileSource(Deno.cwd()),
    (error: MomoError) => error.code === "io" && error.message.includes("it is a directory"),
  );
});

Deno.test("close() twice is harmless, and reading afterwards is an error", () => {
  withFile(numbered(10), (path) => {
    const file = openFileSource(path);
    file.close();
    file.close();
    assert.throws(() => file.readInto(new Uint8Array(1), 0), MomoError);
  });
});
