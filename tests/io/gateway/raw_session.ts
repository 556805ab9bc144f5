/** What clients say to a gateway, line by line: no code of the program's own client. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { GatewayServer } from "../../../src/io/gateway/server/gateway_server.ts";
import { KEY } from "./live_fixture.ts";
import { RawClient, type RawRecord } from "./raw_client.ts";

const HEARTBEAT = "heartbeat_interval_s=30";

/** What the official clients send after the challenge, in their own order of fields. */
export const DIALECTS = {
  Python: {
    options: (auth: string, dataset: string) =>
      `auth=${auth}|dataset=${dataset}|encoding=dbn|ts_out=0|compression=none|${HEARTBEAT}|` +
      "client=Databento/0.82.0 Python/3.12.3 Linux/6.8.0\n",
    subscription: "schema=trades|stype_in=raw_symbol|symbols=QZAF,XUVO|start=0|snapshot=0|id=0|" +
      "is_last=1\n",
    start: "start_session=0\n",
    id: 0,
  },
  Rust: {
    options: (auth: string, dataset: string) =>
      `auth=${auth}|dataset=${dataset}|encoding=dbn|compression=none|ts_out=0|` +
      `client=Databento/0.55.0 Rust linux-x86_64|${HEARTBEAT}\n`,
    subscription: "schema=trades|stype_in=raw_symbol|symbols=QZAF,XUVO|snapshot=0|is_last=1|" +
      "start=0|id=1\n",
    start: "start_session\n",
    id: 1,
  },
  "C++": {
    options: (auth: string, dataset: string) =>
      `auth=${auth}|dataset=${dataset}|encoding=dbn|ts_out=0|compression=none|` +
      `client=Databento/0.65.0 C++|${HEARTBEAT}\n`,
    subscription: "schema=trades|stype_in=raw_symbol|start=0|id=1|symbols=QZAF,XUVO|snapshot=0|" +
      "is_last=1\n",
    start: "start_session\n",
    id: 1,
  },
} as const;

/** Connects and authenticates as a client does. @returns The answer. */
export async function enter(
  client: RawClient,
  { dataset = "EQUS.MINI", key = KEY, options = DIALECTS.Python.options } = {},
): Promise<string | null> {
  const greeting = await client.line();
  const challenge = (await client.line())!;
  assert.match(greeting!, /^lsg_version=/);
  assert.match(challenge, /^cram=[!-~]{32}$/);
  const hash = createHash("sha256").update(`${challenge.slice(5)}|${key}`).digest("hex");
  await client.send(options(`${hash}-${key.slice(-5)}`, dataset));
  return await client.line();
}

/** All records of a session with some subscriptions. */
export async function session(
  gateway: GatewayServer,
  lines: readonly string[],
  dataset = "EQUS.MINI",
): Promise<{ metadata: Uint8Array; records: RawRecord[] }> {
  using client = await RawClient.connect(gateway.address);
  assert.match((await enter(client, { dataset }))!, /^success=1\|session_id=\d+$/);
  for (const line of lines) await client.send(line);
  await client.send("start_session\n");
  return { metadata: await client.metadata(), records: await client.records() };
}

/** A subscription. */
export const line = (schema: string, symbols: string, rest = "", stype = "raw_symbol") =>
  `schema=${schema}|stype_in=${stype}|symbols=${symbols}|snapshot=0|is_last=1|id=3${rest}\n`;

/** The records of one type. */
export const data = (records: readonly RawRecord[], rtype: number) =>
  records.filter((record) => record.rtype === rtype);
