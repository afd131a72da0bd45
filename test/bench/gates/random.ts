/** Seeded random numbers: the same seed gives the same bakes, on every machine. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** Uniform in [0, 1): mulberry32. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  poisson(mean: number): number {
    return mean < 10 ? this.#byProducts(mean) : this.#byRejection(mean);
  }

  /** The sum of Poisson many geometric numbers: errors that come in clusters. */
  clusters(mean: number, size: number): number {
    let [sum, left] = [0, this.poisson(mean / size)];
    while (left-- > 0) sum += 1 + Math.floor(Math.log(1 - this.next()) / Math.log1p(-1 / size));
    return sum;
  }

  #byProducts(mean: number): number {
    const limit = Math.exp(-mean);
    let count = 0;
    for (let product = this.next(); product > limit; product *= this.next()) count++;
    return count;
  }

  /** Transformed rejection (Hörmann 1993, PTRS). */
  #byRejection(mean: number): number {
    const b = 0.931 + 2.53 * Math.sqrt(mean);
    const a = -0.059 + 0.02483 * b;
    const logInverse = Math.log(1.1239 + 1.1328 / (b - 3.4));
    const most = 0.9277 - 3.6224 / (b - 2);
    for (;;) {
      const u = this.next() - 0.5;
      const v = this.next();
      const us = 0.5 - Math.abs(u);
      const count = Math.floor(((2 * a) / us + b) * u + mean + 0.43);
      if (us >= 0.07 && v <= most) return count;
      if (count < 0 || (us < 0.013 && v > us)) continue;
      const logAccept = Math.log(v) + logInverse - Math.log(a / (us * us) + b);
      if (logAccept <= count * Math.log(mean) - mean - logGamma(count + 1)) return count;
    }
  }
}

const LANCZOS = [
  676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
  -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
];

/** ln Γ(x) for x above 0.5, to about 14 digits. */
export function logGamma(x: number): number {
  const z = x - 1;
  let sum = 0.9999999999998099;
  for (const [index, coefficient] of LANCZOS.entries()) sum += coefficient / (z + index + 1);
  const t = z + LANCZOS.length - 0.5;
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum);
}
