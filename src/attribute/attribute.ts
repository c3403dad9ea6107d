/** How much of the variance of predictions each source of randomness makes: a crossed design, trained and taken apart. */
import { inSlices } from "../host/slices.js";
import { type Effects, openEffects } from "../measure/effects.js";
import { type Shape, tilesOf } from "../measure/predictions.js";
import type { Progress } from "../pool/pool.js";
import { chooseBackend } from "../run/backend.js";
import { EXECUTION, type ExecutionOptions } from "../run/execution.js";
import { withInitial } from "../run/named-initial.js";
import type { Outputs } from "../run/outputs.js";
import { type Prepared, prepare, shapeOf } from "../run/prepare.js";
import { runPrepared } from "../run/run.js";
import { anything, callback } from "../study/fields.js";
import { parseOptions } from "../study/options.js";
import type { StudyInput } from "../study/study.js";
import { type Attribution, attributionOf } from "./attribution.js";
import { BUDGETS, type CrossedDesign, type DesignOptions, designOf } from "./design.js";

/** Which factors are crossed, and how the replicas are trained. */
export interface AttributeOptions extends DesignOptions, ExecutionOptions {
  /** Called with how many examples have been measured, where measuring takes longer than a moment. */
  onMeasuring?: (progress: Progress) => void;
}

/** The options that make the design, and those of measuring. */
export const ATTRIBUTE = {
  ...EXECUTION,
  factors: anything(),
  levels: anything(),
  budget: BUDGETS,
  onMeasuring: callback(),
};

/**
 * Attributes the variance of predictions to the sources of randomness: trains every combination of the levels of some
 * noise factors, and estimates the share of each factor alone and of each interaction.
 *
 *     const { components } = await attribute({ data: "vee" }, { factors: ["init", "shuffle"] });
 *     for (const { factors, share } of components) console.log(factors.join(" x "), share.value, share.low, share.high);
 *
 * @param study as `run` takes it; by default that of `run`. Its `vary` or `design` say which factors there are where
 *   the options do not; its `replicas` give way to the cells of the design
 * @param options factors, their levels or a budget of replicas, and how they are trained; by default the factors that
 *   vary in the study, with as many levels each as 1,024 replicas allow
 * @returns shares with 95% intervals over levels, and the components of every test example
 * @throws InputError for a bad study, factors and levels that make no design, and a bad option, before any training;
 *   DivergedError where a replica leaves the finite numbers; the signal's reason
 */
export async function attribute(study: StudyInput = {}, options: AttributeOptions = {}): Promise<Attribution> {
  return attributeBy(runPrepared, study, parseOptions<AttributeOptions>(ATTRIBUTE, options));
}

/** Trains, measures and signs a crossed study: here, or into a folder. */
export type TrainCrossed = typeof runPrepared;

/** The same with options that are parsed. */
export async function attributeBy(
  train: TrainCrossed,
  study: StudyInput,
  { factors, levels, budget, ...options }: AttributeOptions,
): Promise<Attribution> {
  const chosen = await chooseBackend(options.backend);
  const { prepared, design } = await prepareCrossed(study, { factors, levels, budget }, options);
  const shape = shapeOf(prepared);
  const effects = openEffects(shape, design.levels);
  const result = await train(prepared, chosen, options, async (outputs) => {
    await inSlices(gathering(outputs, shape, effects), options.signal, (done) =>
      options.onMeasuring?.({ done, total: shape.examples }),
    );
    return {};
  });
  return attributionOf(prepared, design, effects, result);
}

/** Settles factors and levels, and prepares the crossed study. */
async function prepareCrossed(
  study: StudyInput,
  wanted: DesignOptions,
  { pool, workers, signal }: ExecutionOptions,
): Promise<{ prepared: Prepared; design: CrossedDesign }> {
  const { vary, design: own, replicas: _, ...input } = await withInitial(study, signal);
  const given = { workers: pool?.workers ?? workers, signal };
  // What varies by default depends on the rest of the study.
  const first = await prepare({ ...input, ...(!own && vary && { vary }), replicas: 1 }, given);
  const design = designOf(wanted, own, first.study.vary);
  const levels = Object.fromEntries(design.factors.map((factor, f) => [factor, design.levels[f]!]));
  const prepared = await prepare({ ...input, design: levels }, { ...given, make: async () => first.dataset });
  return { prepared, design };
}

/** Yields how many examples have been taken apart. */
function* gathering(outputs: Outputs, shape: Shape, effects: Effects): Generator<number, void> {
  for (const block of outputs.blocks()) {
    for (const tile of tilesOf(block, shape)) {
      effects.add(tile);
      yield tile.first + tile.examples;
    }
  }
}
