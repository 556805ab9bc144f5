/** The order flow of the demo, and what became of it. */

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

/** Reports of `momo simulate --orders --explain` as lines to read: the fills and the closing account. */
export function fillLines(reports: string): string[] {
  return reports.trim().split("\n").map((line) => JSON.parse(line)).flatMap((report) => {
    if (report.type === "fill") {
      const { ts_report, id, side, fill_qty, fill_price, cost } = report;
      return [
        `${ts_report}  ${id}: ${side} ${fill_qty} at ${fill_price}, cost ${dollars(cost.total)}: ` +
        `half spread ${dollars(cost.half_spread)}, drift ${dollars(cost.drift)}, ` +
        `impact ${dollars(cost.own_impact + cost.walk)}, fees ${dollars(cost.fees)}`,
      ];
    }
    if (report.type !== "account") return [];
    const { equity, start_cash, fees, shares } = report;
    return [`account: equity ${equity} of ${start_cash}, ${shares} shares left, fees ${fees}`];
  });
}

function dollars(value: number): string {
  return value.toFixed(2);
}
