/** What a session tells of an environment: what can be seen, its reports, its account. */
import type { Environment } from "../../core/environment/environment.ts";
import type { Scene } from "../../core/environment/scene.ts";
import { accountRow, reportRow } from "../../core/execution/report_rows.ts";
import { compareVolume, VOLUME_SESSIONS } from "../../core/market/levels.ts";
import { INDICATORS_LENGTH } from "../../core/market/indicators.ts";
import { ObservedLines } from "../simulate/observed_columns.ts";
import { formatUtc } from "../text/time_text.ts";
import { finite, indicatorRecord, levelRecord } from "./observed_values.ts";
import type { EXTRAS } from "./session_request.ts";

/** What can be told beside the market. */
export type Extra = typeof EXTRAS[number];

const MICRO = 1e6;

/** Writes a time of a day, ns since its local midnight. */
export function instantOf({ day }: Scene, t: number): string {
  return formatUtc(day.base + BigInt(Math.round(t)));
}

const LINES = new WeakMap<Scene, ObservedLines>();

function linesOf(scene: Scene): ObservedLines {
  let lines = LINES.get(scene);
  if (lines === undefined) LINES.set(scene, lines = new ObservedLines(scene.day.base, formatUtc));
  return lines;
}

/** What is wanted of an environment. */
export interface EnvironmentReplyOptions {
  readonly env: number;
  readonly include: readonly Extra[];
  /** Whether observations are told here; not if they go as arrays. */
  readonly hasObservations: boolean;
}

/** An environment as JSON: its present, what can be seen, and the reports that have reached the agent. */
export function environmentJson(
  environment: Environment,
  { env, include, hasObservations }: EnvironmentReplyOptions,
): string {
  const { scene, now, isOver } = environment;
  const reports = environment.takeReports().map((report) =>
    reportRow(report, { formatTime: (ns) => instantOf(scene, ns), explain: true })
  );
  const fields = [
    `"env":${env}`,
    `"ts":"${instantOf(scene, now)}"`,
    `"done":${isOver}`,
    `"reports":${JSON.stringify(reports)}`,
  ];
  if (hasObservations) fields.push(`"observations":{${observations(environment).join(",")}}`);
  for (const extra of include) {
    if (extra !== "indicators" || hasObservations) {
      fields.push(`"${extra}":${JSON.stringify(extraOf(environment, extra))}`);
    }
  }
  return `{${fields.join(",")}}`;
}

function observations(environment: Environment): string[] {
  return environment.scenes.map((scene, i) =>
    `${JSON.stringify(scene.day.symbol)}:${linesOf(scene).line(environment.observe(i))}`
  );
}

function extraOf(environment: Environment, extra: Extra): unknown {
  if (extra === "account") return accountRecord(environment);
  const { scenes } = environment;
  const tell = { indicators: indicatorsOf, levels: levelsOf, volume: volumeOf }[extra];
  return Object.fromEntries(scenes.map((scene) => [scene.day.symbol, tell(environment, scene)]));
}

/** The account: the broker's books, and what the agent knows of them. */
export function accountRecord(environment: Environment): Record<string, unknown> {
  const account = environment.account();
  const { type: _, ...row } = accountRow(account, {
    formatTime: (ns) => instantOf(environment.scene, ns),
  });
  return {
    ...row,
    known_cash: account.knownCash / MICRO,
    known_shares: account.knownShares,
  };
}

const INDICATOR_VALUES = new Float64Array(INDICATORS_LENGTH);

/** Indicators of a scene at the present of an environment, written to `into`. */
export function indicatorsInto(
  { now, feedLatencyNs }: Environment,
  { indicators }: Scene,
  into: Float64Array,
): void {
  indicators.at(now, into, feedLatencyNs);
}

function indicatorsOf(environment: Environment, scene: Scene) {
  indicatorsInto(environment, scene, INDICATOR_VALUES);
  return indicatorRecord(INDICATOR_VALUES);
}

function levelsOf(_: Environment, { prior }: Scene) {
  return prior && levelRecord(prior);
}

function volumeOf({ now, feedLatencyNs }: Environment, { market, baseline }: Scene) {
  if (baseline === null) return null;
  const { volume, usual, ratio, sessionVolumes, sessionUsual } = compareVolume(
    ...[market, baseline, now, feedLatencyNs] as const,
  );
  const sessions = VOLUME_SESSIONS.map((name, i) => [name, {
    volume: sessionVolumes[i]!,
    usual: finite(sessionUsual[i]!),
  }]);
  return { volume, usual: finite(usual), ratio: finite(ratio), ...Object.fromEntries(sessions) };
}
