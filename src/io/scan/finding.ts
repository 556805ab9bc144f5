/** One result of checking an index. */
export interface Finding {
  readonly severity: "ok" | "warning" | "error";
  /** What was checked: `schema`, `hashes`, `order`, `references`, `inputs`. */
  readonly check: string;
  /** One sentence. */
  readonly message: string;
}
