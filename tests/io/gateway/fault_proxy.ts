/** A TCP proxy that does to a connection what a network or a gateway may do to it. */
import net from "node:net";

/** What happens to the bytes from the gateway, counted from the start of a connection. */
export type Fault =
  /** Closes the connection after so many bytes. */
  | { readonly kind: "eof"; readonly after: number }
  /** Resets it. */
  | { readonly kind: "reset"; readonly after: number }
  /** Passes no more bytes on, and leaves the connection open. */
  | { readonly kind: "silence"; readonly after: number }
  /** Inserts bytes, and goes on. */
  | { readonly kind: "garbage"; readonly after: number; readonly bytes: Uint8Array }
  /** Closes the connection before the first byte. */
  | { readonly kind: "refuse" }
  | { readonly kind: "none" };

/** Passes connections on to a gateway; the n-th has the n-th fault, those after the last none. */
export class FaultProxy implements AsyncDisposable {
  /** Connections so far. */
  connections = 0;
  /** What clients sent, one text per connection. */
  readonly sent: string[] = [];
  readonly #server: net.Server;
  readonly #sockets = new Set<net.Socket>();
  readonly #closed: Promise<void>[] = [];

  private constructor(server: net.Server) {
    this.#server = server;
  }

  /** Listens on a free port of loopback. @param pieceBytes Size of the pieces that bytes are passed on in. */
  static async start(
    target: { readonly hostname: string; readonly port: number },
    faults: readonly Fault[],
    pieceBytes = Infinity,
  ): Promise<FaultProxy> {
    const server = net.createServer();
    const proxy = new FaultProxy(server);
    server.on("connection", (client) => {
      const fault = faults[proxy.connections++] ?? { kind: "none" };
      proxy.#join(client, target, fault, pieceBytes);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  get address(): { readonly hostname: string; readonly port: number } {
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new TypeError("it does not listen");
    return { hostname: "127.0.0.1", port: address.port };
  }

  #join(
    client: net.Socket,
    target: { readonly hostname: string; readonly port: number },
    fault: Fault,
    pieceBytes: number,
  ): void {
    this.#keep(client);
    if (fault.kind === "refuse") {
      client.destroy();
      return;
    }
    const index = this.sent.push("") - 1;
    const gateway = net.connect(target.port, target.hostname);
    this.#keep(gateway);
    client.setNoDelay(true);
    client.on("data", (bytes) => {
      this.sent[index] += new TextDecoder().decode(bytes);
      gateway.write(bytes);
    });
    client.on("end", () => gateway.end());
    client.on("close", () => gateway.destroy());
    const flow = new FaultyFlow(client, gateway, fault, pieceBytes);
    gateway.on("data", (bytes) => flow.take(bytes));
    gateway.on("end", () => flow.end());
    gateway.on("close", () => flow.end());
  }

  #keep(socket: net.Socket): void {
    this.#sockets.add(socket);
    socket.on("error", () => {}); // resets are what this is about
    this.#closed.push(
      new Promise((resolve) =>
        socket.on("close", () => {
          this.#sockets.delete(socket);
          resolve();
        })
      ),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(this.#closed);
    await closed;
  }
}

/** Passes bytes on until the fault strikes. */
class FaultyFlow {
  #passed = 0;
  #hasStruck = false;

  constructor(
    readonly client: net.Socket,
    readonly gateway: net.Socket,
    readonly fault: Fault,
    readonly pieceBytes: number,
  ) {}

  take(bytes: Uint8Array): void {
    if (this.#isSilent) return;
    const { fault } = this;
    const after = "after" in fault && !this.#hasStruck ? fault.after : Infinity;
    const count = Math.min(bytes.length, Math.max(after - this.#passed, 0));
    this.#passed += bytes.length;
    if (count === bytes.length) return this.#pass(bytes);
    this.#hasStruck = true;
    if (fault.kind === "garbage") {
      // in one piece with the bytes around it, as it would be in a segment
      this.#pass(join([bytes.subarray(0, count), fault.bytes, bytes.subarray(count)]));
      return;
    }
    this.#pass(bytes.subarray(0, count));
    if (fault.kind === "eof") this.client.end();
    if (fault.kind === "reset") this.client.resetAndDestroy();
  }

  end(): void {
    if (!this.#hasStruck) this.client.end();
  }

  get #isSilent(): boolean {
    return this.#hasStruck && this.fault.kind !== "garbage";
  }

  #pass(bytes: Uint8Array): void {
    for (let from = 0; from < bytes.length; from += this.pieceBytes) {
      const isFree = this.client.write(bytes.slice(from, from + this.pieceBytes));
      if (!isFree && !this.gateway.isPaused()) {
        this.gateway.pause();
        this.client.once("drain", () => this.gateway.resume());
      }
    }
  }
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
