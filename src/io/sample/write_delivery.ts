/** Puts deliveries on disk, and damages them where a test wants it. */
import { buildDelivery, type Delivery, type DeliveryOptions } from "./delivery.ts";

/** A delivery on disk. */
export interface WrittenDelivery {
  readonly jobId: string;
  /** Path of its directory. */
  readonly directory: string;
  /** Paths of its data files, by name. */
  readonly dataFiles: readonly string[];
}

/** Writes a delivery into a directory of its own below `root`. */
export function writeDelivery(root: string, options: DeliveryOptions): WrittenDelivery {
  return saveDelivery(root, buildDelivery(options));
}

/** Writes a delivery that is in memory, as `writeDelivery` does. */
export function saveDelivery(root: string, { jobId, files }: Delivery): WrittenDelivery {
  const directory = `${root}/${jobId}`;
  Deno.mkdirSync(directory, { recursive: true });
  for (const { name, bytes } of files) Deno.writeFileSync(`${directory}/${name}`, bytes);
  const dataFiles = files.map(({ name }) => name).filter((name) => !name.endsWith(".json"));
  return { jobId, directory, dataFiles: dataFiles.map((name) => `${directory}/${name}`) };
}

/** Cuts a file off, as an interrupted download leaves it. Negative counts are from its end. */
export function truncateFile(path: string, keptBytes: number): void {
  const size = Deno.statSync(path).size;
  Deno.truncateSync(path, keptBytes < 0 ? size + keptBytes : keptBytes);
}

/** Inverts the bits of one byte. */
export function corruptByte(path: string, offset: number): void {
  const bytes = Deno.readFileSync(path);
  bytes[offset]! ^= 0xff;
  Deno.writeFileSync(path, bytes);
}
