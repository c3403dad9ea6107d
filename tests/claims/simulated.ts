/**
 * How often the intervals of C4 and C5 hold together: one row of the table of docs/claims.md, by simulation from fixed
 * keys.
 */
import { LEVEL } from "../../src/claims/selection.js";
import { pairwiseDistances, predictionDifference } from "../../src/measure/pairwise.js";
import { type PairedContrast, pairedContrasts, type Side } from "../../src/statistics/contrasts.js";
import { normalQuantile } from "../../src/statistics/normal.js";
import { meanOf } from "../../src/statistics/sample.js";
import { studentQuantile } from "../../src/statistics/student.js";
import { ALIKE, drawn, everyone, latents, normals, type Pool } from "../measure/pools.js";
import { setting } from "../statistics/invented-sides.js";

/** As many arms as C4 has, each against each. An arm stretches the places of its basins by so much. */
const ARMS = [0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1];
const PAIRS = ARMS.flatMap((_, a) => ARMS.slice(a + 1).map((_, after) => [a, a + 1 + after] as const));
/**
 * A data draw is a world, which stretches the places too: those of all arms, and a little more or less those of each.
 * Standard deviations of the log.
 */
const WORLD = 0.25;
const OWN = 0.05;
/** So far from 1, on the log scale, the places are stretched at most. */
const FARTHEST = 1;

/** One row: a pool, the noise in it, data draws, and replicas of each. */
export interface RowOfTable {
  pool: Pool;
  noise: number;
  draws: number;
  replicas: number;
}

/** Over many repeats of a claim. */
export interface Together {
  /** Share in which every interval covers; and the same if each contrast had the level for itself. */
  covered: number;
  alone: number;
  /** Share in which a contrast has no interval; they count as not covered. */
  none: number;
  /**
   * Mean width of the intervals on the log scale; and of those with the same estimates in their middle that would hold
   * together as often as the level says.
   */
  width: number;
  ideal: number;
}

/** Logs of stretches of which PD is computed; between them it is nearly straight. */
const NODES = 33;
const nodeAt = (index: number) => FARTHEST * ((2 * index) / (NODES - 1) - 1);
const within = (log: number) => Math.min(FARTHEST, Math.max(-FARTHEST, log));

const truths = new Map<string, number[]>();

/** log PD of each arm, mean over worlds; the same for every number of draws and replicas. */
function truthOf(pool: Pool, noise: number): number[] {
  const key = `${pool.name} ${noise}`;
  if (!truths.has(key)) {
    const table = Array.from({ length: NODES }, (_, index) =>
      Math.log(predictionDifference(everyone(pool, noise, Math.exp(nodeAt(index)))).value!),
    );
    const logOf = (log: number) => {
      const place = ((log + FARTHEST) / (2 * FARTHEST)) * (NODES - 1);
      const index = Math.min(NODES - 2, Math.floor(place));
      return table[index]! + (place - index) * (table[index + 1]! - table[index]!);
    };
    const worlds = Array.from(
      { length: 4000 },
      (_, i) => Math.sqrt(WORLD * WORLD + OWN * OWN) * normalQuantile((i + 0.5) / 4000),
    );
    truths.set(
      key,
      ARMS.map((arm) => meanOf(worlds.map((world) => logOf(within(Math.log(arm) + world))))),
    );
  }
  return truths.get(key)!;
}

/** The arms of one claim. Each draw has a world and seeds of its own; its arms share them. */
function invented({ pool, noise, draws, replicas }: RowOfTable, repeat: number): Side[] {
  const normal = normals(draws * 1048576 + replicas, repeat);
  const members = Array.from({ length: replicas }, (_, r) => r);
  const distances = Array.from({ length: draws }, () => {
    const world = WORLD * normal();
    const common = Float64Array.from(members, () => normal());
    return ARMS.map((arm) => {
      const stretch = Math.exp(within(Math.log(arm) + world + OWN * normal()));
      return { members, ...pairwiseDistances(drawn(pool, noise, stretch, latents(common, ALIKE, normal), normal)) };
    });
  });
  return ARMS.map((_, arm) => ({
    name: `arm ${arm}`,
    draws: distances.map((draw) => draw[arm]!),
    trained: replicas,
    failed: null,
  }));
}

export function simulateClaims(row: RowOfTable, repeats: number): Together {
  const truth = truthOf(row.pool, row.noise);
  const expected = PAIRS.map(([a, b]) => truth[a]! - truth[b]!);
  const alone = studentQuantile((1 + LEVEL) / 2, row.draws - 1);
  const claims = Array.from({ length: repeats }, (_, repeat): PairedContrast[] => {
    const sides = invented(row, repeat);
    return pairedContrasts(
      PAIRS.map(([a, b]) => ({ a: sides[a]!, b: sides[b]! })),
      setting(row.replicas),
    );
  });
  const whole = claims.filter((contrasts) => contrasts.every(({ noInterval }) => noInterval === null));
  const holds = (contrasts: PairedContrast[], critical: number) =>
    contrasts.every(
      ({ estimate, standardError }, k) => Math.abs(estimate! - expected[k]!) <= critical * standardError!,
    );
  const shareOf = (some: PairedContrast[][]) => some.length / repeats;
  return {
    covered: shareOf(whole.filter((contrasts) => holds(contrasts, contrasts[0]!.critical!))),
    alone: shareOf(whole.filter((contrasts) => holds(contrasts, alone))),
    none: 1 - shareOf(whole),
    width: meanOf(whole.flatMap((contrasts) => contrasts.map(({ halfWidth }) => 2 * halfWidth!))),
    ideal: idealWidth(whole.map((contrasts) => contrasts.map(({ estimate }) => estimate!))),
  };
}

/**
 * Estimates of many repeats: a contrast's deviation over them, times what the largest deviation of all contrasts stays
 * below as often as LEVEL says.
 */
function idealWidth(estimates: number[][]): number {
  const columns = PAIRS.map((_, k) => estimates.map((row) => row[k]!));
  const middles = columns.map(meanOf);
  const deviations = columns.map((column, k) => Math.sqrt(meanOf(column.map((x) => (x - middles[k]!) ** 2))));
  const largest = Float64Array.from(estimates, (row) =>
    Math.max(...row.map((x, k) => Math.abs(x - middles[k]!) / deviations[k]!)),
  ).sort();
  return 2 * meanOf(deviations) * largest[Math.ceil(LEVEL * largest.length) - 1]!;
}
