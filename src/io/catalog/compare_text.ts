/** Order of texts by code unit: the same on any host, whatever its language settings. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
