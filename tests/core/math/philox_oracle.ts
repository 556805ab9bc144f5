/** Philox-4x32-10 in big integers, written from the paper, to compare with. */

const MASK = 0xffff_ffffn;

/** One block: four words of counter and two of key give four words. */
export function philoxOracle(counter: readonly number[], key: readonly number[]): number[] {
  let [a, b, c, d] = counter.map(BigInt) as [bigint, bigint, bigint, bigint]; // four are given
  let [k0, k1] = key.map(BigInt) as [bigint, bigint]; // two are given
  for (let round = 0; round < 10; round++) {
    const p0 = a * 0xd2511f53n;
    const p1 = c * 0xcd9e8d57n;
    [a, b, c, d] = [(p1 >> 32n) ^ b ^ k0, p1 & MASK, (p0 >> 32n) ^ d ^ k1, p0 & MASK];
    k0 = (k0 + 0x9e3779b9n) & MASK;
    k1 = (k1 + 0xbb67ae85n) & MASK;
  }
  return [a, b, c, d].map(Number);
}

/** Draws of 53 bits of a stream of the sampler, one after another. */
export function* drawOracle(seed: number, stream: number, first: number, second: number) {
  const key = [seed % 2 ** 32, Math.floor(seed / 2 ** 32)];
  for (let block = 0;; block++) {
    const name = stream * 2 ** 24 + Math.floor(second / 2 ** 32);
    const [a, b, c, d] = philoxOracle([first, second % 2 ** 32, block, name], key);
    yield Number((BigInt(a!) >> 11n) * 2n ** 32n + BigInt(b!));
    yield Number((BigInt(c!) >> 11n) * 2n ** 32n + BigInt(d!));
  }
}
