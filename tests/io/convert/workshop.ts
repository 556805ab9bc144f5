/** A directory of small files in which `momo load` runs, in this process. */
import assert from "node:assert/strict";
import { main } from "../../../src/main.ts";
import type { DbnMetadata } from "../../../src/io/dbn/metadata.ts";
import { decodeMetadata } from "../../../src/io/dbn/metadata_decode.ts";
import { encodeMetadata } from "../../../src/io/dbn/metadata_encode.ts";
import { TemporaryDirectory } from "../store/temporary_directory.ts";

/** A DBN file taken apart. */
export interface Loaded {
  readonly metadata: DbnMetadata;
  readonly records: Uint8Array;
}

function taken(bytes: Uint8Array): Loaded {
  const metadata = decodeMetadata(bytes, "out");
  return { metadata, records: bytes.slice(encodeMetadata(metadata).length) };
}

/** Files in a directory of their own, and what `momo load` makes of them. */
export class Workshop implements AsyncDisposable {
  private constructor(readonly directory: TemporaryDirectory) {}

  static async open(files: Readonly<Record<string, Uint8Array>>): Promise<Workshop> {
    const directory = await TemporaryDirectory.create();
    for (const [name, bytes] of Object.entries(files)) {
      await Deno.writeFile(directory.file(name), bytes);
    }
    return new Workshop(directory);
  }

  /** Runs `momo load` on files, by their names, and returns its exit code. */
  run(names: readonly string[], ...flags: string[]): Promise<number> {
    const paths = names.map((name) => this.directory.file(name));
    return main(["load", ...paths, ...flags, "-q", "--no-config"]);
  }

  /** What a conversion to DBN gives. */
  async load(names: readonly string[], ...flags: string[]): Promise<Loaded> {
    const path = this.directory.file("out.dbn");
    assert.equal(await this.run(names, ...flags, "-f", "-o", path), 0);
    return taken(await Deno.readFile(path));
  }

  /** The outputs of a split to DBN, by their key. */
  async split(names: readonly string[], by: string, placeholder: string, ...flags: string[]) {
    const pattern = this.directory.file(`split-{${placeholder}}.dbn`);
    const code = await this.run(names, "--split-by", by, "--output-pattern", pattern, ...flags);
    assert.equal(code, 0);
    const outputs = new Map<string, Loaded>();
    for (const name of await this.directory.names()) {
      const key = /^split-(.*)\.dbn$/.exec(name)?.[1];
      if (key === undefined) continue;
      outputs.set(key, taken(await Deno.readFile(this.directory.file(name))));
      await Deno.remove(this.directory.file(name));
    }
    return outputs;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.directory[Symbol.asyncDispose]();
  }
}
