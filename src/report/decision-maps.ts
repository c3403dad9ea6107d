/** Two replicas of a study on a grid over the plane of its inputs. */
import type { Claims } from "../claims/claim.js";
import { predictedOn } from "../model/predicted-on.js";
import { chooseBackend } from "../run/backend.js";
import { type ExecutionOptions, withPool } from "../run/execution.js";
import { prepare } from "../run/prepare.js";
import type { Study } from "../study/study.js";
import type { DecisionMaps } from "./plots/decision-map.js";
import { studyName } from "./study-text.js";

/** Points of a side of the grid. */
const SIDE = 96;

/**
 * Trains replicas 0 and 1 of the study again, with the points of the grid as their test set, over the range of the test
 * inputs; the same nets as in any other run of it, and those of whoever has their parameters. Null where there is no such picture: other than two inputs or one
 * probability, a crossed design, or a logit out of range.
 * @param trained the parameters of the replicas, where they are known: nothing is then trained
 * @throws the signal's reason
 */
export async function decisionMaps(
  study: Study,
  options: ExecutionOptions = {},
  trained?: readonly Float32Array[],
): Promise<DecisionMaps | null> {
  if (study.loss !== "logistic" || study.design !== null || study.replicas < 2) return null;
  const { backend } = await chooseBackend(options.backend);
  const { dataset, ...setting } = await prepare({ ...study, replicas: 2 }, { signal: options.signal });
  const { inputs, inputNames, classNames, test } = dataset;
  if (inputs !== 2) return null;
  const [x0, x1] = rangeOf(test.x, 0);
  const [y0, y1] = rangeOf(test.x, 1);
  const points = Float32Array.from({ length: 2 * SIDE * SIDE }, (_, i) => {
    const cell = i >> 1;
    const [at, from, to] = i % 2 === 0 ? [cell % SIDE, x0, x1] : [Math.floor(cell / SIDE), y0, y1];
    return from + ((at + 0.5) / SIDE) * (to - from);
  });
  // No label is read but for the loss, which no one wants here.
  const grid = { count: SIDE * SIDE, x: points, y: new Float32Array(SIDE * SIDE) };
  const probabilities = trained
    ? await predictedOn(points, setting, trained.slice(0, 2), options.signal)
    : await withPool(options, async (pool) => {
        const outcomes = await pool.train({ ...setting, test: grid }, { backend, signal: options.signal });
        return outcomes.some(({ diverged }) => diverged) ? null : outcomes.map(({ predictions }) => predictions);
      });
  if (probabilities === null) return null;
  const [first, second] = probabilities;
  return {
    title: studyName(study),
    width: SIDE,
    height: SIDE,
    domain: [x0, x1, y0, y1],
    replicas: [
      { index: 0, probabilities: first! },
      { index: 1, probabilities: second! },
    ],
    ...(inputNames && { inputNames: [inputNames[0]!, inputNames[1]!] }),
    ...(classNames && { classNames: [classNames[0]!, classNames[1]!] }),
  };
}

/**
 * The study that stands for the claims: the default network with everything varying, on the first family that has it.
 */
export function mappedStudy({ claims }: Pick<Claims, "claims">): Study | null {
  const arms = claims.flatMap((claim) => claim.arms).filter((arm) => arm.group === "factor" && arm.failed === null);
  return arms.find(({ study }) => study.vary.length > 1)?.study ?? null;
}

function rangeOf(x: Float32Array, column: number): [number, number] {
  let least = Infinity;
  let largest = -Infinity;
  for (let i = column; i < x.length; i += 2) {
    least = Math.min(least, x[i]!);
    largest = Math.max(largest, x[i]!);
  }
  return [least, largest > least ? largest : least + 1];
}
