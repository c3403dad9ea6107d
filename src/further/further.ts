/**
 * Further measures of all examples, of each group and of each class: what the SDK gives, the command line prints and
 * results keep.
 */
import { openMeasures } from "../measure/all.js";
import { blockOf, examplesByGroup, knownOfSome } from "../measure/by-group.js";
import type { Known } from "../measure/input.js";
import type { MeasureName } from "../measure/names.js";
import { plain } from "../measure/plain.js";
import { type Block, type Shape, tilesOf } from "../measure/predictions.js";
import type { Estimate } from "../statistics/estimate.js";
import type { ConsistencyBin } from "./agreement.js";
import { type FurtherMeasuring, openFurther } from "./all.js";
import { type Asked, askedAgain, type FurtherOptions } from "./asked.js";
import type { ReliabilityBin } from "./calibration.js";
import { type EnsembleSize, openEnsembles } from "./ensembles.js";
import { estimateOf, type FoundMeasure, type FurtherEstimate } from "./found.js";
import { type FurtherName, isOfNetworks } from "./names.js";
import { foundOfNetworks, type Networks } from "./networks.js";

/** Further measures of some examples. */
export interface FurtherOfExamples {
  /** How many examples there are. */
  examples: number;
  /** Every measure that was asked for, by its name. */
  measures: Partial<Record<FurtherName | MeasureName, Estimate | FurtherEstimate>>;
  /** How many examples are how self-consistent; null where that was not asked for. */
  consistency: ConsistencyBin[] | null;
  /** How often probabilities come true, of all replicas; null without labels, and where that was not asked for. */
  reliability: ReliabilityBin[] | null;
  /** What is measured of ensembles, by their size; null where `ensembleDifference` was not asked for. */
  ensembles: EnsembleSize[] | null;
}

/** Those of one group or class. */
export interface FurtherOfGroup extends FurtherOfExamples {
  /** By what the group was given, or the class: its name, or its index. */
  group: string | number;
}

/** What is measured further. */
export interface FurtherMeasures extends FurtherOfExamples {
  /** What was asked for, with defaults filled in. */
  asked: Required<FurtherOptions>;
  /** The same of each group, with the measures that are always there; null without groups. */
  groups: FurtherOfGroup[] | null;
  /** The same of each class; null where that was not asked for. */
  classes: FurtherOfGroup[] | null;
}

/** Whose predictions they are. */
export interface FurtherInput {
  shape: Shape;
  known: Known;
  fromLogits: boolean;
  /** The group of each example; null without. */
  groups: readonly (string | number)[] | null;
  /** The class of each example, by its name or its index; null where labels are not known, and for values. */
  classes: readonly (string | number)[] | null;
  /** Those that said the predictions; null where they are not known, and no measure of them is asked for. */
  networks: Networks | null;
}

/** Measures further; yields after each tile how many examples are done. Blocks come in the order of the examples. */
export function* furtherMeasures(
  blocks: Iterable<Block>,
  { shape, known, fromLogits, groups, classes, networks }: FurtherInput,
  asked: Asked,
): Generator<number, FurtherMeasures> {
  const whole = openOne(shape, known, fromLogits, { ...asked, standard: [] });
  const parts = (names: readonly (string | number)[] | null) =>
    names &&
    examplesByGroup(names).map(({ group, examples }) => {
      const alone = { ...shape, examples: examples.length };
      return {
        group,
        examples,
        at: 0,
        measuring: openOne(alone, knownOfSome(known, shape, examples), fromLogits, asked),
      };
    });
  const ofGroups = parts(groups);
  const ofClasses = asked.perClass ? parts(classes) : null;
  for (const block of blocks) {
    for (const tile of tilesOf(block, shape)) {
      whole.add(tile);
      yield tile.first + tile.examples;
    }
    for (const part of [...(ofGroups ?? []), ...(ofClasses ?? [])]) {
      const first = part.at;
      while (part.examples[part.at]! < block.first + block.examples) part.at++;
      const some = { ...blockOf(block, shape, part.examples.slice(first, part.at)), first };
      for (const tile of tilesOf(some, shape)) {
        part.measuring.add(tile);
        yield block.first + block.examples;
      }
    }
  }
  const told = (some: ReturnType<typeof parts>) =>
    some ? some.map(({ group, measuring }) => ({ group, ...measuring.told() })) : null;
  const all = whole.told();
  Object.assign(all.measures, networks && (yield* ofNetworks(networks, asked, shape.examples)));
  return { asked: askedAgain(asked), ...all, groups: told(ofGroups), classes: told(ofClasses) };
}

/** Yields that all examples are done. */
function* ofNetworks(
  networks: Networks,
  { further, isNamed }: Asked,
  examples: number,
): Generator<number, Partial<Record<FurtherName, FurtherEstimate>>> {
  const work = foundOfNetworks(networks, further.filter(isOfNetworks), isNamed);
  for (;;) {
    const { done, value } = work.next();
    if (done) return estimatesOf(value);
    yield examples;
  }
}

/** Some examples by themselves. */
function openOne(
  shape: Shape,
  known: Known,
  fromLogits: boolean,
  asked: Asked,
): { add(tile: Block): void; told(): FurtherOfExamples } {
  const further = openFurther(shape, classesOf(shape, known), asked);
  const standard = asked.standard.length > 0 ? openMeasures(shape, known, fromLogits, plain, asked.standard) : null;
  const ensembles = asked.further.includes("ensembleDifference") ? openEnsembles(shape, known, fromLogits) : null;
  return {
    add(tile) {
      standard?.add(tile);
      further.add(tile);
      ensembles?.add(tile);
    },
    told: () => ({
      examples: shape.examples,
      ...estimated(further, standard?.measured().measures ?? {}),
      ensembles: ensembles?.curve() ?? null,
    }),
  };
}

function estimated(
  further: FurtherMeasuring,
  measures: Partial<Record<MeasureName, Estimate>>,
): Omit<FurtherOfExamples, "examples" | "ensembles"> {
  const { found, consistency, reliability } = further.found();
  return { measures: { ...measures, ...estimatesOf(found) }, consistency, reliability };
}

function estimatesOf(found: Partial<Record<FurtherName, FoundMeasure>>): Partial<Record<FurtherName, FurtherEstimate>> {
  return Object.fromEntries(Object.entries(found).map(([name, each]) => [name, estimateOf(each)]));
}

/** Labels, where they are classes. */
function classesOf({ kind }: Shape, { labels }: Known): ArrayLike<number> | null {
  return kind === "probability" ? (labels ?? null) : null;
}
