/** Metrics for those who ask: an HTTP server with one page. */
import { ioError } from "../store/io_error.ts";
import type { Metrics } from "./metrics.ts";

/** The page; `/` leads nowhere, so that nobody takes the server for more than it is. */
const PAGE = "/metrics";

/** Prometheus' text format 0.0.4. */
const TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8";

/** Serves metrics as they are when asked for, until it is disposed of. */
export class MetricsServer implements AsyncDisposable {
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  private constructor(server: Deno.HttpServer<Deno.NetAddr>) {
    this.#server = server;
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
    const onListen = () => {}; // it would print
    try {
      return new MetricsServer(
        Deno.serve({ hostname, port, onListen }, (request) => respond(request, metrics)),
      );
    } catch (error) {
      if (error instanceof Deno.errors.NotCapable) throw error;
      throw ioError("listen on", `${hostname}:${port}`, error);
    }
  }

  /** Where it listens. */
  get address(): { readonly hostname: string; readonly port: number } {
    const { hostname, port } = this.#server.addr;
    return { hostname, port };
  }

  /** Answers what was asked, and stops listening. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
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
