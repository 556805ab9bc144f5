/** Metrics for those who ask: an HTTP server with one page. */
import { ioError } from "../store/io_error.ts";
import type { Metrics } from "./metrics.ts";

/** The page; `/` leads nowhere, so that nobody takes the server for more than it is. */
const PAGE = "/metrics";

/** Prometheus' text format 0.0.4. */
const TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8";

/** Serves metrics as they are when asked for, until it is disposed of. */
export class MetricsServer implements Disposable {
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #leaving: AbortController;

  private constructor(server: Deno.HttpServer<Deno.NetAddr>, leaving: AbortController) {
    this.#server = server;
    this.#leaving = leaving;
    server.unref(); // a run does not go on for the sake of being watched
  }

  /**
   * Begins to listen.
   *
   * @param port 0 is any that is free.
   * @throws {MomoError} `io` if the address cannot be used.
   * @throws {Deno.errors.NotCapable} Without permission for the network.
   */
  static listen(
    metrics: Metrics,
    { hostname, port }: { readonly hostname: string; readonly port: number },
  ): MetricsServer {
    const leaving = new AbortController();
    const options = { hostname, port, signal: leaving.signal, onListen() {} }; // it would print
    try {
      const server = Deno.serve(options, (request) => respond(request, metrics));
      return new MetricsServer(server, leaving);
    } catch (error) {
      if (error instanceof Deno.errors.NotCapable) throw error;
      throw ioError("listen on", `${hostname}:${port}`, error);
    }
  }

  /** The page. */
  get url(): string {
    const { hostname, port } = this.#server.addr;
    return `http://${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}${PAGE}`;
  }

  /** Stops listening and ends all connections: whoever does not read or write holds up nobody. */
  [Symbol.dispose](): void {
    this.#leaving.abort();
  }
}

function respond({ method, url }: Request, metrics: Metrics): Response {
  if (new URL(url).pathname !== PAGE) {
    return new Response(`There is only ${PAGE}\n`, { status: 404 });
  }
  if (method !== "GET" && method !== "HEAD") {
    return new Response("Only GET\n", { status: 405, headers: { allow: "GET, HEAD" } });
  }
  return new Response(metrics.toPrometheus(), { headers: { "content-type": TEXT_FORMAT } });
}
