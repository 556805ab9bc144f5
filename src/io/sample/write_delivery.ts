/** Puts deliveries on disk. */
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
