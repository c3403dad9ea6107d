/**
 * Tests the claims of "Synthesizing Irreproducibility in Deep Networks" (Snapp and Shamir 2021): trains the planned
 * arms, makes the contrasts, and lets the rules decide.
 */

import * as v from "valibot";
import { forMany } from "../host/many-listeners.js";
import { log64 } from "../reference/float64.js";
import { chooseBackend } from "../run/backend.js";
import { OF_RUN } from "../run/elsewhere.js";
import { EXECUTION, type ExecutionOptions, withPool } from "../run/execution.js";
import { STATISTICS_VERSION } from "../statistics/estimate.js";
import { meanOf } from "../statistics/sample.js";
import { callback, integer, listOf, numberThat, text, within } from "../study/fields.js";
import { parseOptions } from "../study/options.js";
import { CONTRACT_VERSION } from "../train/fingerprint.js";
import { type ClaimPlan, plansOf, sizesOf } from "./arms.js";
import type { Claim, ClaimId, Claims } from "./claim.js";
import { candidatesOf, EXPERIMENTS, type ExperimentContext, TITLES } from "./experiments.js";
import { checkFamily, DEFAULT_FAMILIES } from "./families.js";
import { judge } from "./rules.js";
import { DRAWS, MOST_DRAWS, worldsOf } from "./seeds.js";
import { type KeptTrials, openTrials } from "./trials.js";

/** Progress of the claims, in units about proportional to time. */
export interface ClaimsProgress {
  /** Units done. */
  done: number;
  /** All units. */
  total: number;
  /** What is being trained: "vee". */
  data: string;
}

/** What is tested and how sure the answer must be, which fixes every bit; and how it is run, which changes none. */
export interface ClaimsOptions extends Omit<ExecutionOptions, "onProgress"> {
  /**
   * Replicas of an arm over 16 data draws, for networks up to 16 wide and one layer deep; half as many for larger ones.
   * Each further draw has as many as one of the 16. At least 32, default 1024.
   */
  replicas?: number;
  /** Number of data draws, from 3 to 512: intervals shrink with their square root. Default 16. */
  draws?: number;
  /** The seed from which all seeds of data and replicas follow: an integer from 0 to 2^53 - 1. Default 0. */
  seed?: number;
  /** Data families, of two classes each. Default vee and teacher. */
  data?: readonly string[];
  /** Smallest ratio of prediction differences that counts as an effect, above 1. Default 1.10. */
  margin?: number;
  /**
   * Equally good single units (C1) count as different above this prediction difference, between 0 and 1. Default 0.01,
   * a percentage point.
   */
  floor?: number;
  /** Called with each claim as soon as it is decided. */
  onResult?: (claim: Claim) => void;
  /** Called with what is being trained, and how far it is. */
  onProgress?: (progress: ClaimsProgress) => void;
}

const FAMILIES = "a list of at least one data family";

/** The options that are part of what is found. */
export type ClaimsSettings = Claims["options"];

/** Trains, compares and decides (`lazy.ts` says what it takes). */
export async function claims(options: ClaimsOptions = {}): Promise<Claims> {
  return claimsKept(parseOptions<ClaimsOptions>(CLAIMS_OPTIONS, options, OF_RUN));
}

/** The same, with options that are parsed, and where to keep what is trained. */
export async function claimsKept(checked: ClaimsOptions, kept?: KeptTrials): Promise<Claims> {
  const settings = await settingsOf(checked);
  const { backend } = await chooseBackend(checked.backend);
  return withPool(checked, async (pool) => {
    const stop = new AbortController();
    forMany(stop.signal);
    const forward = () => stop.abort(checked.signal!.reason);
    checked.signal?.addEventListener("abort", forward);
    if (checked.signal?.aborted) forward();
    const progress = { done: 0, total: 0, data: "" };
    const onWork = (work: number) => {
      progress.done += work;
      checked.onProgress?.({ ...progress });
    };
    try {
      const familyPlans: FamilyPlan[] = [];
      for (const { family, ids } of [
        ...settings.data.map((family) => ({ family, ids: OF_A_FAMILY })),
        { family: NEGATIVE, ids: ["negative"] as const },
      ]) {
        const familyPlan = planFamily(
          family,
          ids,
          settings,
          await openTrials(family, { pool, backend, signal: stop.signal, onWork, kept }),
        );
        progress.total += await totalWork(familyPlan);
        familyPlans.push(familyPlan);
      }
      const found: Claim[] = [];
      for (const familyPlan of familyPlans) {
        progress.data = familyPlan.family;
        found.push(...(await decided(familyPlan, checked.onResult)));
      }
      const inOrder = Object.keys(TITLES).flatMap((id) => found.filter((claim) => claim.id === id));
      return { claims: inOrder, options: settings, bits: CONTRACT_VERSION, statistics: STATISTICS_VERSION };
    } catch (error) {
      stop.abort(error);
      throw error;
    } finally {
      checked.signal?.removeEventListener("abort", forward);
    }
  });
}

/** The claims that are tested on each family. */
const OF_A_FAMILY = (Object.keys(TITLES) as ClaimId[]).filter((id) => id !== "negative");
/** The family of the negative control: a truth that a line can follow. */
const NEGATIVE = "linear";

/** What is planned on one family. */
interface FamilyPlan {
  family: string;
  ids: readonly ClaimId[];
  context: ExperimentContext;
  plans: Record<ClaimId, ClaimPlan>;
}

function planFamily(
  family: string,
  ids: readonly ClaimId[],
  settings: ClaimsSettings,
  trials: ExperimentContext["trials"],
): FamilyPlan {
  const context = contextOf(trials, settings);
  return { family, ids, context, plans: plansOf(context.sizes, trials.examples) };
}

/** The claims of one family. Their studies share one queue, so that the workers are busy until the last. */
function decided({ family, ids, context, plans }: FamilyPlan, onResult: ClaimsOptions["onResult"]): Promise<Claim[]> {
  return Promise.all(
    ids.map(async (id) => {
      const {
        headline = null,
        convergence = null,
        learnable = null,
        ...findings
      } = await EXPERIMENTS[id](context, plans[id]);
      const evidence = {
        id,
        data: family,
        title: TITLES[id],
        headline,
        learnable: learnable ?? context.learnable(plans[id].world),
        convergence,
        ...findings,
      };
      const claim = { ...evidence, ...judge(evidence) };
      onResult?.(claim);
      return claim;
    }),
  );
}

function contextOf(trials: ExperimentContext["trials"], settings: ClaimsSettings): ExperimentContext {
  const worlds = worldsOf(settings.seed, settings.draws);
  return {
    trials,
    sizes: sizesOf(settings.replicas),
    learnable: (world) => meanOf(worlds[world].data.map((draw) => trials.evaluation(draw).learnable)),
    worlds,
    margin: log64(settings.margin),
    floor: settings.floor,
  };
}

/** The work of all plans of a family, tuning included. */
async function totalWork({ ids, context: { trials, sizes, worlds }, plans }: FamilyPlan): Promise<number> {
  const studies = ids.flatMap((id) => {
    const { arms, grids, isTuned, world } = plans[id];
    const { data } = worlds[world];
    return [
      ...arms.map(({ study, replicas, examples }) => ({ study: { ...study, replicas }, examples, data })),
      ...grids.map(({ study, side, draws }) => ({
        study: { ...study, design: { init: side, shuffle: side } },
        data: data.slice(0, draws),
      })),
      ...(isTuned
        ? arms.flatMap((arm) => candidatesOf(arm, sizes)).map((study) => ({ study, data: worlds.tuning.data }))
        : []),
    ];
  });
  const works = await Promise.all(
    studies.map(async ({ data, ...trial }) => data.length * (await trials.workOf({ ...trial, dataSeed: data[0]! }))),
  );
  return works.reduce((sum, work) => sum + work, 0);
}

const ratio = numberThat((value) => value > 1 && value < Infinity, "a ratio above 1");

/** The options of `ClaimsOptions`. */
export const CLAIMS_OPTIONS = {
  ...EXECUTION,
  replicas: integer(32, 65536),
  draws: integer(3, MOST_DRAWS),
  seed: integer(0, Number.MAX_SAFE_INTEGER),
  data: v.pipe(
    v.custom<readonly unknown[]>((input) => Array.isArray(input) && input.length > 0, FAMILIES),
    listOf(text("the name of a data family"), FAMILIES),
  ),
  margin: ratio,
  floor: within(0, 1),
  onResult: callback(),
};

/** What fixes every bit of the claims, with every default filled in. */
export async function settingsOf(options: ClaimsOptions): Promise<ClaimsSettings> {
  const { replicas = 1024, draws = DRAWS, seed = 0, data = DEFAULT_FAMILIES, margin = 1.1, floor = 0.01 } = options;
  for (const family of data) await checkFamily(family);
  return { replicas, draws, seed, data: [...new Set<string>(data)], margin, floor };
}
