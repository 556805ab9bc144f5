/** What a day is, in numbers: where its quality comes from, its risk, and what happened. */
import { el } from "./dom.js";
import {
  clockText,
  compact,
  count,
  durationText,
  fixed,
  label,
  NOTHING,
  percent,
  price,
  qualityLevel,
  score,
  signedPercent,
  times,
} from "./format.js";

const COMPONENTS = ["move", "volume", "clarity", "spread", "time"];
const COMPONENT_NAMES = {
  move: "Move",
  volume: "Volume",
  clarity: "Clarity",
  spread: "Spread",
  time: "Time of day",
};

/**
 * How the quality of a day comes about.
 *
 * @returns {{parts: {name: string, score: number, weight: number, share: number}[], sum: number, quality: number,
 * cap: string | null}} Shares are weight times score; `cap` says why the quality is below their sum, if it is.
 */
export function qualityParts(store, row) {
  const { weights, gates } = store.header;
  const parts = COMPONENTS.map((name) => {
    const value = store.number(`eod_score_${name}`, row);
    return { name, score: value, weight: weights[name], share: (value || 0) * weights[name] };
  });
  const sum = parts.reduce((total, { share }) => total + share, 0);
  const quality = store.qualityOf[row];
  const [range, rvol] = [store.number("eod_range_pct", row), store.number("eod_rvol", row)];
  const misses = (minRange, minRvol) => [
    ...(range < minRange ? [`a range below ${percent(minRange, 0)}`] : []),
    ...(rvol < minRvol ? [`volume below ${times(minRvol)}`] : []),
  ];
  const secondary = misses(gates.momentumRange, gates.momentumRvol);
  const prime = misses(gates.primeRange, gates.primeRvol);
  const isCapped = quality < sum - 5e-4;
  const [reasons, band] = secondary.length > 0 ? [secondary, "secondary"] : [prime, "prime"];
  const cap = isCapped && reasons.length > 0
    ? `Held below the ${band} band by ${reasons.join(" and ")}`
    : null;
  return { parts, sum, quality, cap };
}

/** The card that decomposes the quality. */
export function qualityCard(store, row) {
  const { parts, sum, quality, cap } = qualityParts(store, row);
  const lines = parts.map(({ name, score: value, weight, share }) => {
    const track = el("span.track", {}, el("i"));
    track.style.width = `${weight * 100 / Math.max(...parts.map((part) => part.weight))}%`;
    track.firstChild.style.width = `${(value || 0) * 100}%`;
    const text = `${COMPONENT_NAMES[name]}: score ${score(value, 2)}, weight ${
      fixed(weight)
    }, gives ${fixed(share, 3)}`;
    return el(
      "div.part",
      { "data-tip": text },
      el("span.name", {}, COMPONENT_NAMES[name]),
      el("span.room", {}, track),
      el("span.right", {}, Number.isNaN(value) ? NOTHING : score(value, 2)),
      el("span.right.dim", {}, `× ${fixed(weight)}`),
      el("span.right", {}, fixed(share, 3)),
    );
  });
  return el(
    "section.card",
    {},
    el(
      "h2",
      {},
      "Quality",
      el("b.big", { "data-level": qualityLevel(quality) ?? "none" }, score(quality)),
    ),
    ...lines,
    el(
      "div.part.sum",
      {},
      el("span.name", {}, "Sum"),
      el("span"),
      el("span"),
      el("span"),
      el("span.right", {}, score(sum)),
    ),
    cap === null ? null : el("p.note", {}, `${cap}.`),
    Number.isNaN(quality)
      ? el("p.note", {}, "Without a volume baseline there is no quality.")
      : null,
  );
}

/** Rows of names and values. */
function factList(facts) {
  return el(
    "dl",
    {},
    ...facts.flatMap(([name, value, tip]) => [
      el("dt", tip ? { "data-tip": tip } : {}, name),
      el("dd", {}, value),
    ]),
  );
}

/** The cards of prices, volume, risk and structure. */
export function factCards(store, row) {
  const number = (name) => store.number(name, row);
  const help = (name) => store.column(name).help;
  const fact = (title, name, format) => [title, format(number(name)), help(name)];
  const halts = Number.isNaN(number("eod_n_halts"))
    ? [
      "Halts",
      `no status (${count(number("eod_halts_inferred"))} likely)`,
      help("eod_halts_inferred"),
    ]
    : [
      "Halts",
      number("eod_n_halts") === 0
        ? "none"
        : `${count(number("eod_n_halts"))}, ${durationText(number("eod_halt_minutes") * 60)}`,
      help("eod_n_halts"),
    ];
  return [
    factCard("Price", [
      fact("Range", "eod_range_pct", percent),
      fact("Gap", "gap_pct", signedPercent),
      fact("Pre-market gap", "gap_pre_pct", signedPercent),
      fact("Largest move", "eod_max_intraday_move", percent),
      fact("Fade from high", "eod_fade", (value) => percent(value, 0)),
      ["Open – close", `${price(number("eod_open"))} – ${price(number("eod_close"))}`],
      ["Low – high", `${price(number("eod_low"))} – ${price(number("eod_high"))}`],
      fact("VWAP", "eod_vwap", price),
      ["Value area", `${price(number("eod_val"))} – ${price(number("eod_vah"))}`, help("eod_val")],
      fact("Previous close", "prev_close", price),
    ]),
    factCard("Volume and tape", [
      fact("Shares", "eod_volume", compact),
      fact("Relative volume", "eod_rvol", times),
      fact(
        "Spread, median",
        "eod_spread_bps",
        (value) => Number.isNaN(value) ? "no quotes" : `${fixed(value, 0)} bps`,
      ),
      fact("Efficiency", "eod_efficiency", fixed),
      fact("Active minutes", "eod_active_minutes", count),
      ["Best period", label(store.name("eod_best_period", row)), help("eod_best_period")],
      fact("Squeezes", "eod_squeezes", count),
      fact("Largest squeeze", "eod_squeeze_max", (value) => signedPercent(Math.expm1(value))),
    ]),
    factCard("Risk", [
      [
        "Score",
        `${score(number("eod_risk"), 2)}${
          store.flag("eod_risk_partial", row) ? " (no halt data)" : ""
        }`,
        help("eod_risk"),
      ],
      halts,
      fact(
        "Gap across a halt",
        "eod_halt_gap_max",
        (value) => number("eod_n_halts") === 0 ? NOTHING : percent(Math.expm1(value)),
      ),
      fact("Worst 5-min drop", "eod_worst_flush", (value) => percent(1 - Math.exp(-value))),
      fact("Failed breakouts", "eod_failed_breakouts", count),
      ["Short-sale restriction", ssrText(store, row), help("eod_ssr")],
    ]),
    phaseCard(store, row),
    factCard("Data", [
      ["Bars", `${store.name("dataset", row)} ${store.name("bar_source", row)}`],
      ["Quotes", store.name("quote_source", row) ?? "none"],
      ["Status", store.name("status_source", row) ?? "none"],
      ["Condition", label(store.name("condition", row) ?? "not stated")],
      ["Gate", label(store.name("eod_gate", row))],
    ]),
  ];
}

function factCard(title, facts) {
  return el("section.card", {}, el("h2", {}, title), factList(facts));
}

function ssrText(store, row) {
  const flag = store.name("eod_ssr", row);
  return flag === null ? "not known" : flag === "true" ? "yes" : "no";
}

const PHASE_NAMES = ["dormant", "accumulation", "breakout", "momentum", "distribution"];

/** Minutes of each phase as one bar. */
function phaseCard(store, row) {
  const minutes = PHASE_NAMES.map((name) => store.number(`eod_minutes_${name}`, row));
  const total = minutes.reduce((sum, value) => sum + value, 0) || 1;
  const bar = el("div.stack", { "aria-hidden": "true" });
  for (const [i, name] of PHASE_NAMES.entries()) {
    const part = el("i", { "data-phase": name, "data-tip": `${name}: ${minutes[i]} min` });
    part.style.width = `${(100 * minutes[i]) / total}%`;
    bar.append(part);
  }
  const list = PHASE_NAMES.map((name, i) =>
    el("span.key", {}, el("i", { "data-phase": name }), `${name} ${durationText(minutes[i] * 60)}`)
  );
  const note = store.flag("eod_full_cycle", row) ? el("span.note", {}, "full cycle") : null;
  return el("section.card", {}, el("h2", {}, "Phases", note), bar, el("div.keys", {}, ...list));
}

const POINT_COLUMNS = [
  ["Time", "time", clockText],
  ["Quality", "local_quality", (value) => score(value, 3)],
  ["Pattern", "pattern", label],
  ["Phase", "phase", label],
  ["Trigger", "trigger", label],
  ["Part of day", "bucket", label],
  ["Flush", "score_flush", (value) => score(value, 2)],
  ["Breakout", "score_breakout", (value) => score(value, 2)],
  ["Bounce", "score_bounce", (value) => score(value, 2)],
  ["Consol.", "score_consolidation", (value) => score(value, 2)],
  ["Price", "price", price],
  ["1 min", "vel_px_1m", (value) => signedPercent(Math.expm1(value / 1e4))],
  ["5 min", "vel_px_5m", (value) => signedPercent(Math.expm1((value * 5) / 1e4))],
  ["Volume", "vel_vol_rel", times],
  ["RVOL", "rvol_t", times],
  ["To high", "dist_hod", signedPercent],
  ["To VWAP", "dist_vwap", signedPercent],
  ["Spread", "spread_bps", (value) => fixed(value, 0)],
  ["Best 15 min", "fut_mfe_15m", (value) => signedPercent(Math.expm1(value))],
  ["Worst 15 min", "fut_mae_15m", (value) => signedPercent(Math.expm1(value))],
];

const TEXT_COLUMNS = new Set(["pattern", "phase", "trigger", "bucket"]);

/** The table of reset points; its rows are buttons. @param {(i: number) => void} onPick */
export function pointTable(points, goodQuality, onPick) {
  const head = el(
    "tr",
    {},
    ...POINT_COLUMNS.map(([title, name]) =>
      el(TEXT_COLUMNS.has(name) ? "th" : "th.right", { scope: "col" }, title)
    ),
  );
  const rows = points.time.map((_, i) => {
    const cells = POINT_COLUMNS.map(([, name, format]) => {
      const value = points[name][i];
      if (TEXT_COLUMNS.has(name)) {
        const swatch = name === "pattern" || name === "phase"
          ? el("i.dot", { [`data-${name}`]: value })
          : null;
        return el("td", {}, swatch, format(value));
      }
      return el(
        "td.right",
        {},
        name === "time" ? el("button", { type: "button" }, format(value)) : format(value ?? NaN),
      );
    });
    const isGood = points.local_quality[i] >= goodQuality;
    return el(isGood ? "tr.good" : "tr", { "data-point": i, onclick: () => onPick(i) }, ...cells);
  });
  return el("table.points", {}, el("thead", {}, head), el("tbody", {}, ...rows));
}
