/** Clients that a gateway is better off without. */
import { KEY } from "./live_fixture.ts";
import { RawClient } from "./raw_client.ts";
import { enter, line } from "./raw_session.ts";

type Address = { readonly hostname: string; readonly port: number };

/** What one of them does; it leaves its connection open. */
type Mischief = (client: RawClient) => Promise<void>;

const JUNK_BYTES = 20_000;
const TOO_LONG = 100_000; // characters of a line

const MISCHIEF: Readonly<Record<string, Mischief>> = {
  silent: async () => {},
  "half open": (client) => client.conn.closeWrite(),
  junk: (client) => client.send(Uint8Array.from({ length: JUNK_BYTES }, (_, i) => (i * 37) % 256)),
  "endless line": (client) => client.send("x".repeat(TOO_LONG)),
  "wrong key": async (client) => void await enter(client, { key: KEY.replace("unit", "UNIT") }),
  "never starts": async (client) => void await enter(client),
  "never reads": async (client) => {
    await enter(client);
    await client.send(line("ohlcv-1s", "ALL_SYMBOLS", "|start=0") + "start_session\n");
  },
  "never reads, half open": async (client) => {
    await MISCHIEF["never reads"]!(client);
    await client.conn.closeWrite();
  },
  "endless requests": async (client) => {
    await enter(client);
    for (let i = 0; i < 50; i++) await client.send(line("trades", "ALL_SYMBOLS").repeat(1000));
  },
};

/** Their names. */
export const MISCHIEF_NAMES = Object.keys(MISCHIEF);

/**
 * Connects so many at the same time, each of which misbehaves in its own way, and then lets go of all.
 *
 * @returns How many came through to the gateway at all.
 */
export async function misbehave(address: Address, count: number): Promise<number> {
  using stack = new DisposableStack();
  let connected = 0;
  const one = async (index: number) => {
    try {
      const client = stack.use(await RawClient.connect(address));
      connected++;
      await MISCHIEF[MISCHIEF_NAMES[index % MISCHIEF_NAMES.length]!]!(client);
    } catch {
      // dropped, as it should be
    }
  };
  await Promise.all(Array.from({ length: count }, (_, i) => one(i)));
  return connected;
}
