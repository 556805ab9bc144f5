/** Network addresses as people write them. */
import { MomoError } from "../core/error.ts";

const LOOPBACK = "127.0.0.1";

/** A host and a port. */
export interface NetworkAddress {
  readonly hostname: string;
  readonly port: number;
}

/**
 * Reads `HOST:PORT`; an IPv6 host stands in brackets, and without a host it is this machine alone.
 *
 * @param flag What said it, for messages.
 * @throws {MomoError} `usage` if the text has another form.
 */
export function parseAddress(flag: string, text: string): NetworkAddress {
  const parts = /^(?:\[([^\]]+)\]|([^:[\]\s]*)):(\d{1,5})$/.exec(text) ?? [];
  const [, bracketed, plain, portText] = parts;
  const hostname = bracketed ?? (plain === "" ? LOOPBACK : plain);
  const port = Number(portText);
  if (hostname === undefined || port > 65_535) {
    throw new MomoError(
      "usage",
      `Cannot use ${flag} "${text}": expected HOST:PORT, such as 127.0.0.1:13000`,
    );
  }
  return { hostname, port };
}

/** Whether a host is this machine and nobody else can reach it. */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "::1" || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** The error for a run without permission for the network; other errors stay what they are. */
export function networkError(error: unknown): unknown {
  if (!(error instanceof Deno.errors.NotCapable)) return error;
  return new MomoError("io", "Cannot use the network: momo was started without permission for it", {
    cause: error,
    hint: "start it with the permissions momo-net: deno run -P=momo-net …",
  });
}
