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
