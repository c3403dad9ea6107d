/**
 * Elo ratings of players that meet in pairs, game after game, and the ratings of Bradley and Terry, which know no order.
 *
 *   E = 1 / (1 + 10^((R_other - R_own) / 400)),  R_own += K (S - E),  S = 1 for a win and 0 for a defeat
 *
 * For two players whose chance to win never changes, the difference of the ratings is a Markov chain about
 * 400 log10(p / (1 - p)); to first order in K its standard deviation is sqrt(400 K / ln 10), whatever p is, and it
 * forgets its start with a time constant of 1 / (2 K (ln 10 / 400) p (1 - p)) games.
 * Source: Elo 1978, The Rating of Chessplayers; Bradley and Terry 1952; the law of the difference: Cortez and Tossounian
 * 2024, arXiv 2410.09180, and an expansion of our own.
 * Checked: tests/experiments/elo.test.ts.
 */
import { exp64, log64 } from "../reference/float64.js";

/** ln 10 / 400: one unit of rating in natural log units. */
const UNIT = 2.302585092994046 / 400;

/** The chance that Elo gives to a player who is rated so much higher than the other. */
export function expectedScore(difference: number): number {
  return 1 / (1 + exp64(-UNIT * difference));
}

/** The rating difference at which Elo gives the chance p. */
export function differenceAt(p: number): number {
  return log64(p / (1 - p)) / UNIT;
}

/** The standard deviation of the difference of two ratings that have forgotten their start, to first order in K. */
export function stationaryDeviation(k: number): number {
  return Math.sqrt(k / UNIT);
}

/** Games after which a difference has forgotten all but 1/e of its start. */
export function relaxation(k: number, p: number): number {
  return 1 / (2 * k * UNIT * p * (1 - p));
}

/**
 * The difference of two ratings after their games, both being equal before the first.
 * @param won 1 for each game that the first player won, else 0
 * @param order in which games count, as places in `won`
 */
export function differenceAfter(won: Uint8Array, order: Uint32Array, k: number): number {
  let difference = 0;
  for (const game of order) difference += 2 * k * (won[game]! - expectedScore(difference));
  return difference;
}

/** Games of several players. */
export interface Games {
  /** Number of players. */
  players: number;
  /** The two players of each game. */
  first: Uint8Array;
  second: Uint8Array;
  /** 1 where the first of them won, else 0. */
  won: Uint8Array;
}

/** The ratings of all players after their games, about their mean: all being equal before the first game. */
export function ratingsAfter({ players, first, second, won }: Games, order: Iterable<number>, k: number): Float64Array {
  const ratings = new Float64Array(players);
  for (const game of order) {
    const [a, b] = [first[game]!, second[game]!];
    const gain = k * (won[game]! - expectedScore(ratings[a]! - ratings[b]!));
    ratings[a]! += gain;
    ratings[b]! -= gain;
  }
  return ratings;
}

/** wins[a][b]: games that player a won against player b. */
export function winsOf({ players, first, second, won }: Games): number[][] {
  const wins = Array.from({ length: players }, () => new Array<number>(players).fill(0));
  for (let game = 0; game < won.length; game++) {
    const [a, b] = [first[game]!, second[game]!];
    if (won[game]) wins[a]![b]!++;
    else wins[b]![a]!++;
  }
  return wins;
}

/** Steps of Bradley and Terry's iteration, and the change of a strength at which it ends. */
const MOST_STEPS = 10_000;
const SMALL = 1e-12;

/**
 * Ratings by maximum likelihood of the model of Bradley and Terry, in units of Elo, about their mean. The iteration of
 * Hunter 2004 (Annals of Statistics 32, 384-406): s_a = wins of a / sum over b of games(a,b) / (s_a + s_b).
 * @returns null where no finite ratings are most likely: some players never lose to the others
 */
export function bradleyTerry(wins: readonly (readonly number[])[]): Float64Array | null {
  if (!isConnected(wins)) return null;
  const players = wins.length;
  let strengths = new Float64Array(players).fill(1);
  for (let step = 0; step < MOST_STEPS; step++) {
    const next = strengths.map((own, a) => {
      let [won, met] = [0, 0];
      for (let b = 0; b < players; b++) {
        const games = wins[a]![b]! + wins[b]![a]!;
        if (b === a || games === 0) continue;
        won += wins[a]![b]!;
        met += games / (own + strengths[b]!);
      }
      return won / met;
    });
    const mean = next.reduce((sum, each) => sum + each, 0) / players;
    for (let a = 0; a < players; a++) next[a]! /= mean;
    const change = next.reduce((most, each, a) => Math.max(most, Math.abs(each - strengths[a]!)), 0);
    strengths = next;
    if (change < SMALL) break;
  }
  const ratings = strengths.map((each) => log64(each) / UNIT);
  const mean = ratings.reduce((sum, each) => sum + each, 0) / players;
  return ratings.map((each) => each - mean);
}

/** Whether every player has beaten every other, directly or through others. */
function isConnected(wins: readonly (readonly number[])[]): boolean {
  return wins.every((_, from) => {
    const reached = new Set([from]);
    for (const a of reached) wins[a]!.forEach((count, b) => count > 0 && reached.add(b));
    return reached.size === wins.length;
  });
}
