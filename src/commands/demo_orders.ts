/** The order flow of the demo, and what became of it. */
import { DAY_SECONDS, newYorkOffset } from "../core/time/new_york.ts";
import { type ChartBar, type ChartMark, priceChart } from "../io/text/price_chart.ts";

const ORDERS = [
  { ts: "10:30", id: "entry", side: "buy", type: "marketable_limit", qty: 300, limit: 6.2 },
  { ts: "10:30:01", id: "stop", side: "sell", type: "stop", qty: 300, stop: 5 },
  { ts: "11:30", id: "stop", action: "cancel" },
  { ts: "11:30:01", id: "exit", side: "sell", type: "market", qty: 300 },
];

/** Orders as `momo simulate --orders` reads them. */
export function demoOrders(): string {
  return ORDERS.map((order) => JSON.stringify(order) + "\n").join("");
}

/** The day's bars, as `momo load` prints them, with B where was bought and S where was sold. */
export function dayPicture(bars: string, reports: string): string[] {
  const drawn = objectsOf(bars).map(({ ts_event, low, high, volume }): ChartBar => {
    return { minute: minuteOf(ts_event), low, high, volume };
  });
  const fills = objectsOf(reports).filter(({ type }) => type === "fill");
  const marks = fills.map(({ ts, fill_price, side }): ChartMark => {
    return { minute: minuteOf(ts), price: fill_price, sign: side === "buy" ? "B" : "S" };
  });
  return priceChart(drawn, marks);
}

function objectsOf(lines: string) {
  return lines.trim().split("\n").map((line) => JSON.parse(line));
}

/** Minutes since midnight in New York. */
function minuteOf(instant: string): number {
  const seconds = Date.parse(instant) / 1000;
  return (seconds + newYorkOffset(seconds)) % DAY_SECONDS / 60;
}

/** Reports of `momo simulate --orders --explain`, in New York time, as lines to read: the fills and the closing account. */
export function fillLines(reports: string): string[] {
  return objectsOf(reports).flatMap((report) => {
    if (report.type === "fill") {
      const { ts_report, id, side, fill_qty, fill_price, cost } = report;
      return [
        `${clockOf(ts_report)}  ${id}: ${side} ${fill_qty} at ${fill_price}, cost ${
          dollars(cost.total)
        }: ` +
        `half spread ${dollars(cost.half_spread)}, drift ${dollars(cost.drift)}, ` +
        `impact ${dollars(cost.own_impact + cost.walk)}, fees ${dollars(cost.fees)}`,
      ];
    }
    if (report.type !== "account") return [];
    const { equity, start_cash, fees, shares } = report;
    return [`account: equity ${equity} of ${start_cash}, ${shares} shares left, fees ${fees}`];
  });
}

/** The time of day of a time that New York's clock showed, to the millisecond. */
function clockOf(time: string): string {
  return time.slice("2024-11-25T".length, "2024-11-25T10:30:00.097".length);
}

function dollars(value: number): string {
  return value.toFixed(2);
}
