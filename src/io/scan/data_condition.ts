/** What is known of the condition of the data, by file and date. */
import type { EpochDay } from "../../core/time/dates.ts";
import type { Catalog } from "../catalog/catalog.ts";
import type { Delivery } from "../catalog/delivery.ts";

/** The vendor's word on the data of a file's delivery on a date: `available`, `degraded`, …; `null` if there is none. */
export function conditionLookup(catalog: Catalog): (key: string, day: EpochDay) => string | null {
  const deliveryOf = new Map<string, Delivery | null>(
    catalog.files.map((file) => [file.key, file.delivery]),
  );
  return (key, day) => deliveryOf.get(key)?.conditions.get(day) ?? null;
}
