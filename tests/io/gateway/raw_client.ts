/** A client that sends the lines it is told to and keeps the bytes it gets: no code of the program's own client. */

/** One record as it was received. */
export interface RawRecord {
  readonly rtype: number;
  readonly instrumentId: number;
  readonly time: bigint;
  readonly bytes: Uint8Array;
  /** Text and code of messages. */
  readonly text: string;
  readonly code: number;
}

/** A connection to a gateway. */
export class RawClient implements Disposable {
  #rest: Uint8Array = new Uint8Array(0);

  private constructor(readonly conn: Deno.TcpConn) {}

  static async connect(address: { hostname: string; port: number }): Promise<RawClient> {
    return new RawClient(await Deno.connect(address));
  }

  async send(text: string | Uint8Array): Promise<void> {
    let bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
    while (bytes.length > 0) bytes = bytes.subarray(await this.conn.write(bytes));
  }

  /** The next line, without its end; `null` at the end. */
  async line(): Promise<string | null> {
    let end = this.#rest.indexOf(0x0a);
    while (end < 0) {
      if (!await this.#more()) return null;
      end = this.#rest.indexOf(0x0a);
    }
    return new TextDecoder().decode(this.#take(end + 1)).slice(0, -1);
  }

  /** The next bytes; `null` if the stream ends before. */
  async bytes(count: number): Promise<Uint8Array | null> {
    while (this.#rest.length < count) if (!await this.#more()) return null;
    return this.#take(count);
  }

  /** Bytes of the metadata. */
  async metadata(): Promise<Uint8Array> {
    const prelude = (await this.bytes(8))!;
    const size = new DataView(prelude.buffer, prelude.byteOffset).getUint32(4, true);
    return Uint8Array.of(...prelude, ...(await this.bytes(size))!);
  }

  async record(): Promise<RawRecord | null> {
    const head = await this.bytes(1);
    if (head === null) return null;
    const rest = await this.bytes(head[0]! * 4 - 1);
    if (rest === null) throw new Error("cut inside a record");
    const bytes = Uint8Array.of(head[0]!, ...rest);
    const view = new DataView(bytes.buffer);
    const isError = bytes[1] === 0x15;
    const isMessage = isError || bytes[1] === 0x17;
    return {
      ...{ rtype: bytes[1]!, bytes, instrumentId: view.getUint32(4, true) },
      time: view.getBigUint64(8, true),
      text: isMessage ? new TextDecoder().decode(bytes.subarray(16, bytes.indexOf(0, 16))) : "",
      code: isMessage ? bytes[isError ? 318 : 319]! : 0,
    };
  }

  /** All records until the end. */
  async records(): Promise<RawRecord[]> {
    const records: RawRecord[] = [];
    for (let next = await this.record(); next !== null; next = await this.record()) {
      records.push(next);
    }
    return records;
  }

  async #more(): Promise<boolean> {
    const bytes = new Uint8Array(64 * 1024);
    const count = await this.conn.read(bytes);
    if (count === null) return false;
    const joined = new Uint8Array(this.#rest.length + count);
    joined.set(this.#rest);
    joined.set(bytes.subarray(0, count), this.#rest.length);
    this.#rest = joined;
    return true;
  }

  #take(count: number): Uint8Array {
    const taken = this.#rest.slice(0, count);
    this.#rest = this.#rest.subarray(count);
    return taken;
  }

  [Symbol.dispose](): void {
    this.conn.close();
  }
}
