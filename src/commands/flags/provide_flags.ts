import {
  SLOW_READER_BEHAVIORS,
  STREAM_COMPRESSIONS,
} from "../../io/gateway/protocol/authentication.ts";
import { SCHEMAS } from "../../io/dbn/schema.ts";
import { COMMON_GROUP, type FlagTable } from "./flag.ts";

const GATEWAY_GROUP = "Replay gateway";
const LIVE_GROUP = "Live client";

/** Flags of `momo provide` alone; some share their name with flags of other commands, but not their values. */
export const PROVIDE_FLAGS = {
  mode: {
    type: { kind: "choice", choices: ["historical", "live", "hybrid"] },
    placeholder: "MODE",
    help:
      "What to provide: the days of --day as if they happened now, live the records of a gateway, or " +
      "both, sessions of files and then a gateway, as one sequence",
    group: COMMON_GROUP,
    commands: ["provide"],
  },
  gateway: {
    type: { kind: "string" },
    placeholder: "HOST:PORT",
    help: "Serve --day to live clients that connect there; port 0 is any that is free",
    group: COMMON_GROUP,
    commands: ["provide"],
  },
  provideDay: {
    flag: "day",
    type: { kind: "string" },
    repeatable: true,
    placeholder: "SYMBOL:DATE",
    help: "Symbol, or * for all, and trade date in New York to serve",
    group: COMMON_GROUP,
    commands: ["provide"],
  },
  speed: {
    type: { kind: "string" },
    placeholder: "SPEED",
    default: "1",
    help: "Seconds of the day in a second: 0.5, 10, 10x; max is as fast as each client reads",
    group: GATEWAY_GROUP,
    commands: ["provide"],
  },
  provideFrom: {
    flag: "from",
    type: { kind: "string" },
    placeholder: "TIME",
    help: "Where the replay begins, by the clock in New York or as an instant with its zone; by " +
      "default the start of pre-market. What lies before it is there for clients that ask for it",
    group: GATEWAY_GROUP,
    commands: ["provide"],
  },
  sharedClock: {
    type: { kind: "boolean" },
    help:
      "One clock for all clients, which starts with the gateway; by default each has its own, " +
      "which starts with its session",
    group: GATEWAY_GROUP,
    commands: ["provide"],
  },
  keys: {
    type: { kind: "path" },
    placeholder: "FILE",
    env: "MOMO_GATEWAY_KEYS",
    key: "provide.keys",
    help: "API keys that are let in, one a line",
    group: GATEWAY_GROUP,
    commands: ["provide"],
  },
  noAuth: {
    type: { kind: "boolean" },
    help: "Let every client of this machine in, whatever its key",
    group: GATEWAY_GROUP,
    commands: ["provide"],
  },
  maxClients: {
    type: { kind: "integer", min: 1, max: 100_000 },
    placeholder: "N",
    default: 1000,
    help: "Connections at the same time; further ones are closed at once",
    group: GATEWAY_GROUP,
    commands: ["provide"],
  },
  maxSessions: {
    type: { kind: "integer", min: 1, max: 100_000 },
    placeholder: "N",
    default: 100,
    help: "Sessions of one key and dataset at the same time; further ones get error 3. Clients " +
      "without a key count as one key",
    group: GATEWAY_GROUP,
    commands: ["provide"],
  },
  gatewayAddress: {
    type: { kind: "string" },
    placeholder: "HOST:PORT",
    env: "MOMO_GATEWAY_ADDRESS",
    key: "provide.gateway_address",
    help: "Gateway to read from; by default the vendor's for the dataset",
    group: LIVE_GROUP,
    commands: ["provide"],
  },
  provideSchema: {
    flag: "schema",
    type: { kind: "choice", choices: SCHEMAS },
    repeatable: true,
    placeholder: "SCHEMA",
    help: "Records to subscribe to",
    group: LIVE_GROUP,
    commands: ["provide"],
  },
  provideSymbols: {
    flag: "symbols",
    type: { kind: "name" },
    repeatable: true,
    placeholder: "SYMBOL",
    help: "Symbol to subscribe to; ALL_SYMBOLS is every one",
    group: LIVE_GROUP,
    commands: ["provide"],
  },
  stype: {
    type: { kind: "choice", choices: ["raw_symbol", "instrument_id", "parent", "continuous"] },
    placeholder: "TYPE",
    default: "raw_symbol",
    help: "What the symbols are",
    group: LIVE_GROUP,
    commands: ["provide"],
  },
  provideStart: {
    flag: "start",
    type: { kind: "string" },
    placeholder: "TIME",
    help: "First moment that is wanted, as an instant with its zone, or 0 for all that the " +
      "gateway has; by default from now on. In hybrid mode it is when the gateway takes over",
    group: LIVE_GROUP,
    commands: ["provide"],
  },
  sessions: {
    type: { kind: "integer", min: 0, max: 250 },
    placeholder: "N",
    default: 1,
    help: "Sessions before the present one that hybrid mode takes from files",
    group: LIVE_GROUP,
    commands: ["provide"],
  },
  keyFile: {
    type: { kind: "path" },
    placeholder: "FILE",
    env: "MOMO_API_KEY_FILE",
    key: "provide.key_file",
    help: "File with the API key; by default the key is in MOMO_API_KEY, else DATABENTO_API_KEY",
    group: LIVE_GROUP,
    commands: ["provide"],
  },
  compression: {
    type: { kind: "choice", choices: STREAM_COMPRESSIONS },
    placeholder: "NAME",
    default: "none",
    help: "How the gateway sends records",
    group: LIVE_GROUP,
    commands: ["provide"],
  },
  tsOut: {
    type: { kind: "boolean" },
    help: "Records end with the gateway's send time",
    group: LIVE_GROUP,
    commands: ["provide"],
  },
  heartbeat: {
    type: { kind: "duration" },
    placeholder: "TIME",
    default: 30e9,
    help: "Time without a record after which the gateway sends a heartbeat, in whole seconds; " +
      "after 10 s more the connection counts as lost",
    group: LIVE_GROUP,
    commands: ["provide"],
  },
  slowReader: {
    type: { kind: "choice", choices: SLOW_READER_BEHAVIORS },
    placeholder: "WHAT",
    default: "warn",
    help: "What the gateway does if records are not read in time: warn and deliver all, or skip " +
      "quotes, which becomes a gap",
    group: LIVE_GROUP,
    commands: ["provide"],
  },
  overlap: {
    type: { kind: "duration" },
    placeholder: "TIME",
    default: 600e9,
    help: "How much is asked for again after a fault, to be compared with what was received",
    group: LIVE_GROUP,
    commands: ["provide"],
  },
  maxTries: {
    type: { kind: "integer", min: 1 },
    placeholder: "N",
    help: "Tries in a row to connect; by default there is no end to them",
    group: LIVE_GROUP,
    commands: ["provide"],
  },
  provideFormat: {
    flag: "format",
    type: { kind: "choice", choices: ["dbn", "ndjson"] },
    placeholder: "FORMAT",
    default: "ndjson",
    help: "Format of what is printed, in the order of arrival",
    group: LIVE_GROUP,
    commands: ["provide"],
  },
} as const satisfies FlagTable;
