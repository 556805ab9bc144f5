/** A number and what it counts: `1 day`, `74 days`, `1,234 days`. @param noun Singular; its plural takes an s. */
export function counted(value: number, noun: string): string {
  return `${value.toLocaleString("en-US")} ${noun}${value === 1 ? "" : "s"}`;
}
