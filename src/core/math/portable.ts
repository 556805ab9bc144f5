/**
 * Exponential, logarithm and normal quantile from additions, multiplications, divisions and square roots alone.
 *
 * ECMAScript leaves `Math.exp`, `Math.log` and `Math.cos` to the engine; the four operations and the square root are
 * exact by IEEE 754. What is computed here has the same bits on every engine and host, so that runs replay anywhere.
 */

const LN2_HIGH = 0.693147180369123816490; // upper bits of ln 2; the lower ones follow
const LN2_LOW = 1.90821492927058770002e-10;
const LOG2_E = 1.4426950408889634;
const SQRT_HALF = 0.7071067811865476;

const TABLED = 64;
/** Two to the powers from -64 to 64: most of those that are asked for. */
const POWERS_OF_TWO = Float64Array.from({ length: 2 * TABLED + 1 }, (_, i) => squared(i - TABLED));

function powerOfTwo(exponent: number): number {
  const isTabled = exponent >= -TABLED && exponent <= TABLED;
  return isTabled ? POWERS_OF_TWO[exponent + TABLED]! : squared(exponent);
}

/** Powers of two by repeated squaring: exact. */
function squared(exponent: number): number {
  let power = 1;
  let base = exponent < 0 ? 0.5 : 2;
  for (let left = exponent < 0 ? -exponent : exponent; left > 0; left >>= 1) {
    if ((left & 1) === 1) power *= base;
    base *= base;
  }
  return power;
}

/** e to the power of `x`, to about 1e-15 relative; 0 below -700, infinite above 700. */
export function portableExp(x: number): number {
  if (x < -700) return 0;
  if (x > 700) return Infinity;
  const k = Math.floor(x * LOG2_E + 0.5);
  const r = (x - k * LN2_HIGH - k * LN2_LOW) * 0.25; // at most ln(2) / 8 in absolute value
  const r2 = r * r;
  // Taylor series to the ninth power, even and odd terms apart
  const even = 1 + r2 * (1 / 2 + r2 * (1 / 24 + r2 * (1 / 720 + r2 * (1 / 40320))));
  const odd = 1 + r2 * (1 / 6 + r2 * (1 / 120 + r2 * (1 / 5040 + r2 * (1 / 362880))));
  const root = even + r * odd;
  const square = root * root;
  return square * square * powerOfTwo(k);
}

/** Natural logarithm of a positive finite number, to about 1e-15; `-Infinity` at 0, `NaN` below. */
export function portableLog(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  let k = 0;
  let m = x;
  while (m >= 2 ** 16) [m, k] = [m / 2 ** 16, k + 16];
  while (m < 2 ** -16) [m, k] = [m * 2 ** 16, k - 16];
  while (m > 2 * SQRT_HALF) [m, k] = [m / 2, k + 1];
  while (m < SQRT_HALF) [m, k] = [m * 2, k - 1];
  const s = (m - 1) / (m + 1); // ln m = 2 (s + s^3/3 + s^5/5 + ...), |s| below 0.172
  const s2 = s * s;
  let sum = 0;
  for (let n = 21; n >= 1; n -= 2) sum = sum * s2 + 1 / n;
  return 2 * s * sum + k * LN2_LOW + k * LN2_HIGH;
}

const TAIL = 0.02425;

/**
 * The standard normal quantile, to 1.2e-9 relative.
 *
 * @param p Probability, 0 and 1 excluded.
 * @see P. J. Acklam, "An algorithm for computing the inverse normal cumulative distribution function" (2003)
 */
export function normalQuantile(p: number): number {
  if (p > 1 - TAIL) return -lowerTail(1 - p);
  if (p < TAIL) return lowerTail(p);
  const q = p - 0.5;
  const r = q * q;
  const above = ((((-3.969683028665376e1 * r + 2.209460984245205e2) * r - 2.759285104469687e2) * r +
            1.383577518672690e2) * r - 3.066479806614716e1) * r + 2.506628277459239;
  const below = ((((-5.447609879822406e1 * r + 1.615858368580409e2) * r - 1.556989798598866e2) * r +
            6.680131188771972e1) * r - 1.328068155288572e1) * r + 1;
  return (q * above) / below;
}

function lowerTail(p: number): number {
  const r = Math.sqrt(-2 * portableLog(p));
  const above = ((((-7.784894002430293e-3 * r - 3.223964580411365e-1) * r - 2.400758277161838) * r -
            2.549732539343734) * r + 4.374664141464968) * r + 2.938163982698783;
  const below = (((7.784695709041462e-3 * r + 3.224671290700398e-1) * r + 2.445134137142996) * r +
        3.754408661907416) * r + 1;
  return above / below;
}
