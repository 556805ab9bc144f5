import { PRIORITIES } from "../../core/episodes/priority.ts";
import { SAMPLER_MODES } from "../../core/episodes/sampler_config.ts";
import { ADVANCED_MIXES } from "../../core/episodes/stages.ts";
import { EVENNESSES } from "../../core/episodes/stratum_days.ts";
import { COMMON_GROUP, type FlagTable } from "./flag.ts";

const STATE_GROUP = "State and feedback";
const PLAN_GROUP = "What the plan is like; by default as in the state, else the first choice";

const MOST_VISITS = 10_000_000;

/** Flags of `momo index select` alone. The settings of the plan have no defaults, because the state has them. */
export const SELECT_FLAGS = {
  count: {
    type: { kind: "integer", min: 0, max: MOST_VISITS },
    placeholder: "N",
    default: 1,
    help: "Visits to select, each with its reset points",
    group: COMMON_GROUP,
    commands: ["index select"],
  },
  peek: {
    type: { kind: "integer", min: 1, max: MOST_VISITS },
    placeholder: "N",
    help: "Print the next N visits and leave the state as it is",
    group: COMMON_GROUP,
    commands: ["index select"],
  },
  host: {
    type: { kind: "shard" },
    placeholder: "H/N",
    env: "MOMO_SELECT_HOST",
    key: "select.host",
    help: "Only the visits of host H of N, whose number is H modulo N; all hosts compute the " +
      "same plan, each with a state of its own",
    group: COMMON_GROUP,
    commands: ["index select", "load", "provide"],
  },
  state: {
    type: { kind: "path" },
    placeholder: "FILE",
    env: "MOMO_SELECT_STATE",
    key: "select.state",
    help: "File that the state is kept in; by default state/sampler.json in the store",
    group: STATE_GROUP,
    commands: ["index select", "index usage", "load", "provide"],
  },
  rebase: {
    type: { kind: "boolean" },
    help: "Go on from a state of another index, seed or plan: usage is taken over by symbol and " +
      "date",
    group: STATE_GROUP,
    commands: ["index select"],
  },
  feedback: {
    type: { kind: "stream" },
    placeholder: "FILE|-",
    help: "First take the results of episodes from FILE or standard input (-), one JSON object " +
      "per line",
    group: STATE_GROUP,
    commands: ["index select"],
  },
  noFeedback: {
    type: { kind: "boolean" },
    env: "MOMO_SELECT_NO_FEEDBACK",
    key: "select.no_feedback",
    help: "Leave the mix as it is, whatever the results",
    group: STATE_GROUP,
    commands: ["index select", "load", "provide"],
  },
  selectMode: {
    flag: "mode",
    type: { kind: "choice", choices: SAMPLER_MODES },
    placeholder: "MODE",
    env: "MOMO_SELECT_MODE",
    key: "select.mode",
    help: "Select all points of a day at once, single points by the same rules, or single " +
      "points independent of all earlier ones",
    group: PLAN_GROUP,
    commands: ["index select"],
  },
  advanced: {
    type: { kind: "choice", choices: ADVANCED_MIXES },
    placeholder: "MIX",
    env: "MOMO_SELECT_ADVANCED",
    key: "select.advanced",
    help: "Mix from episode 50000 on: all strata equally, or in proportion to their days",
    group: PLAN_GROUP,
    commands: ["index select"],
  },
  allowNewStrata: {
    type: { kind: "boolean" },
    env: "MOMO_SELECT_ALLOW_NEW_STRATA",
    key: "select.allow_new_strata",
    help: "Give mixed days and the dead zone 2 % each before that",
    group: PLAN_GROUP,
    commands: ["index select"],
  },
  evenness: {
    type: { kind: "choice", choices: EVENNESSES },
    placeholder: "HOW",
    env: "MOMO_SELECT_EVENNESS",
    key: "select.evenness",
    help: "How strongly days that were used step back behind others",
    group: PLAN_GROUP,
    commands: ["index select"],
  },
  priority: {
    type: { kind: "choice", choices: PRIORITIES },
    placeholder: "WHICH",
    env: "MOMO_SELECT_PRIORITY",
    key: "select.priority",
    help: "Prefer days with a large TD error, or with success that is neither rare nor certain",
    group: PLAN_GROUP,
    commands: ["index select"],
  },
  maxEpisodesPerDay: {
    type: { kind: "integer", min: 0 },
    placeholder: "N",
    env: "MOMO_SELECT_MAX_EPISODES_PER_DAY",
    key: "select.max_episodes_per_day",
    help: "Most episodes of one visit; the rest of the day's points come with its next visits; " +
      "0 is no limit",
    group: PLAN_GROUP,
    commands: ["index select"],
  },
} as const satisfies FlagTable;
