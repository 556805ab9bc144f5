/** Symbology types; the position is the code in DBN metadata and symbol mappings. */
export const STYPES = [
  "instrument_id",
  "raw_symbol",
  "smart",
  "continuous",
  "parent",
  "nasdaq_symbol",
  "cms_symbol",
  "isin",
  "us_code",
  "bbg_comp_id",
  "bbg_comp_ticker",
  "figi",
  "figi_ticker",
  "listing_id",
  "issuer_id",
  "security_id",
] as const;

/** The name of a symbology type. */
export type SType = typeof STYPES[number];

/** Code of an unset symbology type. */
export const STYPE_NONE = 0xff;

/** Other accepted spellings. */
const ALIASES: Readonly<Record<string, SType>> = {
  product_id: "instrument_id",
  native: "raw_symbol",
  nasdaq: "nasdaq_symbol",
  cms: "cms_symbol",
};

/** The symbology type that a text names, aliases included, or `undefined`. */
export function parseStype(text: string): SType | undefined {
  const named = STYPES.find((stype) => stype === text);
  return named ?? (Object.hasOwn(ALIASES, text) ? ALIASES[text] : undefined);
}
