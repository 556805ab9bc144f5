/** Layers of settings, the strongest first, become one value each with its origin. */
import type { SettingSpec, SettingTable, SettingValue } from "../../core/config/setting.ts";
import { closest } from "../../core/config/closest.ts";
import { alternatives } from "../../core/config/value_text.ts";
import { MomoError } from "../../core/error.ts";
import type { ConfigFile } from "./config_file.ts";

/** Values from one place. */
export interface Layer {
  /** Where the value of a setting comes from, in words for `momo config`. */
  readonly origin: (spec: SettingSpec, name: string) => string;
  readonly values: ReadonlyMap<string, SettingValue>;
}

/** A setting after all layers. */
export interface ResolvedSetting {
  /** Undefined if no layer sets it and it has no default. */
  readonly value: SettingValue | undefined;
  /** `flag --store`, `MOMO_STORE`, `/path/momo.toml`, `/path/momo.toml [profile.dev]` or `default`. */
  readonly origin: string;
}

/** Every setting of a table by name. */
export type ResolvedSettings = ReadonlyMap<string, ResolvedSetting>;

function defaultOf(spec: SettingSpec): SettingValue | undefined {
  if (spec.repeatable === true) return spec.default === undefined ? [] : [spec.default];
  if (spec.default !== undefined) return spec.default;
  if (spec.type.kind === "boolean") return false;
  return spec.type.kind === "count" ? 0 : undefined;
}

/**
 * The value of each setting from the first layer that has one, else its default.
 *
 * @param layers Strongest first.
 */
export function resolveSettings(specs: SettingTable, layers: readonly Layer[]): ResolvedSettings {
  const resolved = new Map<string, ResolvedSetting>();
  for (const [name, spec] of Object.entries(specs)) {
    const layer = layers.find(({ values }) => values.has(name));
    resolved.set(
      name,
      layer === undefined
        ? { value: defaultOf(spec), origin: "default" }
        : { value: layer.values.get(name), origin: layer.origin(spec, name) },
    );
  }
  return resolved;
}

/**
 * The layers of configuration files: of each file its chosen profile, then its top level.
 *
 * @param files The file with precedence first.
 * @throws {MomoError} `not_found` if no file defines the profile.
 */
export function fileLayers(files: readonly ConfigFile[], profile: string | undefined): Layer[] {
  const names = new Set(files.flatMap((file) => [...file.profiles.keys()]));
  if (profile !== undefined && !names.has(profile)) {
    const meant = closest(profile, names);
    const known = names.size === 0 ? "no file defines one" : `there is ${alternatives([...names])}`;
    throw new MomoError("not_found", `Cannot use the profile "${profile}": ${known}`, {
      hint: meant === undefined
        ? `add a table \`[profile.${profile}]\` to momo.toml`
        : `did you mean "${meant}"?`,
    });
  }
  return files.flatMap(({ path, values, profiles }) => {
    const chosen = profile === undefined ? undefined : profiles.get(profile);
    const layers: Layer[] = [{ origin: () => path, values }];
    if (chosen !== undefined) {
      layers.unshift({ origin: () => `${path} [profile.${profile}]`, values: chosen });
    }
    return layers;
  });
}
