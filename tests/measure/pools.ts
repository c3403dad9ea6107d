/**
 * Pools of replicas whose measures are known, to see how often an interval covers them: two or three basins, smooth
 * ones, heavy tails.
 *
 * A replica has 12 logits: a place (that of its basin, if there are basins) plus `noise` times what it has in common
 * plus what each example adds. What a replica draws on another data set or in another arm is alike if its seed is.
 */

import type { Predictions } from "../../src/measure/predictions.js";
import { exp64 } from "../../src/reference/float64.js";
import { threefry } from "../../src/reference/random.js";
import { normalQuantile } from "../../src/statistics/normal.js";

export const EXAMPLES = 12;

/**
 * Shares of the basins (one: no basins), and whether logits have the tails of t with 2 degrees of freedom. `noises` are
 * in logits: two basins lie .8 to 4.4 apart; without basins the least but one is the least of which anything is
 * promised.
 */
export interface Pool {
  name: string;
  shares: readonly number[];
  heavy: boolean;
  noises: readonly number[];
}

const basins = (...percents: number[]): Pool => ({
  name: percents.join("/"),
  shares: percents.map((percent) => percent / 100),
  heavy: false,
  noises: [0.1, 0.7, 2],
});

export const POOLS: readonly Pool[] = [
  ...[50, 45, 40, 35, 30, 25, 20, 15, 10, 5].map((percent) => basins(percent, 100 - percent)),
  { ...basins(100 / 3, 100 / 3, 100 / 3), name: "three equal basins" },
  { ...basins(100), name: "smooth", noises: [0.1, 0.3, 0.7, 2] },
  { ...basins(100), name: "heavy tails", noises: [0.1, 0.3, 0.7, 2], heavy: true },
];

/** Standard normal numbers, one after the other: a pure function of the two words of the key. */
export function normals(k0: number, k1: number): () => number {
  let count = 0;
  let second = 0;
  return () => {
    if (count % 2 === 1) {
      count++;
      return second;
    }
    const [a, b] = threefry(k0, k1, Math.floor(count / 8589934592), (count++ / 2) >>> 0);
    second = normalQuantile((b + 0.5) * 2.3283064365386963e-10);
    return normalQuantile((a + 0.5) * 2.3283064365386963e-10);
  };
}

/** How far apart an example has the basins, on the scale of the pool. */
const apart = (n: number) => 0.4 + 0.15 * n;

/**
 * Where example n has its logit in basin b: 0 and 1 on opposite sides of 0 by turns, 2 on its own. Without basins:
 * around 0.
 */
function place(b: number, n: number, count: number): number {
  if (count === 1) return 0.5 * apart(n) * (n % 2 === 0 ? 1 : -1);
  if (b === 2) return 2 * apart(n) * (n % 3 === 0 ? 1 : -1);
  return apart(n) * ((n + b) % 2 === 0 ? 1 : -1);
}

/**
 * Class probabilities of replicas of a pool. `latent[r]` (standard normal) decides the basin; `scale` stretches the
 * places.
 */
export function drawn(
  { shares, heavy }: Pool,
  noise: number,
  scale: number,
  latent: ArrayLike<number>,
  normal: () => number,
): Predictions {
  const replicas = latent.length;
  const values = new Float32Array(replicas * EXAMPLES);
  const limits = shares
    .map((_, b) => shares.slice(0, b + 1).reduce((sum, share) => sum + share, 0))
    .map((share) => (share < 1 - 1e-9 ? normalQuantile(share) : Infinity));
  for (let r = 0; r < replicas; r++) {
    const basin = limits.findIndex((limit) => latent[r]! <= limit);
    const common = shares.length === 1 ? latent[r]! : normal();
    let size = noise;
    // Chi-square with 2 degrees of freedom is the sum of two squares.
    if (heavy) {
      const [x, y] = [normal(), normal()];
      size /= Math.sqrt((x * x + y * y) / 2);
    }
    for (let n = 0; n < EXAMPLES; n++) {
      const logit = scale * place(basin, n, shares.length) + size * (common * (n / EXAMPLES) + normal());
      values[r * EXAMPLES + n] = 1 / (1 + exp64(-Math.max(-40, Math.min(40, logit))));
    }
  }
  return { values, replicas, examples: EXAMPLES, columns: 1, kind: "probability" };
}

/** Correlation of what decides the basins in two arms with one seed. */
export const ALIKE = 0.5;

/** What an arm has in common with others of the same seeds, as far as `alike` says, and what it adds. */
export function latents(common: Float64Array, alike: number, normal: () => number): Float64Array {
  return common.map((z) => Math.sqrt(alike) * z + Math.sqrt(1 - alike) * normal());
}

/** Many replicas, the shares of whose basins are exact: their measures are those of the pool. */
export function everyone(pool: Pool, noise: number, scale: number): Predictions {
  const many = 60000;
  const latent = Float64Array.from({ length: many }, (_, r) => normalQuantile((r + 0.5) / many));
  return drawn(pool, noise, scale, latent, normals(0x706f6f6c, 0));
}
