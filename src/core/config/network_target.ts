/** Telling network addresses from files, where a setting may be either. */

/** `HOST:PORT`, without a slash. */
const HOST_AND_PORT = /^(\[[^\]]+\]|[^/\\[\]:]+):\d+$/;

/** Whether a text is an address: `:9464`, `HOST:9464`, or what begins with a colon; `./:9464` is a file. */
export function isNetworkTarget(text: string): boolean {
  return text.startsWith(":") || HOST_AND_PORT.test(text);
}
