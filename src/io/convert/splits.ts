/** What records can be split by. */
export const SPLITS = ["symbol", "schema", "day", "week", "month", "year"] as const;

/** One of `SPLITS`. */
export type Split = typeof SPLITS[number];
