/**
 * Elo ratings and the order of the games: Boubdir, Kim, Ermis, Hooker, Fadaee 2023. Games are drawn with known chances,
 * so the truth, the record of the games and what a rating says can be told apart; then recipes of our own play.
 */
import { openEffects } from "../measure/effects.js";
import { streamKey, uniform, words } from "../reference/random.js";
import { epochOrder } from "../reference/shuffle.js";
import { estimateComponents } from "../statistics/components.js";
import { meanOverDraws, wilson } from "../statistics/over-draws.js";
import { meanOf } from "../statistics/sample.js";
import type { StudyInput } from "../study/study.js";
import {
  bradleyTerry,
  differenceAfter,
  differenceAt,
  expectedScore,
  type Games,
  ratingsAfter,
  relaxation,
  stationaryDeviation,
  winsOf,
} from "./elo.js";
import type { Context, Experiment, Observed, ShownTable } from "./experiment.js";
import { progressWithin } from "./progress.js";
import type { DecidingQuantity } from "./rule.js";
import { trainArm } from "./training.js";

/** One-sided 99%. */
const LEVEL = 0.98;
/** Games of a pair of players. */
const GAMES = 1000;
const ORDERS = 100;
const CHANCES = [0.51, 0.55, 0.6, 0.65, 0.7, 0.8, 0.9];
const FACTORS = [1, 4, 8, 16, 32];
const AVERAGED = [1, 2, 5, 10, 20, 50, 100];
/** The setting that decides: players of nearly the same strength, and a usual K. */
const CLOSE = 0.55;
const USUAL = 16;
/** Repetitions for each data set of a cell of the map, and for each chain of games. */
const [PER_MAP, PER_CHAIN] = [25, 5];

/** Parts of the streams: no two questions share a word. */
const PARTS = { pair: 0, map: 1, three: 2, ours: 3, theory: 8 };
/** Chains of games in which the spread of a rating is measured. */
const THEORY = { factors: [1, 4, 8], chance: 0.7, games: 40_000 };
/** Training seeds of our recipes, and orders of their games. */
const LEVELS = 32;
const [SEEDS, ORDER] = [1, 2];

/** Three players: how much better A is than B, and B than C. */
const SCENARIOS = [
  { name: "A ≫ B ≫ C", ab: 0.75, bc: 0.75 },
  { name: "A ≫ B ~ C", ab: 0.75, bc: 0.51 },
  { name: "A ~ B ≫ C", ab: 0.51, bc: 0.75 },
  { name: "A ~ B ~ C", ab: 0.51, bc: 0.51 },
];
/** K at which a thousand games are more than five time constants, for every pair. */
const SETTLED = 4;

const RECIPES: readonly { name: string; study: StudyInput }[] = [
  ...["relu", "smelu", "swish", "tanh"].map((activation) => ({
    name: activation,
    study: { activation } as StudyInput,
  })),
  { name: "linear", study: { hidden: [] } },
];
const OWN: StudyInput = { data: { name: "vee", train: 2000, test: 1000 }, hidden: [8] };

/** Games of two players of which the first wins each with chance p. */
function drawn(seed: number, part: number, set: number, p: number, games = GAMES): Uint8Array {
  return Uint8Array.from(words(streamKey(seed, "data", set), part, 0, games), (word) => (uniform(word) < p ? 1 : 0));
}

/** An order of the games, another for each set and number. */
function ordered(seed: number, part: number, set: number, number: number, games = GAMES): Uint32Array {
  return epochOrder(streamKey(seed, "shuffle", set * ORDERS + number), part, games, games, "block");
}

function recordOf(won: Uint8Array): number {
  return Math.sign(2 * won.reduce((sum, each) => sum + each, 0) - won.length);
}

interface ByOrders {
  /** Share of single orders whose rating contradicts the record. */
  single: number[];
  /** By number of orders averaged: whether the mean contradicts the record. */
  averaged: boolean[][];
}

/** Two players at one chance and K: what each order says, and what means of orders say. */
function* contradictions({ seed, replicas }: Context, p: number, k: number, most: number): Generator<number, ByOrders> {
  const found: ByOrders = { single: [], averaged: AVERAGED.map(() => []) };
  for (let set = 0; set < replicas; set++) {
    const won = drawn(seed, PARTS.pair, set, p);
    const record = recordOf(won);
    if (record !== 0) {
      let [sum, against] = [0, 0];
      for (let n = 0; n < most; n++) {
        const difference = differenceAfter(won, ordered(seed, PARTS.pair, set, n), k);
        sum += difference;
        if (Math.sign(difference) === -record) against++;
        const at = AVERAGED.indexOf(n + 1);
        if (at >= 0) found.averaged[at]!.push(Math.sign(sum) === -record);
      }
      found.single.push(against / most);
    }
    yield set / replicas;
  }
  return found;
}

function shareOf(flags: readonly boolean[]): { value: number; low: number; high: number } {
  const count = flags.filter(Boolean).length;
  return { value: count / flags.length, ...wilson(count, flags.length, LEVEL) };
}

interface Ranked {
  scenario: string;
  schedule: string;
  sets: number;
  intransitive: number;
  /** Of the sets with a transitive record. */
  contradicts: boolean[];
  /** The same of the ratings of Bradley and Terry. */
  likeliest: boolean[];
  againstTruth: boolean[];
  single: number[];
}

/** Three players: whether the mean of many orders ranks them as the record of their games does. */
function* rankings(
  { seed, replicas }: Context,
  scenarios: readonly (typeof SCENARIOS)[number][],
): Generator<number, Ranked[]> {
  const sets = Math.ceil(replicas / (2 * scenarios.length));
  const all: Ranked[] = [];
  for (const [s, { name, ab, bc }] of scenarios.entries()) {
    const ac = expectedScore(differenceAt(ab) + differenceAt(bc));
    for (const [w, pairs] of [
      [0, 1, ab, 1, 2, bc],
      [0, 1, ab, 1, 2, bc, 0, 2, ac],
    ].entries()) {
      const count = pairs.length / 3;
      const ranked: Ranked = {
        scenario: name,
        schedule: count === 2 ? "AB and BC" : "AB, BC and AC",
        sets,
        intransitive: 0,
        contradicts: [],
        likeliest: [],
        againstTruth: [],
        single: [],
      };
      for (let set = 0; set < sets; set++) {
        const place = (2 * s + w) * sets + set;
        const games: Games = {
          players: 3,
          first: new Uint8Array(count * GAMES),
          second: new Uint8Array(count * GAMES),
          won: new Uint8Array(count * GAMES),
        };
        for (let at = 0; at < count; at++) {
          games.first.fill(pairs[3 * at]!, at * GAMES, (at + 1) * GAMES);
          games.second.fill(pairs[3 * at + 1]!, at * GAMES, (at + 1) * GAMES);
          games.won.set(drawn(seed, PARTS.three, place * 3 + at, pairs[3 * at + 2]!), at * GAMES);
        }
        const wins = winsOf(games);
        const record = (a: number, b: number) => Math.sign(wins[a]![b]! - wins[b]![a]!);
        const sum = new Float64Array(3);
        let against = 0;
        const isAgainst = (ratings: Float64Array) =>
          [...Array(count).keys()].some((at) => {
            const [a, b] = [pairs[3 * at]!, pairs[3 * at + 1]!];
            return Math.sign(ratings[a]! - ratings[b]!) === -record(a, b) && record(a, b) !== 0;
          });
        const isTransitive = !(record(0, 1) === record(1, 2) && record(0, 2) === -record(0, 1) && record(0, 1) !== 0);
        if (!isTransitive) ranked.intransitive++;
        for (let n = 0; n < ORDERS; n++) {
          const ratings = ratingsAfter(games, ordered(seed, PARTS.three, place, n, count * GAMES), SETTLED);
          for (let a = 0; a < 3; a++) sum[a]! += ratings[a]!;
          if (isAgainst(ratings)) against++;
        }
        if (isTransitive) {
          ranked.contradicts.push(isAgainst(sum));
          const likeliest = bradleyTerry(wins);
          if (likeliest) ranked.likeliest.push(isAgainst(likeliest));
          ranked.single.push(against / ORDERS);
        }
        ranked.againstTruth.push(!(sum[0]! > sum[1]! && sum[1]! > sum[2]!));
        yield ((2 * s + w) * sets + set) / (2 * scenarios.length * sets);
      }
      all.push(ranked);
    }
  }
  return all;
}

/** Long chains of games: the variance of the rating difference about its truth, in units of its theory. */
function* spreads({ seed, replicas }: Context): Generator<number, { k: number; ratios: number[] }[]> {
  const chains = Math.ceil(replicas / PER_CHAIN);
  const found: { k: number; ratios: number[] }[] = [];
  for (const [at, k] of THEORY.factors.entries()) {
    const { chance, games } = THEORY;
    const truth = differenceAt(chance);
    const forgotten = Math.ceil(10 * relaxation(k, chance));
    const ratios: number[] = [];
    for (let chain = 0; chain < chains; chain++) {
      const won = drawn(seed, PARTS.theory + at, chain, chance, forgotten + games);
      let difference = truth;
      let squares = 0;
      for (let game = 0; game < won.length; game++) {
        difference += 2 * k * (won[game]! - expectedScore(difference));
        if (game >= forgotten) squares += (difference - truth) ** 2;
      }
      ratios.push(squares / games / stationaryDeviation(k) ** 2);
      yield (at * chains + chain) / (THEORY.factors.length * chains);
    }
    found.push({ k, ratios });
  }
  return found;
}

/**
 * The games that two recipes play on the test examples: one is right where the other is wrong.
 * @returns the games, and at each place (an example and a pair of recipes) the game that stands there, or -1
 */
function gamesOf(right: readonly Uint8Array[]): { games: Games; at: Int32Array } {
  const [first, second, won, at]: number[][] = [[], [], [], []];
  for (let example = 0; example < right[0]!.length; example++) {
    for (let a = 0; a < right.length; a++) {
      for (let b = a + 1; b < right.length; b++) {
        const isDecided = right[a]![example] !== right[b]![example];
        at!.push(isDecided ? won!.length : -1);
        if (!isDecided) continue;
        first!.push(a);
        second!.push(b);
        won!.push(right[a]![example]!);
      }
    }
  }
  const games = {
    players: right.length,
    first: Uint8Array.from(first!),
    second: Uint8Array.from(second!),
    won: Uint8Array.from(won!),
  };
  return { games, at: Int32Array.from(at!) };
}

interface Trained {
  name: string;
  fingerprint: string;
  accuracy: number;
  /** Of each replica, by example: 1 where it decides as labelled. */
  right: Uint8Array[];
}

/** Trains our recipes on the same seeds. */
async function* trainedRecipes(context: Context): AsyncGenerator<number, Trained[]> {
  const all: Trained[] = [];
  for (const [at, { name, study }] of RECIPES.entries()) {
    const input = { ...OWN, ...study, replicas: LEVELS, seed: context.seed };
    const { prepared, outcomes, fingerprint } = await trainArm(context, input);
    const { y } = prepared.dataset.test;
    const right = outcomes.map(({ logits }) =>
      Uint8Array.from(logits, (logit, n) => (logit > 0 === (y[n] === 1) ? 1 : 0)),
    );
    all.push({ name, fingerprint, accuracy: meanOf(right.map(meanOf)), right });
    yield (SHARES.trained * (at + 1)) / RECIPES.length;
  }
  return all;
}

interface Rated {
  /** Shares of the variance of ratings: of the seeds, of the orders, of both together. */
  shares: { name: string; value: number | null; low: number | null; high: number | null }[];
  table: ShownTable;
}

/** Ratings of our recipes for every training seed under every order of the games. */
function* rated({ seed, nullOf }: Context, trained: readonly Trained[]): Generator<number, Rated> {
  const recipes = trained.length;
  const slots = (trained[0]!.right[0]!.length * recipes * (recipes - 1)) / 2;
  const orders = Array.from({ length: LEVELS }, (_, order) =>
    ordered(seed, PARTS.ours, 0, nullOf === "O1" ? 0 : order, slots),
  );
  const values = new Float64Array(LEVELS * LEVELS * recipes);
  const strengths: (Float64Array | null)[] = [];
  const games: Games[] = [];
  for (let s = 0; s < LEVELS; s++) {
    const played = gamesOf(trained.map(({ right }) => right[s]!));
    games.push(played.games);
    strengths.push(bradleyTerry(winsOf(played.games)));
    for (let o = 0; o < LEVELS; o++) {
      values.set(ratingsAfter(played.games, inOrder(orders[o]!, played.at), USUAL), (s * LEVELS + o) * recipes);
    }
    yield (s + 1) / LEVELS;
  }
  const effects = openEffects({ replicas: LEVELS * LEVELS, examples: recipes, columns: 1, kind: "value" }, [
    LEVELS,
    LEVELS,
  ]);
  effects.add({ first: 0, examples: recipes, values, logits: null, stride: recipes, offset: 0 });
  const { bySet } = estimateComponents(effects.sums, recipes);
  const share = (name: string, set: number) => ({ name, ...bySet[set]!.share });
  const closed = bySet[SEEDS]!.closed;
  return {
    shares: [
      share("training seeds alone", SEEDS),
      share("order of the games alone", ORDER),
      share("both together", SEEDS | ORDER),
      {
        name: "all that goes when the order is fixed",
        value: closed.value === null ? null : 1 - closed.value,
        low: closed.high === null ? null : 1 - closed.high,
        high: closed.low === null ? null : 1 - closed.low,
      },
    ],
    table: tableOfRecipes(trained, values, games, strengths),
  };
}

/** The games in an order of the places at which they may stand. */
function* inOrder(order: Uint32Array, at: Int32Array): Generator<number> {
  for (const place of order) if (at[place]! >= 0) yield at[place]!;
}

function tableOfRecipes(
  trained: readonly Trained[],
  values: Float64Array,
  games: readonly Games[],
  strengths: readonly (Float64Array | null)[],
): ShownTable {
  const recipes = trained.length;
  const known = strengths.filter((each) => each !== null);
  return {
    title: `Our recipes: ratings over ${LEVELS} training seeds and ${LEVELS} orders, K = ${USUAL}`,
    columns: ["recipe", "accuracy", "games won", "Elo, mean", "Elo, lowest", "Elo, highest", "Bradley-Terry, mean"],
    rows: trained.map(({ name, accuracy }, at) => {
      const own = values.filter((_, n) => n % recipes === at);
      const [won, of] = games.reduce(
        ([wins, all], each) => {
          const table = winsOf(each);
          const lost = table.reduce((sum, row) => sum + row[at]!, 0);
          const won = table[at]!.reduce((sum, count) => sum + count, 0);
          return [wins + won, all + won + lost];
        },
        [0, 0],
      );
      return [
        name,
        accuracy,
        won! / of!,
        meanOf(own),
        Math.min(...own),
        Math.max(...own),
        known.length < LEVELS ? null : meanOf(known.map((each) => each![at]!)),
      ];
    }),
  };
}

/** How far the work of each question goes, as shares of the whole. */
const SHARES = { trained: 0.05, pair: 0.25, map: 0.15, three: 0.45, theory: 0.05, own: 0.05 };

async function* observe(context: Context): AsyncGenerator<number, Observed> {
  const { nullOf } = context;
  const trained = yield* trainedRecipes(context);
  let before = SHARES.trained;
  const share = (of: keyof typeof SHARES): [number, number] => {
    const from = before;
    before += SHARES[of];
    return [from, SHARES[of]];
  };
  const chance = nullOf === "E1" ? 0.8 : CLOSE;
  const pair = yield* progressWithin(contradictions(context, chance, USUAL, ORDERS), ...share("pair"));
  const map = yield* progressWithin(mapOf(context), ...share("map"));
  const scenarios = nullOf === "E3" ? [{ name: "A ≫ B ≫ C", ab: 0.9, bc: 0.9 }] : SCENARIOS;
  const three = yield* progressWithin(rankings(context, scenarios), ...share("three"));
  const theory = yield* progressWithin(spreads(context), ...share("theory"));
  const own = yield* progressWithin(rated(context, trained), ...share("own"));
  return observed(pair, map, three, theory, trained, own, { nullOf });
}

interface Cell {
  p: number;
  k: number;
  /** Mean distance of a rating from the truth, in points: of one order, and of the mean of all. */
  single: number;
  mean: number;
}

/** How far ratings are from the truth, over chances and K. */
function* mapOf({ seed, replicas }: Context): Generator<number, Cell[]> {
  const sets = Math.ceil(replicas / PER_MAP);
  const cells: Cell[] = [];
  for (const [at, p] of CHANCES.entries()) {
    const off = FACTORS.map(() => ({ single: 0, mean: 0 }));
    for (let set = 0; set < sets; set++) {
      const won = drawn(seed, PARTS.map, at * sets + set, p);
      const sums = new Float64Array(FACTORS.length);
      for (let n = 0; n < ORDERS; n++) {
        const order = ordered(seed, PARTS.map, at * sets + set, n);
        for (const [f, k] of FACTORS.entries()) {
          const difference = differenceAfter(won, order, k);
          sums[f]! += difference;
          off[f]!.single += Math.abs(difference - differenceAt(p)) / (sets * ORDERS);
        }
        yield (at * sets + set + n / ORDERS) / (CHANCES.length * sets);
      }
      for (let f = 0; f < FACTORS.length; f++) off[f]!.mean += Math.abs(sums[f]! / ORDERS - differenceAt(p)) / sets;
    }
    cells.push(...FACTORS.map((k, f) => ({ p, k, ...off[f]! })));
  }
  return cells;
}

/** What was seen, as numbers with their intervals and the rules that they must keep. */
function observed(
  pair: ByOrders,
  map: readonly Cell[],
  three: readonly Ranked[],
  theory: readonly { k: number; ratios: number[] }[],
  trained: readonly Trained[],
  own: Rated,
  { nullOf }: Pick<Context, "nullOf">,
): Observed {
  const sets = `${pair.single.length} data sets`;
  const one = meanOverDraws(pair.single, LEVEL);
  const last = nullOf === "E2" ? 0 : AVERAGED.length - 1;
  const curve = pair.averaged.map((flags) => shareOf(flags));
  const ranked = three.flatMap(({ contradicts }) => contradicts);
  const rows = (all: readonly Ranked[]) =>
    all.map(({ scenario, schedule, sets: count, intransitive, contradicts, likeliest, againstTruth, single }) => [
      scenario,
      schedule,
      count,
      intransitive,
      meanOf(single),
      shareOf(contradicts).value,
      likeliest.length === 0 ? null : shareOf(likeliest).value,
      shareOf(againstTruth).value,
    ]);
  const T = "t over data sets";
  const WILSON = "Wilson";
  const quantities: Record<string, DecidingQuantity[]> = {
    E1: [
      {
        name: "share of single orders whose rating contradicts the record",
        ...one,
        level: LEVEL,
        method: T,
        over: sets,
        rule: { above: 0.05 },
      },
    ],
    E2: [
      {
        name: `share of data sets whose mean over ${AVERAGED[last]} orders contradicts the record`,
        ...curve[last]!,
        level: LEVEL,
        method: WILSON,
        over: sets,
        rule: { below: 0.01 },
      },
    ],
    E3: [
      {
        name: `share of data sets whose mean over ${ORDERS} orders contradicts a record that is transitive`,
        ...shareOf(ranked),
        level: LEVEL,
        method: WILSON,
        over: `${ranked.length} data sets`,
        rule: { above: 0.01 },
      },
    ],
    T: theory.map(({ k, ratios }) => {
      const { value, low, high } = meanOverDraws(ratios, LEVEL);
      const root = (square: number | null) => square && Math.sqrt(square);
      return {
        name: `standard deviation of the rating difference over sqrt(400 K / ln 10), K = ${k}`,
        value: root(value),
        low: root(low),
        high: root(high),
        level: LEVEL,
        method: "t over chains, of squares",
        over: `${ratios.length} chains of ${THEORY.games} games`,
        rule: { from: 0.97, to: 1.03 },
      };
    }),
    O1: [
      {
        ...own.shares[3]!,
        name: "share of the variance of ratings that goes when the order is fixed",
        level: 0.95,
        method: "jackknife over seeds and orders",
        over: `${LEVELS} training seeds and ${LEVELS} orders`,
        rule: { above: 0.5 },
      },
    ],
  };
  return {
    quantities,
    shown: own.shares.slice(0, 3).map((share) => ({
      ...share,
      name: `share of the variance of ratings: ${share.name}`,
      level: 0.95,
      method: "jackknife over seeds and orders",
      over: `${LEVELS} training seeds and ${LEVELS} orders`,
    })),
    tables: [
      {
        title: `Contradictions of the record at p = ${CLOSE} and K = ${USUAL}, by the number of orders averaged`,
        columns: ["orders", "share", "low", "high"],
        rows: curve.map(({ value, low, high }, at) => [AVERAGED[at]!, value, low, high]),
      },
      {
        title: "Mean distance of a rating difference from the truth, in points",
        columns: ["p", "K", "one order", `mean of ${ORDERS} orders`],
        rows: map.map(({ p, k, single, mean }) => [p, k, single, mean]),
      },
      {
        title: `Three players, K = ${SETTLED}`,
        columns: [
          "strengths",
          "games",
          "data sets",
          "records that are no ranking",
          "single orders against the record",
          "means against the record",
          "Bradley-Terry against the record",
          "means against the truth",
        ],
        rows: rows(three),
      },
      own.table,
    ],
    figure: {
      title: "Ratings that contradict the record of their own games",
      x: "orders averaged",
      y: "share of data sets",
      series: [
        {
          name: `p = ${CLOSE}, K = ${USUAL}`,
          points: curve.map(({ value, low, high }, at) => ({ x: AVERAGED[at]!, y: value, low, high })),
        },
      ],
    },
    trained: trained.map(({ name, fingerprint }) => ({ name, fingerprint, replicas: LEVELS })),
  };
}

export const boubdir2023: Experiment = {
  name: "boubdir-2023",
  summary: "Elo ratings depend on the order of the games",
  paper: {
    authors: "Boubdir, Kim, Ermis, Hooker, Fadaee",
    title: "Elo Uncovered: Robustness and Best Practices in Language Model Evaluation",
    venue: "GEM 2023, NeurIPS 2024",
    url: "https://arxiv.org/abs/2311.17295",
  },
  ours: [
    "Chances, K and the number of games are ours where the paper's could not be read.",
    "The record of the games and the truth behind them are kept apart: averaging orders can bring a rating to the record, never nearer to the truth than that.",
    "The spread of a rating by theory, and the games of our own recipes, are not in the paper.",
  ],
  seconds: 60,
  replicas: { default: 640, least: 40, what: "data sets" },
  lines: [
    {
      id: "E1",
      claim: "One order of the games is unreliable",
      measured: `Two players, p = ${CLOSE}, K = ${USUAL}, ${GAMES} games: single orders whose rating contradicts the record`,
      by: "paper",
      nullWorld: "p = 0.8: no record is close",
    },
    {
      id: "E2",
      claim: "A hundred orders are enough",
      measured: "The same games: means of ratings over 100 orders that contradict the record",
      by: "paper",
      nullWorld: "one order in place of 100",
    },
    {
      id: "E3",
      claim: "Where models are similar, the ranking is not transitive",
      measured: `Three players, K = ${SETTLED}, ${GAMES} games a pair: means over ${ORDERS} orders that contradict a record which is itself a ranking`,
      by: "paper",
      nullWorld: "p = 0.9 for neighbours: no two are similar",
    },
    {
      id: "T",
      claim:
        "The difference of two settled ratings has the standard deviation sqrt(400 K / ln 10), whatever the chance to win",
      measured: `p = ${THEORY.chance}, K = ${THEORY.factors.join(", ")}: long chains against the theory`,
      by: "ours",
      nullWorld: null,
    },
    {
      id: "O1",
      claim: "The order of the games moves the ratings of training recipes more than training them again",
      measured: `${RECIPES.length} recipes, each trained from ${LEVELS} seeds, play on the test examples in ${LEVELS} orders`,
      by: "ours",
      nullWorld: "one order in place of 32",
    },
  ],
  observe,
};
