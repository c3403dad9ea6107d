/** What the colours and the sides of the maps mean. */
import { unitsOf } from "../../../src/explain/in-file.js";
import { labelColour, rampOf } from "../draw/colours.js";
import { targetRange } from "../draw/scale.js";
import { asInFile, classNamesOf, inputNamesOf, shortNumber } from "../format.js";
import { dark } from "../scheme.js";
import { active, arrangement, view } from "../state.js";
import { kindOf } from "../view.js";

export function Ramp({ of }: { of: Parameters<typeof rampOf>[0] }) {
  return <span class="ramp" aria-hidden="true" style={{ background: rampOf(of, dark.value) }} />;
}

/** "→ x1 −1 to 1 ↑ x2 −1 to 1": in the units of the file. */
export function Axes() {
  const [at, now] = [active.value, view.value];
  if (!at || now?.of !== "plane") return null;
  const [names, units] = [inputNamesOf(at), unitsOf(at)];
  const axis = (arrow: string, side: 0 | 1) => {
    const input = now.axes[side];
    const { mean, sd } = units[input]!;
    const [low, high] = now.ranges[side].map((value) => shortNumber(Number((mean + sd * value).toPrecision(3))));
    return `${arrow} ${names[input]} ${low} to ${high}`;
  };
  const isOne = now.axes[0] === now.axes[1];
  return <span class="soft axes">{isOne ? axis("→", 0) : `${axis("→", 0)} ${axis("↑", 1)}`}</span>;
}

export function Legend() {
  const [at, now] = [active.value, view.value];
  if (!at || !now) return null;
  const names = classNamesOf(at);
  const range = targetRange(at);
  const isLine = kindOf(now, arrangement.value) === "line";
  if (range) {
    const [low, high] = range.map((value) => shortNumber(asInFile(value, at)));
    if (isLine)
      return (
        <span class="legend soft">
          ↑ predicted, {low} to {high}; dots are training examples
        </span>
      );
    return (
      <span class="legend">
        {low} or less <Ramp of="values" /> {high} or more{" "}
        <span class="soft">
          predicted{at.columns > 1 && `, the first of ${at.columns} targets`}; the scale is the range of the training
          targets
        </span>
      </span>
    );
  }
  if (at.task === "binary" && isLine)
    return <span class="legend soft">↑ probability of class {names[1]}, 0 to 1; dots are training examples</span>;
  if (at.task === "binary")
    return (
      <span class="legend">
        class {names[0]} <Ramp of="predictions" /> class {names[1]}
      </span>
    );
  return (
    <span class="legend classes">
      {names.map((name, c) => (
        <span key={c}>
          <span class="chip" aria-hidden="true" style={{ background: labelColour(c, false, dark.value) }} /> {name}
        </span>
      ))}
      <span class="soft">{isLine ? "↑ probability, 0 to 1" : "the likeliest class, stronger where it is surer"}</span>
    </span>
  );
}
