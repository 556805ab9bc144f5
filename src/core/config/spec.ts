/** One setting of a typed table: feeds the flag, the `momo.toml` key, the documentation and the index's hash. */
export interface ThresholdSpec {
  /** snake_case; the key under its table in `momo.toml`; the flag is its kebab-case. */
  readonly key: string;
  /** Unit of the value: `fraction`, `minutes`, `shares`, … */
  readonly unit: string;
  /** Value unless another is given; its kind is that of the setting. */
  readonly default: number | string | boolean;
  /** Smallest accepted value. */
  readonly min?: number;
  /** Largest accepted value. */
  readonly max?: number;
  /** Whether only whole numbers are accepted. */
  readonly integer?: boolean;
  /** Accepted values of a text setting. */
  readonly choices?: readonly string[];
  /** Index schema version that introduced the setting. */
  readonly since: number;
  /** One sentence, without a final period. */
  readonly help: string;
  /** Heading it is listed under. */
  readonly group: string;
}

/** What a setting's entry in its table does not say: where it stands there. */
type Unplaced<Spec extends ThresholdSpec> = Omit<Spec, "key" | "group" | "since">;

/** Settings in the order of their groups, each with its key. @param since The version that introduced them all. */
export function specsOf<Spec extends ThresholdSpec>(
  groups: Readonly<Record<string, Readonly<Record<string, Unplaced<Spec>>>>>,
  since: number,
): (Unplaced<Spec> & Pick<Spec, "key" | "group" | "since">)[] {
  return Object.entries(groups).flatMap(([group, entries]) =>
    Object.entries(entries).map(([key, entry]) => ({ key, group, since, ...entry }))
  );
}

/** The default of each setting, by key. */
export function defaultsOf(
  entries: Readonly<Record<string, { readonly default: ThresholdSpec["default"] }>>,
): Record<string, ThresholdSpec["default"]> {
  return Object.fromEntries(Object.entries(entries).map(([key, entry]) => [key, entry.default]));
}
