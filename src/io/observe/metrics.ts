/** Counters, gauges and histograms of a run, written out at its end or whenever somebody asks. */

/** Names and values that tell apart the series of a metric. */
export type Labels = Readonly<Record<string, string>>;

/** Only goes up. */
export interface Counter {
  readonly add: (amount: number, labels?: Labels) => void;
  /** Takes over a total that is counted elsewhere. */
  readonly set: (total: number, labels?: Labels) => void;
}

/** Goes up and down. */
export interface Gauge {
  readonly set: (value: number, labels?: Labels) => void;
}

/** Counts observations by size. */
export interface Histogram {
  readonly observe: (value: number, labels?: Labels) => void;
}

type MetricType = "counter" | "gauge" | "histogram";

interface Series {
  readonly labels: Labels;
  /** Value of a counter or gauge; sum of a histogram. */
  value: number;
  /** Observations up to each bound and not above the one before; the last is above all bounds. */
  readonly buckets: number[];
}

interface Metric {
  readonly type: MetricType;
  readonly help: string;
  readonly bounds: readonly number[];
  readonly series: Map<string, Series>;
}

const NAME_PATTERN = /^[a-z_][a-z0-9_]*$/;

function escapeHelp(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}

/** Labels in one order, so that the same labels always name the same series. */
function labelText(labels: Labels): string {
  const pairs = Object.keys(labels).sort().map((name) => {
    const value = escapeHelp(labels[name]!).replaceAll('"', '\\"');
    return `${name}="${value}"`;
  });
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  return String(value);
}

/** The samples of one series of a histogram: buckets as cumulative counts, then sum and count. */
function* histogramSamples(name: string, metric: Metric, series: Series): Generator<string> {
  let count = 0;
  for (const [i, inBucket] of series.buckets.entries()) {
    count += inBucket;
    const labels = { ...series.labels, le: numberText(metric.bounds[i] ?? Infinity) };
    yield `${name}_bucket${labelText(labels)} ${count}`;
  }
  yield `${name}_sum${labelText(series.labels)} ${numberText(series.value)}`;
  yield `${name}_count${labelText(series.labels)} ${count}`;
}

/** All metrics of a run. Names are snake_case, start with `momo_` and end with their unit; counters with `_total`. */
export class Metrics {
  readonly #metrics = new Map<string, Metric>();
  readonly #collectors: (() => void)[] = [];

  /** Has `collect` set what is counted elsewhere, each time before the metrics are told. */
  onCollect(collect: () => void): void {
    this.#collectors.push(collect);
  }

  /** A counter; the same name gives the same one. */
  counter(name: string, help: string): Counter {
    const metric = this.#register(name, { type: "counter", help, bounds: [], series: new Map() });
    return {
      add: (amount, labels = {}) => {
        if (!(amount >= 0)) throw new RangeError(`${name} cannot count ${amount}`);
        this.#series(metric, labels).value += amount;
      },
      set: (total, labels = {}) => {
        this.#series(metric, labels).value = total;
      },
    };
  }

  /** A gauge; the same name gives the same one. */
  gauge(name: string, help: string): Gauge {
    const metric = this.#register(name, { type: "gauge", help, bounds: [], series: new Map() });
    return {
      set: (value, labels = {}) => {
        this.#series(metric, labels).value = value;
      },
    };
  }

  /** A histogram; `bounds` are the inclusive upper bounds of its buckets, ascending. */
  histogram(name: string, help: string, bounds: readonly number[]): Histogram {
    const metric = this.#register(name, { type: "histogram", help, bounds, series: new Map() });
    return {
      observe: (value, labels = {}) => {
        const series = this.#series(metric, labels);
        const bucket = bounds.findIndex((bound) => value <= bound);
        series.buckets[bucket < 0 ? bounds.length : bucket]! += 1;
        series.value += value;
      },
    };
  }

  /** The metrics in Prometheus' text format 0.0.4, in the order they were made. */
  toPrometheus(): string {
    this.#collect();
    const lines: string[] = [];
    for (const [name, metric] of this.#metrics) {
      lines.push(`# HELP ${name} ${escapeHelp(metric.help)}`, `# TYPE ${name} ${metric.type}`);
      for (const series of metric.series.values()) {
        if (metric.type === "histogram") lines.push(...histogramSamples(name, metric, series));
        else lines.push(`${name}${labelText(series.labels)} ${numberText(series.value)}`);
      }
    }
    return lines.map((line) => line + "\n").join("");
  }

  /** The metrics as one JSON object: by name their type, help and series. */
  toJson(): string {
    this.#collect();
    const entries = [...this.#metrics].map(([name, { type, help, bounds, series }]) => {
      const values = [...series.values()].map(({ labels, value, buckets }) =>
        type === "histogram" ? { labels, sum: value, bounds, buckets } : { labels, value }
      );
      return [name, { type, help, values }] as const;
    });
    return JSON.stringify(Object.fromEntries(entries)) + "\n";
  }

  #collect(): void {
    for (const collect of this.#collectors) collect();
  }

  #register(name: string, metric: Metric): Metric {
    if (!NAME_PATTERN.test(name)) throw new RangeError(`${name} is no name for a metric`);
    const known = this.#metrics.get(name);
    if (known !== undefined && known.type !== metric.type) {
      throw new RangeError(`${name} is a ${known.type} already`);
    }
    if (known === undefined) this.#metrics.set(name, metric);
    return known ?? metric;
  }

  #series(metric: Metric, labels: Labels): Series {
    const key = labelText(labels);
    let series = metric.series.get(key);
    if (series === undefined) {
      const buckets = metric.type === "histogram"
        ? new Array<number>(metric.bounds.length + 1).fill(0)
        : [];
      series = { labels, value: 0, buckets };
      metric.series.set(key, series);
    }
    return series;
  }
}
