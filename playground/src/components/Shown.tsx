/** What the maps show where the inputs are more than two, and which inputs they leave out. */
import { scatterOf } from "../draw/scatter.js";
import type { ActiveStudy } from "../engine/protocol.js";
import { inputNamesOf, shortList, shortPercent } from "../format.js";
import { active, arrangement, varying, view } from "../state.js";
import { turnTo } from "../training.js";
import { type Arrangement, isWhole } from "../view.js";

export function Shown() {
  const [at, now] = [active.value, view.value];
  if (!at || !now) return null;
  const names = inputNamesOf(at);
  const constant = names.filter((_, input) => !varying.value.includes(input));
  const whole = isWhole(varying.value);
  if (whole && constant.length === 0) return null;
  const show = (what: string): void => {
    const [first, second] = varying.value;
    if (what === "plane") return turnTo([first!, second!]);
    arrangement.value = what as Arrangement;
    if (now.of === "plane") turnTo(null);
  };
  return (
    <div class="shown">
      {!whole && (
        <label>
          Show{" "}
          <select
            value={now.of === "plane" ? "plane" : arrangement.value}
            onChange={({ currentTarget: { value } }) => show(value)}
          >
            <option value="main">test examples by their main directions (PCA)</option>
            <option value="class">test examples {at.task === "regression" ? "by target" : "class after class"}</option>
            <option value="plane">a slice over two inputs</option>
          </select>
        </label>
      )}
      {!whole && now.of === "plane" && <Axes axes={now.axes} names={names} />}
      <p class="soft">
        {now.of === "cells" && examplesText(at)}
        {!whole &&
          now.of === "plane" &&
          `The other ${names.length - 2} inputs are fixed at their means, where there may be no example. The prediction difference is not of this slice but of the test examples. `}
        {constant.length > 0 &&
          `The same in all training examples${now.of === "plane" ? ", so without an axis" : ""}: ${shortList(constant)}.`}
      </p>
    </div>
  );
}

function examplesText(at: ActiveStudy): string {
  const some =
    at.cells.count < at.testCount
      ? ` ${at.cells.count.toLocaleString("en")} of ${at.testCount.toLocaleString("en")} are drawn.`
      : " The mean of where they disagree is the prediction difference.";
  if (arrangement.value === "class") {
    const order = at.task === "regression" ? "from the smallest target to the largest" : "class after class";
    return `Each cell is a test example, ${order}.${some} `;
  }
  const { shares } = scatterOf(at).plane;
  const both = shortPercent(Number((shares[0] + shares[1]).toPrecision(2)));
  return `Each dot is a test example, in the colour of what the replica predicts. It stands where the two principal components of the training rows place it, which have ${both} of their variance.${some} `;
}

function Axes({ axes: [across, up], names }: { axes: readonly [number, number]; names: readonly string[] }) {
  const choice = (label: string, value: number, onValue: (input: number) => void) => (
    <label>
      {label}{" "}
      <select value={value} onChange={(event) => onValue(Number(event.currentTarget.value))}>
        {varying.value.map((input) => (
          <option key={input} value={input}>
            {names[input]}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <>
      {choice("Across", across, (input) => turnTo([input, up]))} {choice("Up", up, (input) => turnTo([across, input]))}
    </>
  );
}
