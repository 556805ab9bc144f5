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
  /**
   * Inserts bytes between two records, and goes on; anywhere if they are compressed. Inside a record nobody could tell
   * wrong bytes from right ones: the network's checksums are there for that.
   */
  | { readonly kind: "garbage"; readonly after: number; readonly bytes: Uint8Array }
  /** Closes the connection so many bytes behind the begin of the first record after so many; 0 is a clean end. */
  | { readonly kind: "inside"; readonly after: number; readonly byte: number }
  /** Sends bytes, such as an error record, in the place of the first record after so many, and closes the connection. */
  | { readonly kind: "last"; readonly after: number; readonly bytes: Uint8Array }
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
      this.sent[index] += new TextDecoder().decode(bytesOf(bytes));
      gateway.write(bytes);
    });
    client.on("end", () => gateway.end());
    client.on("close", () => gateway.destroy());
    const flow = new FaultyFlow(client, gateway, fault, pieceBytes);
    gateway.on("data", (bytes) => flow.take(bytesOf(bytes)));
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
  readonly #records = new RecordBoundaries();
  #fault: Fault;
  #hasStruck = false;

  constructor(
    readonly client: net.Socket,
    readonly gateway: net.Socket,
    fault: Fault,
    readonly pieceBytes: number,
  ) {
    this.#fault = fault;
  }

  take(bytes: Uint8Array): void {
    if (this.#isSilent) return;
    const at = this.#placeIn(bytes);
    this.#passed += bytes.length;
    if (at >= bytes.length) return this.#pass(bytes);
    this.#hasStruck = true;
    this.#strike(bytes, at);
  }

  /** Where in the bytes the fault strikes; their length if it does not. */
  #placeIn(bytes: Uint8Array): number {
    const fault = this.#fault;
    if (!("after" in fault) || this.#hasStruck) return bytes.length;
    const from = Math.min(bytes.length, Math.max(fault.after - this.#passed, 0));
    if (fault.kind === "garbage" || fault.kind === "last") {
      return this.#records.boundaryFrom(bytes, from);
    }
    if (fault.kind !== "inside") return from;
    const begin = this.#records.boundaryFrom(bytes, from);
    if (begin === bytes.length) return begin;
    this.#fault = { kind: "eof", after: this.#passed + begin + fault.byte }; // maybe in the next bytes
    return begin + fault.byte;
  }

  #strike(bytes: Uint8Array, at: number): void {
    const fault = this.#fault;
    if (fault.kind === "garbage") {
      // in one piece with the bytes around it, as it would be in a segment
      this.#pass(join([bytes.subarray(0, at), fault.bytes, bytes.subarray(at)]));
      return;
    }
    this.#pass(bytes.subarray(0, at));
    if (fault.kind === "last") this.#pass(fault.bytes);
    if (fault.kind === "eof" || fault.kind === "last") this.client.end();
    if (fault.kind === "reset") this.client.resetAndDestroy();
  }

  end(): void {
    if (!this.#hasStruck) this.client.end();
  }

  get #isSilent(): boolean {
    return this.#hasStruck && this.#fault.kind !== "garbage";
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

/** Sockets without an encoding give bytes. */
function bytesOf(data: string | Uint8Array): Uint8Array {
  return typeof data === "string" ? new TextEncoder().encode(data) : data;
}

const LINES = 3; // greeting, challenge, answer to the authentication
const METADATA_PRELUDE = 8; // bytes, the last four of which say how many follow

/** Knows where records begin in the bytes from a gateway. */
class RecordBoundaries {
  #lines = 0;
  /** Bytes until the next boundary. */
  #left = 0;
  #head: number[] = [];
  #state: "text" | "metadata" | "records" | "compressed" = "text";

  /** The first boundary at `from` or behind it; the length of the bytes if there is none. All are taken in. */
  boundaryFrom(bytes: Uint8Array, from: number): number {
    let found = bytes.length;
    for (let i = 0; i < bytes.length; i++) {
      const isBoundary = this.#state === "compressed" ||
        (this.#state === "records" && this.#left === 0);
      if (isBoundary && i >= from && found === bytes.length) found = i;
      this.#step(bytes[i]!);
    }
    return found;
  }

  #step(byte: number): void {
    if (this.#state === "text") {
      if (byte === 0x0a && ++this.#lines === LINES) this.#state = "metadata";
    } else if (this.#state === "metadata") {
      this.#stepMetadata(byte);
    } else if (this.#state === "records") {
      this.#left = this.#left === 0 ? byte * 4 - 1 : this.#left - 1;
    }
  }

  #stepMetadata(byte: number): void {
    if (this.#head.length < METADATA_PRELUDE) {
      this.#head.push(byte);
      if (this.#head[0] !== 0x44) this.#state = "compressed"; // not the D of DBN
      const [, , , , a = 0, b = 0, c = 0, d = 0] = this.#head;
      this.#left = a + b * 2 ** 8 + c * 2 ** 16 + d * 2 ** 24;
    } else if (--this.#left === 0) {
      this.#state = "records";
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
