/** Statistics that the sampler is judged by. */

/** ln Γ(x) for x > 0 (Lanczos, g = 7). */
function logGamma(x: number): number {
  const coefficients = [
    676.5203681218851,
    -1259.1392167224028,
    771.3234287776531,
    -176.6150291621406,
    12.507343278686905,
    -0.13857109526572012,
    9.984369578019572e-6,
    1.5056327351493116e-7,
  ];
  let sum = 0.9999999999998099;
  for (const [i, c] of coefficients.entries()) sum += c / (x + i);
  const t = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

/** Upper tail of the chi-square distribution, by the series of the lower incomplete gamma function. */
export function chiSquareTail(statistic: number, freedom: number): number {
  const [a, x] = [freedom / 2, statistic / 2];
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < 10_000 && term > sum * 1e-16; n++) sum += term *= x / (a + n);
  return Math.max(0, 1 - sum * Math.exp(a * Math.log(x) - x - logGamma(a)));
}

/** p-value of counts against expected counts. */
export function chiSquareTest(counts: readonly number[], expected: readonly number[]): number {
  const statistic = counts.reduce(
    (sum, count, i) => sum + (count - expected[i]!) ** 2 / expected[i]!,
    0,
  );
  return chiSquareTail(statistic, counts.length - 1);
}

/** p-value that values come from the distribution that puts equal weight on each of `population` (Kolmogorov-Smirnov). */
export function kolmogorovTest(values: readonly number[], population: readonly number[]): number {
  const [a, b] = [values.toSorted((x, y) => x - y), population.toSorted((x, y) => x - y)];
  let [i, j, distance] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const x = Math.min(a[i]!, b[j]!);
    while (a[i]! <= x) i++;
    while (b[j]! <= x) j++;
    distance = Math.max(distance, Math.abs(i / a.length - j / b.length));
  }
  const root = Math.sqrt(a.length); // the population is known, not a sample
  const lambda = (root + 0.12 + 0.11 / root) * distance;
  let tail = 0;
  for (let k = 1; k <= 100; k++) {
    tail += 2 * (-1) ** (k - 1) * Math.exp(-2 * k * k * lambda * lambda);
  }
  return Math.min(1, Math.max(0, lambda < 0.2 ? 1 : tail));
}

/** Gini coefficient of counts: 0 if all are equal. */
export function gini(counts: readonly number[]): number {
  const sorted = counts.toSorted((a, b) => a - b);
  const total = sorted.reduce((a, b) => a + b, 0);
  const weighted = sorted.reduce((sum, count, i) => sum + (i + 1) * count, 0);
  return 2 * weighted / (sorted.length * total) - (sorted.length + 1) / sorted.length;
}

/** Entropy of counts over that of equal counts. */
export function normalisedEntropy(counts: readonly number[]): number {
  const total = counts.reduce((a, b) => a + b, 0);
  const entropy = counts.reduce(
    (sum, n) => n === 0 ? sum : sum - n / total * Math.log(n / total),
    0,
  );
  return entropy / Math.log(counts.length);
}

/** Correlation of a sequence with itself, shifted. */
export function autocorrelation(values: readonly number[], lag: number): number {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  let [variance, covariance] = [0, 0];
  for (const [i, value] of values.entries()) {
    variance += (value - mean) ** 2;
    if (i >= lag) covariance += (value - mean) * (values[i - lag]! - mean);
  }
  return covariance / variance;
}

/** Length of the longest run of equal values. */
export function longestRun(values: readonly unknown[]): number {
  let [longest, run] = [0, 0];
  for (const [i, value] of values.entries()) {
    run = i > 0 && value === values[i - 1] ? run + 1 : 1;
    longest = Math.max(longest, run);
  }
  return longest;
}

/** Sum of the squares of the shares: 1 if all is one. */
export function herfindahl(counts: readonly number[]): number {
  const total = counts.reduce((a, b) => a + b, 0);
  return counts.reduce((sum, count) => sum + (count / total) ** 2, 0);
}
