/**
 * How often the intervals of shares cover them: crossed designs of two factors whose components are known, by simulation
 * from fixed keys. One cell of the table of docs/attribution.md.
 */
import { openEffects } from "../../src/measure/effects.js";
import { type Predictions, wholeBlock } from "../../src/measure/predictions.js";
import { estimateComponents } from "../../src/statistics/components.js";
import { normals } from "../measure/pools.js";

/** What levels do: normal effects, or one of two basins, of which a level finds the first with this probability. */
export interface LevelPool {
  name: string;
  first: number | null;
}

export const LEVEL_POOLS: readonly LevelPool[] = [
  { name: "normal", first: null },
  ...[50, 40, 20, 5].map((percent) => ({ name: `${percent}/${100 - percent}`, first: percent / 100 })),
];

/** How the two factors interact: each cell draws for itself, or the product of what both levels do decides. */
export const INTERACTIONS = ["free", "product"] as const;

export interface ComponentsRow {
  pool: LevelPool;
  interaction: (typeof INTERACTIONS)[number];
  levels: readonly [number, number];
}

/** Shares of the first factor, of the second, and of their interaction. */
export const SHARES = [0.6, 0.3, 0.1] as const;

/** Of the intervals of one share. */
export interface ShareCoverage {
  covered: number;
  below: number;
  above: number;
  none: number;
  /** Mean width, and the range that holds 95% of the estimates themselves. */
  width: number;
  ideal: number;
}

const EXAMPLES = 12;

/** How strongly example n feels a component; the mean of the squares over the examples is its share. */
const loading = (component: number, n: number) =>
  Math.sqrt(2 * SHARES[component]!) * Math.sin((2 * Math.PI * (component + 1) * (n + 0.5)) / EXAMPLES);

/** A crossed design of which each level, and each cell, is a draw of mean 0 and variance 1. */
function world({ pool, interaction, levels: [rows, columns] }: ComponentsRow, normal: () => number): Predictions {
  const { first } = pool;
  const draw = () => (first === null ? normal() : basin(normal(), first));
  const a = Array.from({ length: rows }, draw);
  const b = Array.from({ length: columns }, draw);
  const values = new Float32Array(rows * columns * EXAMPLES);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const both = interaction === "product" ? a[i]! * b[j]! : draw();
      for (let n = 0; n < EXAMPLES; n++)
        values[(i * columns + j) * EXAMPLES + n] = loading(0, n) * a[i]! + loading(1, n) * b[j]! + loading(2, n) * both;
    }
  }
  return { values, replicas: rows * columns, examples: EXAMPLES, columns: 1, kind: "value" };
}

/** Quantiles of the normal distribution: below, a level is in the first basin. */
const LIMITS: Record<string, number> = {
  0.5: 0,
  0.4: -0.2533471031357997,
  0.2: -0.8416212335729142,
  0.05: -1.6448536269514722,
};

/** One of two numbers with mean 0 and variance 1. */
function basin(normal: number, first: number): number {
  return normal < LIMITS[first]! ? -Math.sqrt((1 - first) / first) : Math.sqrt(first / (1 - first));
}

/** The shares of the two factors and of their interaction. */
export function simulateComponents(row: ComponentsRow, repeats: number): ShareCoverage[] {
  const counts = SHARES.map(() => ({ covered: 0, below: 0, above: 0, none: 0, widths: 0, estimates: [] as number[] }));
  for (let repeat = 0; repeat < repeats; repeat++) {
    const p = world(row, normals(0x73686172, repeat));
    const effects = openEffects(p, row.levels);
    effects.add(wholeBlock(p));
    const { bySet } = estimateComponents(effects.sums, EXAMPLES);
    counts.forEach((count, at) => {
      const { value, low, high } = bySet[at + 1]!.share;
      if (value !== null) count.estimates.push(value);
      if (low === null || high === null) return count.none++;
      if (high < SHARES[at]!) count.below++;
      else if (low > SHARES[at]!) count.above++;
      else count.covered++;
      count.widths += high - low;
    });
  }
  return counts.map(({ covered, below, above, none, widths, estimates }) => {
    const sorted = Float64Array.from(estimates).sort();
    const quantile = (p: number) => sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))]!;
    return {
      covered: covered / repeats,
      below: below / repeats,
      above: above / repeats,
      none: none / repeats,
      width: widths / Math.max(1, repeats - none),
      ideal: quantile(0.975) - quantile(0.025),
    };
  });
}
