/** What every replica says of the point that is looked at: in words, and as dots on a line. */

import { SIDE_NAMES } from "../../../src/report/map-colours.js";
import { labelColour } from "../draw/colours.js";
import { targetRange } from "../draw/scale.js";
import type { ActiveStudy } from "../engine/protocol.js";
import { asInFile, classNamesOf, shortNumber } from "../format.js";
import { dark } from "../scheme.js";
import { active, type Place, point, view } from "../state.js";

export function Answers() {
  const [answered, at] = [point.value, active.value];
  if (!answered || !at)
    return (
      <p class="answers soft">Point at a map, or use the arrow keys on it, to see what each replica says there.</p>
    );
  return (
    <div class="answers">
      <p>
        {placeName(answered, at)}:{" "}
        {hasClasses(at)
          ? votes(answered.predictions, at)
          : span(
              answered.predictions.map(([p]) => p!),
              at,
            )}
        .
      </p>
      <svg class="strip" aria-hidden="true">
        <line x1="0" x2="100%" y1="8" y2="8" />
        {at.task === "binary" && !hasClasses(at) && <line x1="50%" x2="50%" y1="1" y2="15" />}
        {answered.predictions.map((prediction, r) => (
          <circle key={r} {...dotOf(prediction, at)} cy="8" r="5" />
        ))}
      </svg>
    </div>
  );
}

/** Where it is asked: the coordinates of a plane, or the test example with what is true of it. */
function placeName({ x, cell }: Place, at: ActiveStudy): string {
  const now = view.value!;
  if (now.of === "plane")
    return `At (${[...new Set(now.axes)].map((axis) => shortNumber(Number(x[axis]!.toFixed(2)))).join(", ")})`;
  const y = at.cells.y[cell!]!;
  return `Test example ${at.cells.index[cell!]}, ${at.task === "regression" ? `target ${shortNumber(asInFile(y, at))}` : `class ${classNamesOf(at)[y]}`}`;
}

/** Whether a prediction is a probability a class, and not of one of two, or values. */
const hasClasses = ({ task, columns }: ActiveStudy): boolean => task !== "regression" && columns > 1;

const decided = (probabilities: readonly number[]): number => probabilities.indexOf(Math.max(...probabilities));

/** How many replicas decide for which class. */
function votes(predictions: number[][], at: ActiveStudy): string {
  const { columns, replicas } = at;
  const names = classNamesOf(at);
  const counts = new Array<number>(columns).fill(0);
  for (const prediction of predictions) counts[decided(prediction)]!++;
  return counts
    .map((n, c) => (n ? `${n} of ${replicas} decide for class ${names[c]}` : ""))
    .filter(Boolean)
    .join(", ");
}

/** From where to where the predictions of the replicas reach. */
function span(values: number[], at: ActiveStudy): string {
  const { task, replicas } = at;
  const [low, high] = [Math.min(...values), Math.max(...values)].map((value) => asInFile(value, at)) as [
    number,
    number,
  ];
  const reach = `the replicas predict ${low === high ? shortNumber(low) : `${shortNumber(low)} to ${shortNumber(high)}`}`;
  return task === "binary"
    ? `${reach}; ${values.filter((p) => p > 0.5).length} of ${replicas} decide for class ${classNamesOf(at)[1]}, ${SIDE_NAMES[1]}`
    : reach;
}

/**
 * The place and colour of a replica: its probability, of the class that it decides where there are more than two, or
 * its value within the targets.
 */
function dotOf(prediction: number[], at: ActiveStudy): { cx: string; fill: string } {
  const classes = hasClasses(at);
  const [low, high] = targetRange(at) ?? [0, 1];
  const best = classes ? decided(prediction) : 0;
  const share = Math.max(0, Math.min(1, (prediction[best]! - low) / (high - low || 1)));
  const fill =
    at.task === "regression" ? "currentColor" : labelColour(classes ? best : prediction[0]!, !classes, dark.value);
  return { cx: `${1 + 98 * share}%`, fill };
}
