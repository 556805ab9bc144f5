/** Speed of the replay gateway: one client at full speed, delays at 1x, and many clients of which one does not read. */
import { encodeDbn } from "../src/io/dbn/encode/write_dbn.ts";
import { RecordBuilder } from "../src/io/dbn/encode/record_builder.ts";
import { newMetadata } from "../src/io/dbn/metadata.ts";
import { wordsOf } from "../src/io/dbn/record_chunk.ts";
import { LIVE_CLOCK } from "../src/io/gateway/client/live_clock.ts";
import {
  DEFAULT_TIMEOUTS,
  dialTcp,
  type GatewayAddress,
  LiveConnection,
} from "../src/io/gateway/client/live_connection.ts";
import { parseDate } from "../src/core/time/dates.ts";
import type { BenchSuite, Measurement } from "./measurement.ts";

const ROOT = new URL("../", import.meta.url).pathname;
const DATASET = "EQUS.MINI";
const DAY = "2024-11-25";
const OPEN_NS = 1_732_545_000_000_000_000n; // 09:30 in New York
const RECORDS = 2_000_000;
const SMALL_RECORDS = 200_000;
const PACED_RECORDS = 4000;
const CLIENTS = 100;
const RUNS = 3;

/** Symbols, and how far apart their trades are, ns. */
const TAPES = {
  FAST: { id: 1, count: RECORDS, stepNs: 1_000_000n },
  SMALL: { id: 2, count: SMALL_RECORDS, stepNs: 1_000_000n },
  PACED: { id: 3, count: PACED_RECORDS, stepNs: 5_000_000n },
} as const;

/** All measurements of the gateway. */
export const GATEWAY: BenchSuite = {
  name: "gateway",
  async run(directory) {
    const data = `${directory}/gateway`;
    await Deno.mkdir(data);
    for (const symbol of ["FAST", "SMALL", "PACED"] as const) {
      await Deno.writeFile(`${data}/${symbol}.trades.dbn`, tradesOf(symbol));
    }
    const rows: Measurement[] = [];
    {
      await using gateway = await startGateway(data, "max");
      rows.push(await fullSpeed(gateway, "none"), await fullSpeed(gateway, "zstd"));
      rows.push(...await manyClients(gateway));
    }
    await using paced = await startGateway(data, "1", ["--from", "09:29:59"]);
    rows.push(await delays(paced));
    return rows;
  },
};

function tradesOf(symbol: keyof typeof TAPES): Uint8Array {
  const { id, count, stepNs } = TAPES[symbol];
  const builder = new RecordBuilder({ version: 3 });
  for (let i = 0; i < count; i++) {
    const time = OPEN_NS + BigInt(i) * stepNs;
    builder.add("trades", {
      ...{ publisher_id: 95, instrument_id: id, ts_event: time, ts_recv: time, price: 5e9 },
      ...{ size: 100, action: "T", side: "B", sequence: i },
    });
  }
  const startDate = parseDate(DAY);
  const intervals = [{ startDate, endDate: startDate + 1, symbol: String(id) }];
  const metadata = newMetadata({
    ...{ dataset: DATASET, schema: "trades", stypeIn: "raw_symbol", symbols: [symbol] },
    ...{ start: OPEN_NS - 34_200_000_000_000n, end: OPEN_NS + 34_200_000_000_000n },
    mappings: [{ rawSymbol: symbol, intervals }],
  });
  return encodeDbn(metadata, [builder.take()]);
}

/** A gateway in a process of its own. */
interface RunningGateway extends AsyncDisposable {
  readonly address: GatewayAddress;
  readonly pid: number;
}

async function startGateway(
  data: string,
  speed: string,
  flags: readonly string[] = [],
): Promise<RunningGateway> {
  const days = Object.keys(TAPES).flatMap((symbol) => ["--day", `${symbol}:${DAY}`]);
  const process = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-q", "-A", "--no-prompt", `${ROOT}src/main.ts`, "provide", "--no-config"],
      ...["--gateway", "127.0.0.1:0", "--data", data, "--speed", speed, "--no-auth"],
      ...[...days, ...flags],
    ],
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const reader = process.stderr.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.includes("Gateway on")) {
    const { done, value } = await reader.read();
    if (done) throw new Error(`the gateway did not start: ${text}`);
    text += value;
  }
  const port = Number(/Gateway on 127\.0\.0\.1:(\d+)/.exec(text)?.[1]);
  const draining = (async () => {
    while (!(await reader.read()).done);
  })();
  return {
    address: { hostname: "127.0.0.1", port },
    pid: process.pid,
    async [Symbol.asyncDispose]() {
      process.kill("SIGTERM");
      await draining;
      await process.status;
    },
  };
}

function connect(
  { address }: RunningGateway,
  symbol: keyof typeof TAPES,
  compression: "none" | "zstd" = "none",
): Promise<LiveConnection> {
  return LiveConnection.open({
    address,
    key: "x".repeat(32),
    session: {
      ...{ dataset: DATASET, compression, tsOut: false, client: "bench" },
      ...{ heartbeatSeconds: 30, slowReader: "warn" },
    },
    subscriptions: [{
      ...{ schema: "trades", stypeIn: "raw_symbol", symbols: [symbol], id: 1 },
      ...{ start: null, snapshot: false },
    }],
    timeouts: DEFAULT_TIMEOUTS,
    clock: LIVE_CLOCK,
    dial: dialTcp,
  }, new AbortController().signal);
}

/** Reads a connection to its end. @returns Its records. */
async function drain(connection: LiveConnection): Promise<number> {
  let records = 0;
  for await (const { count } of connection.chunks()) records += count;
  return records;
}

async function fullSpeed(
  gateway: RunningGateway,
  compression: "none" | "zstd",
): Promise<Measurement> {
  let best = 0;
  for (let run = 0; run <= RUNS; run++) { // the first one reads the file
    const startMs = performance.now();
    const records = await drain(await connect(gateway, "FAST", compression));
    best = Math.max(best, records / ((performance.now() - startMs) / 1000));
  }
  const isPlain = compression === "none";
  return {
    what: `gateway, one client at full speed${isPlain ? "" : ", zstd"}`,
    ...{ unit: "records/s", measured: best, target: isPlain ? 1e6 : null, isAtLeast: true },
    note: `${RECORDS.toLocaleString("en-US")} trades, best of ${RUNS}`,
  };
}

/** Times of many clients together, with and without one that does not read. */
async function manyClients(gateway: RunningGateway): Promise<Measurement[]> {
  await drain(await connect(gateway, "SMALL"));
  const together = async () => {
    const startMs = performance.now();
    await Promise.all(
      Array.from({ length: CLIENTS - 1 }, async () => drain(await connect(gateway, "SMALL"))),
    );
    return performance.now() - startMs;
  };
  const alone = await together();
  const before = memoryOf(gateway.pid);
  using stalled = await connect(gateway, "FAST");
  const withStalled = await together();
  const grown = memoryOf(gateway.pid) - before;
  const rate = (CLIENTS - 1) * SMALL_RECORDS / (withStalled / 1000);
  return [
    {
      what: `gateway, ${CLIENTS} clients: time with a stalled one over that without`,
      ...{ unit: "x", measured: withStalled / alone, target: 1.2 },
      note: `${Math.round(rate / 1e5) / 10} M records/s to all, ${stalled.metadata.dataset}`,
    },
    {
      what: `gateway, ${CLIENTS} clients: memory grown meanwhile`,
      ...{ unit: "MB", measured: grown, target: 64 },
    },
  ];
}

/** Resident memory of a process, MB. */
function memoryOf(pid: number): number {
  const status = Deno.readTextFileSync(`/proc/${pid}/status`);
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1024;
}

/** How late records come at 1x, beside what all of them take. */
async function delays(gateway: RunningGateway): Promise<Measurement> {
  using connection = await connect(gateway, "PACED");
  const stop = new AbortController();
  const timers = timerLateness(stop.signal);
  const lateMs: number[] = [];
  for await (const chunk of connection.chunks()) {
    const nowMs = performance.now();
    const words = wordsOf(chunk);
    for (let at = 0; at < words.length; at += words[at]! & 0xff) {
      if (((words[at]! >> 8) & 0xff) !== 0) continue;
      const time = (BigInt(words[at + 3]! >>> 0) << 32n) | BigInt(words[at + 2]! >>> 0);
      lateMs.push(nowMs - Number(time - OPEN_NS) / 1e6);
    }
    if (lateMs.length >= PACED_RECORDS) break;
  }
  stop.abort();
  const earliest = Math.min(...lateMs);
  const delayMs = lateMs.map((late) => late - earliest);
  const timerMs = quantile(await timers, 0.99).toFixed(1);
  return {
    what: "gateway, jitter at 1x: p99 over the earliest",
    ...{ unit: "ms", measured: quantile(delayMs, 0.99), target: 5 },
    note: `200 a second; p50 ${quantile(delayMs, 0.5).toFixed(1)} ms, p99 of a bare timer ` +
      `on this machine meanwhile ${timerMs} ms`,
  };
}

/** How late timers of 5 ms are in this process: what the machine itself adds. */
async function timerLateness(signal: AbortSignal): Promise<number[]> {
  const lateMs: number[] = [];
  while (!signal.aborted) {
    const startMs = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 5));
    lateMs.push(performance.now() - startMs - 5);
  }
  return lateMs;
}

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)]!;
}
