import assert from "node:assert/strict";
import { type DecodedRecord, recordsOf } from "./decoded_file.ts";
import { deliver, MARKET } from "./small_market.ts";

/** Wall-clock date and hours in New York, by the platform's time zone database. */
const NEW_YORK = new Intl.DateTimeFormat("sv-SE", {
  timeZone: "America/New_York",
  dateStyle: "short",
  timeStyle: "medium",
});

function newYork(time: bigint): { date: string; hours: number } {
  const text = NEW_YORK.format(Number(time / 1_000_000n));
  const [hour, minute, second] = text.slice(11).split(":").map(Number) as [number, number, number];
  return { date: text.slice(0, 10), hours: hour + minute / 60 + second / 3600 };
}

const trades = recordsOf(deliver({ schema: "trades" }));
const quotes = recordsOf(deliver({ schema: "mbp-1" }))
  .filter(({ action }) => action !== "R");
const status = recordsOf(deliver({ schema: "status", version: 1, split: "day" }));

function sessionOf(date: string): readonly DecodedRecord[] {
  return status.filter((message) =>
    message.symbol === "ABQX" && newYork(BigInt(message.ts_recv!)).date === date
  );
}

function texts(messages: readonly DecodedRecord[]): string[] {
  return messages.map((message) =>
    [message.action, message.reason, message.is_trading, message.is_quoting]
      .concat(message.is_short_sell_restricted).join(" ")
  );
}

Deno.test("records lie between 04:00 and 20:00 in New York, on half days 17:00", () => {
  for (const record of quotes) {
    const { date, hours } = newYork(BigInt(record.ts_recv!));
    const end = date === "2024-11-29" ? 17 : 20;
    assert.ok(hours >= 4 && hours < end, `${date} ${hours}`);
    assert.notEqual(date, "2024-11-28");
  }
});

Deno.test("the early morning is quiet, and the regular session busiest at its ends", () => {
  const hours = trades.map(({ ts_recv }) => newYork(BigInt(ts_recv!)).hours);
  const rate = (from: number, to: number) =>
    hours.filter((hour) => hour >= from && hour < to).length / (to - from);

  assert.ok(rate(4, 7) > 0);
  assert.ok(rate(4, 7) < rate(9.5, 16) / 20);
  assert.ok(rate(12, 14.5) < rate(9.5, 10.5));
  assert.ok(rate(19, 20) > 0 && rate(19, 20) < rate(15, 16) / 10);
});

Deno.test("status messages have the shape of Nasdaq's day", () => {
  const messages = sessionOf("2024-11-18");

  assert.deepEqual(texts(messages), ["7 0 N N ~", "14 0 N N N", "1 0 Y Y N", "7 0 Y Y N"]);
  const hours = messages.map(({ ts_event }) => newYork(BigInt(ts_event!)).hours);
  assert.ok(hours[0]! > 3.09 && hours[1]! < 3.1);
  assert.deepEqual(hours.slice(2), [4, 9.5]);
  assert.ok(messages.every(({ publisher_id }) => publisher_id === 2));
});

Deno.test("a news halt is announced in steps and ends with trading", () => {
  const messages = texts(sessionOf("2024-11-27")).slice(4);

  assert.deepEqual(messages.slice(0, 4), ["8 30 N N N", "8 31 N N N", "8 32 N N N", "7 0 Y Y N"]);
});

Deno.test("nothing trades and nothing is quoted during a halt or pause", () => {
  const halts: { symbol: unknown; start: bigint; end: bigint; action: unknown }[] = [];
  let open: DecodedRecord | undefined;
  for (const message of status.toSorted((a, b) => a.symbol! < b.symbol! ? -1 : 1)) {
    const isHalt = message.action === 8 || message.action === 9;
    if (isHalt) open ??= message;
    else if (open !== undefined && message.action === 7) {
      const { symbol, action, ts_event } = open;
      const [start, end] = [BigInt(ts_event!), BigInt(message.ts_event!)];
      halts.push({ symbol, action, start, end });
      open = undefined;
    }
  }

  assert.ok(halts.some(({ action }) => action === 8));
  assert.ok(halts.filter(({ action }) => action === 9).length >= 2);
  for (const { symbol, start, end, action } of halts) {
    const during = quotes.filter((record) =>
      record.symbol === symbol && BigInt(record.ts_recv!) >= start && BigInt(record.ts_recv!) < end
    );
    assert.equal(during.length, 0);
    const minutes = Number(end - start) / 60e9;
    if (action === 9) assert.ok(Math.abs(minutes % 5) < 0.001, String(minutes));
    const after = quotes.find((record) =>
      record.symbol === symbol && BigInt(record.ts_recv!) >= end
    )!;
    assert.ok(BigInt(after.ts_recv!) - end < 2_000_000_000n, "trading resumes at once");
  }
});

Deno.test("short selling is restricted from a fall by a tenth to the end of the next session", () => {
  const flush = sessionOf("2024-11-22");
  const trigger = flush.find(({ action, is_trading }) => action === 14 && is_trading === "Y")!;
  const prevClose = trades.filter(({ symbol, ts_recv }) => {
    const { date, hours } = newYork(BigInt(ts_recv!));
    return symbol === "ABQX" && date === "2024-11-21" && hours >= 9.5 && hours < 16;
  }).at(-1)!;
  const cause = trades.find(({ symbol, ts_recv, price }) => {
    const { date, hours } = newYork(BigInt(ts_recv!));
    const isRegular = symbol === "ABQX" && date === "2024-11-22" && hours >= 9.5 && hours < 16;
    return isRegular && Number(price) <= 0.9 * Number(prevClose.price);
  })!;

  const delay = BigInt(trigger.ts_event!) - BigInt(cause.ts_recv!);
  assert.ok(delay > 0n && delay < 2_000_000_000n);
  assert.equal(trigger.is_short_sell_restricted, "Y");
  assert.equal(sessionOf("2024-11-22")[3]!.is_short_sell_restricted, "N");
  assert.ok(sessionOf("2024-11-25").slice(1).every((m) => m.is_short_sell_restricted === "Y"));
  const isTriggeredAgain = MARKET.histories[0]!.days[5]!.triggeredRestriction;
  assert.equal(sessionOf("2024-11-26")[1]!.is_short_sell_restricted, isTriggeredAgain ? "Y" : "N");
});

Deno.test("no quotes come in during an outage, only prints at the last known ones", () => {
  const during = quotes.filter(({ symbol, ts_recv }) => {
    const { date, hours } = newYork(BigInt(ts_recv!));
    const isWithin = hours * 3600 >= 41_000 && hours * 3600 < 43_000;
    return symbol === "ABQX" && date === "2024-12-02" && isWithin;
  });

  assert.ok(during.length > 0);
  for (const { action, side, price, bid_px_00, ask_px_00 } of during) {
    assert.deepEqual([action, side], ["T", "N"]);
    assert.ok(price === bid_px_00 || price === ask_px_00);
    assert.deepEqual([bid_px_00, ask_px_00], [during[0]!.bid_px_00, during[0]!.ask_px_00]);
  }
});

Deno.test("a reverse split multiplies the price and divides the volume", () => {
  const bars = recordsOf(deliver({ schema: "ohlcv-1d", dataset: "EQUS.SUMMARY" }))
    .filter(({ symbol }) => symbol === "ZZQB");
  const before = bars[5]!; // 2024-11-25
  const after = bars[6]!;
  const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1]!;
  const volumes = bars.map(({ volume }) => Number(volume));

  const ratio = Number(after.open) / Number(before.close);
  assert.ok(ratio > 18 && ratio < 22, String(ratio));
  assert.ok(median(volumes.slice(6)) < median(volumes.slice(0, 5)) / 8);
});

Deno.test("eventful days move and trade a multiple of quiet ones", () => {
  const [history] = MARKET.histories;
  const range = (day: number) => {
    const { bars } = history!.days[day]!;
    return (Math.max(...bars.high) - Math.min(...bars.low)) / bars.open[0]!;
  };
  const volume = (day: number) => history!.days[day]!.bars.volume.reduce((a, b) => a + b, 0);

  for (const eventful of [2, 3, 4, 5, 6, 7]) {
    assert.ok(range(eventful) > 0.1, `range of day ${eventful}: ${range(eventful)}`);
    assert.ok(volume(eventful) > 1.5 * volume(0), `volume of day ${eventful}`);
  }
  for (const quiet of [0, 1]) assert.ok(range(quiet) < 0.09, `${range(quiet)}`);
  const gaps = [...history!.days[1]!.bars.start].map((start, i, all) =>
    (start - (all[i - 1] ?? start)) / 60e9
  );
  assert.ok(Math.max(...gaps.slice(10)) > 90, "the dead zone");
});
