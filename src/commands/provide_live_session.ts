/** `momo provide --stdio|--socket --mode live`: settings -> the market of now for sessions with trainers. */
import { adjustmentFactors, type CorporateAction } from "../core/clean/corporate_actions.ts";
import type { PreviousDay, SingleDay } from "../core/day/day.ts";
import { withPrevious } from "../core/day/lookback.ts";
import { MomoError } from "../core/error.ts";
import { previousSession } from "../core/time/calendar.ts";
import type { EpochDay } from "../core/time/dates.ts";
import { readCorporateActions } from "../io/catalog/read_corporate_actions.ts";
import { isSchema, type Schema } from "../io/dbn/schema.ts";
import { ALL_SYMBOLS } from "../io/gateway/protocol/subscription.ts";
import type { DayHost } from "../io/session/day_host.ts";
import { LiveMarket } from "../io/session/live_market.ts";
import type { CommandContext } from "./command.ts";
import { hybridEvents, openHybrid } from "./provide_hybrid.ts";
import { newCounts } from "./provide_live.ts";

type ProvideContext = CommandContext<"provide">;

/** What is subscribed to unless the settings say otherwise. */
const DEFAULT_SCHEMAS: readonly Schema[] = ["ohlcv-1s", "trades", "mbp-1"];

/**
 * Follows a gateway until the stack is disposed of.
 *
 * @param days Where the sessions before come from.
 * @throws {MomoError} If the settings make no sense.
 */
export async function startLiveMarket(
  context: ProvideContext,
  days: DayHost,
  stack: AsyncDisposableStack,
): Promise<LiveMarket> {
  const { settings } = context;
  const symbols = [...new Set(settings.provideSymbols)];
  if (symbols.includes(ALL_SYMBOLS)) {
    throw new MomoError("usage", `Cannot follow ${ALL_SYMBOLS} in a session: name the symbols`);
  }
  const given = settings.provideSchema.filter(isSchema);
  const schemas = given.length > 0 ? [...new Set(given)] : DEFAULT_SCHEMAS;
  const leaving = new AbortController();
  const own: ProvideContext = {
    ...context,
    settings: { ...settings, provideSchema: [...schemas], sessions: 0 },
    signal: AbortSignal.any([context.signal, leaving.signal]),
  };
  const actions = readCorporateActions(settings.corporateActions);
  const feed = await openHybrid(own, { tellsMinutes: false });
  const market = new LiveMarket({
    ...{ symbols, schemas, dataset: feed.dataset },
    events: hybridEvents(own, feed, newCounts(own)),
    tradeDate: () => feed.stream.tradeDate,
    previousOf: (symbol, date, known) =>
      previousOf(context, days, { symbol, date, known, actions }),
  });
  const running = market.run();
  stack.defer(async () => {
    leaving.abort();
    await running;
  });
  return market;
}

/** The session before a date in terms of that date; `null` if there is none. */
async function previousOf(
  { settings: { adjust }, log }: ProvideContext,
  days: DayHost,
  { symbol, date, known, actions }: {
    readonly symbol: string;
    readonly date: EpochDay;
    readonly known: SingleDay | null;
    readonly actions: readonly CorporateAction[];
  },
): Promise<PreviousDay | null> {
  const tradeDate = previousSession(date);
  try {
    const session = known ?? (await days.open({ symbol, tradeDate, points: 1 })).scene.day;
    const mine = actions.filter((action) => action.symbol === symbol);
    const factors = adjustmentFactors(mine, tradeDate, date, adjust);
    return withPrevious(session, session, factors).previous ?? null;
  } catch (error) {
    if (!(error instanceof MomoError)) throw error;
    log.info("previous", `The session before is not known: ${error.message}`);
    return null;
  }
}
