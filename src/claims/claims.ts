/**
 * Tests the claims of "Synthesizing Irreproducibility in Deep Networks" (Snapp and Shamir 2021): trains the planned arms, makes the
 * contrasts, and lets the rules decide.
 */
import * as v from "valibot";
import { log64 } from "../reference/float64.js";
import { meanOf } from "../measure/jackknife.js";
import { STATISTICS } from "../measure/statistics.js";
import { bestConstantExcess } from "../measure/truth.js";
import { checkPoolAlone, chooseKernels, HOW, type How, OF_RUN, withPool } from "../run/how.js";
import { integer, list, numberThat } from "../study/fields.js";
import { callback, parseOptions, stopIfAborted } from "../study/options.js";
import { BITS } from "../train/fingerprint.js";
import { plansOf, sizesOf, type Plan } from "./arms.js";
import type { Claim, ClaimId, Claims } from "./claim.js";
import { type Bench, candidatesOf, EXPERIMENTS, TITLES } from "./experiments.js";
import { checkFamily, DEFAULT_FAMILIES } from "./families.js";
import { openLaboratory } from "./laboratory.js";
import { judge } from "./rules.js";
import { drawSeeds, tuningSeeds } from "./seeds.js";

/** How far the claims are, in units that are about proportional to time. */
export interface ClaimsProgress {
  done: number;
  total: number;
  /** What is being trained: "vee". */
  data: string;
}

export interface ClaimsOptions extends Omit<How, "onProgress"> {
  /** Replicas of an arm up to 16 wide and one layer deep, over 8 data draws; half as many for larger ones. At least 32, default 1024. */
  replicas?: number;
  /** Default 0. */
  seed?: number;
  /** Families of two classes. Default vee and teacher. */
  data?: readonly string[];
  /** The least ratio of prediction differences that counts, above 1. Default 1.10. */
  margin?: number;
  /** The ratio above which C1, a single unit against a line, holds; never less than the margin. Default 2. */
  singleUnitMargin?: number;
  /** Called with each claim as soon as it is decided. */
  onResult?: (claim: Claim) => void;
  onProgress?: (progress: ClaimsProgress) => void;
}

const FAMILIES = "a list of at least one data family";

type Settings = Claims["options"];

/**
 * Trains, compares and decides. The options that are no part of `how` fix every bit of the result.
 * @throws TypeError or RangeError for a bad option, before any training; the signal's reason where it is aborted
 */
export async function claims(given: ClaimsOptions = {}): Promise<Claims> {
  const options = parseOptions<ClaimsOptions>(OPTIONS, given, "claims", OF_RUN);
  checkPoolAlone(options, "claims");
  stopIfAborted(options.signal);
  const settings = await settingsOf(options);
  const { kernels } = await chooseKernels(options.kernels);
  return withPool(options, async (pool) => {
    const stop = new AbortController();
    const forward = () => stop.abort(options.signal!.reason);
    options.signal?.addEventListener("abort", forward);
    if (options.signal?.aborted) forward();
    const progress = { done: 0, total: 0, data: "" };
    const onWork = (work: number) => {
      progress.done += work;
      options.onProgress?.({ ...progress });
    };
    try {
      const trials: Trial[] = [];
      for (const family of settings.data) {
        const trial = await openTrial(family, settings, openLaboratory(family, { pool, kernels, signal: stop.signal, onWork }));
        progress.total += await totalWork(trial);
        trials.push(trial);
      }
      const found: Claim[] = [];
      for (const trial of trials) {
        progress.data = trial.family;
        found.push(...(await decided(trial, options.onResult)));
      }
      const inOrder = Object.keys(TITLES).flatMap((id) => found.filter((claim) => claim.id === id));
      return { claims: inOrder, options: settings, bits: BITS, statistics: STATISTICS };
    } catch (error) {
      stop.abort(error);
      throw error;
    } finally {
      options.signal?.removeEventListener("abort", forward);
    }
  });
}

/** Everything that is planned on one family. */
interface Trial {
  family: string;
  bench: Bench;
  plans: Record<ClaimId, Plan>;
}

async function openTrial(family: string, settings: Settings, laboratory: Bench["laboratory"]): Promise<Trial> {
  const bench = await benchOf(laboratory, settings);
  return { family, bench, plans: plansOf(bench.sizes, bench.examples) };
}

/** All claims on one family. Their studies share one queue, so that the workers are busy until the last. */
function decided({ family, bench, plans }: Trial, onResult: ClaimsOptions["onResult"]): Promise<Claim[]> {
  return Promise.all((Object.keys(TITLES) as ClaimId[]).map(async (id) => {
    const { headline = null, ...findings } = await EXPERIMENTS[id](bench, plans[id]);
    const evidence = { id, data: family, title: TITLES[id], headline, learnable: bench.learnable, ...findings };
    const claim = { ...evidence, ...judge(evidence) };
    onResult?.(claim);
    return claim;
  }));
}

async function benchOf(laboratory: Bench["laboratory"], settings: Settings): Promise<Bench> {
  const draws = drawSeeds(settings.seed);
  const datasets = await Promise.all(draws.map((draw) => laboratory.dataset(draw)));
  const learnable = datasets.map(({ test }) => bestConstantExcess(test.truth!, test.count, "logistic"));
  return {
    laboratory,
    sizes: sizesOf(settings.replicas),
    examples: datasets[0]!.train.count,
    learnable: meanOf(learnable),
    seed: settings.seed,
    draws,
    tuning: tuningSeeds(settings.seed),
    margin: log64(settings.margin),
    singleUnitMargin: log64(Math.max(settings.margin, settings.singleUnitMargin)),
  };
}

/** The work of all plans, tuning included. */
async function totalWork({ bench: { laboratory, sizes, draws, tuning }, plans }: Trial): Promise<number> {
  const studies = Object.values(plans).flatMap(({ arms, grids, isTuned }) => [
    ...arms.map(({ study, replicas }) => ({ study: { ...study, replicas }, times: draws.length })),
    ...grids.map(({ study, side }) => ({ study: { ...study, design: { init: side, shuffle: side } }, times: draws.length })),
    ...(isTuned ? arms.flatMap((arm) => candidatesOf(arm, sizes, 0)).map((study) => ({ study, times: tuning.draws.length })) : []),
  ]);
  const works = await Promise.all(studies.map(async ({ study, times }) => times * (await laboratory.workOf(study, draws[0]!))));
  return works.reduce((sum, work) => sum + work, 0);
}

const ratio = numberThat((value) => value > 1 && value < Infinity, "a ratio above 1");

/** The options of `ClaimsOptions`. */
const OPTIONS = {
  ...HOW,
  replicas: integer(32, 65536),
  seed: integer(0, Number.MAX_SAFE_INTEGER),
  data: v.pipe(v.custom<readonly unknown[]>((input) => Array.isArray(input) && input.length > 0, FAMILIES), list(v.string("the name of a data family"), FAMILIES)),
  margin: ratio,
  singleUnitMargin: ratio,
  onResult: callback,
};

async function settingsOf(options: ClaimsOptions): Promise<Settings> {
  const { replicas = 1024, seed = 0, data = DEFAULT_FAMILIES, margin = 1.1, singleUnitMargin = 2 } = options;
  for (const family of data) await checkFamily(family);
  return { replicas, seed, data: [...new Set<string>(data)], margin, singleUnitMargin };
}
