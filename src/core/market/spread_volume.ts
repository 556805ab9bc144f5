/**
 * Spreads a whole number of shares over buckets in proportion to weights, by largest remainder: whole numbers that add up
 * to the total; of equal remainders the earlier bucket is served first.
 *
 * @param total Shares, a whole number of at least 0.
 * @param weights At least 0; if all are 0, they count as equal.
 */
export function spreadVolume(total: number, weights: ArrayLike<number>): Float64Array {
  const count = weights.length;
  let sum = 0;
  for (let i = 0; i < count; i++) sum += weights[i]!;
  const shares = new Float64Array(count);
  const remainders = new Float64Array(count);
  let left = total;
  for (let i = 0; i < count; i++) {
    const exact = sum > 0 ? (total * weights[i]!) / sum : total / count;
    shares[i] = Math.min(left, Math.floor(exact)); // rounding never hands out more than there is
    remainders[i] = exact - shares[i]!;
    left -= shares[i]!;
  }
  const order = Array.from(remainders.keys()).sort((a, b) =>
    remainders[b]! - remainders[a]! || a - b
  );
  for (let k = 0; left > 0; k++, left--) {
    const at = order[k % count]!;
    shares[at] = shares[at]! + 1;
  }
  return shares;
}
