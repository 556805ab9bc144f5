import { type DayTest, Usage } from "../../core/episodes/usage.ts";
import { MomoError } from "../../core/error.ts";
import { readEpisodeIndex } from "./episode_index.ts";
import { readState } from "./state_file.ts";

/**
 * Reads what has been used of the index of a store.
 *
 * @param statePath State file of the sampler.
 * @param isCounted Which days to count.
 * @throws {MomoError} `not_found` if there is no index or no state; `conflict` if the state is of another index;
 * `bad_data` if one of them is damaged.
 */
export async function readUsage(
  store: string,
  statePath: string,
  isCounted: DayTest,
): Promise<Usage> {
  const index = await readEpisodeIndex(store, "tell the usage of");
  const state = await readState(statePath);
  if (state === undefined) {
    throw new MomoError("not_found", `Cannot tell the usage of "${store}": no "${statePath}"`, {
      hint: `run \`momo index select --store ${store}\` to begin, or name a state with --state`,
    });
  }
  if (state.indexHash === index.hash) return new Usage(index.candidates, state, isCounted);
  throw new MomoError(
    "conflict",
    `Cannot tell the usage of "${store}": the state "${statePath}" belongs to another index`,
    { hint: "run `momo index select --rebase` to take the usage over" },
  );
}
