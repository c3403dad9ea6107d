/** What the maps show where the inputs are more than two, and which inputs they leave out. */
import { inputNamesOf, shortList } from "../format.js";
import { active, varying, view } from "../state.js";
import { turnTo } from "../training.js";
import { isWhole } from "../view.js";

export function Shown() {
  const [at, now] = [active.value, view.value];
  if (!at || !now) return null;
  const names = inputNamesOf(at);
  const constant = names.filter((_, input) => !varying.value.includes(input));
  const whole = isWhole(varying.value);
  if (whole && constant.length === 0) return null;
  const [first, second] = varying.value;
  return (
    <div class="shown">
      {!whole && (
        <label>
          Show{" "}
          <select
            value={now.of}
            onChange={({ currentTarget }) => turnTo(currentTarget.value === "plane" ? [first!, second!] : null)}
          >
            <option value="cells">the test examples</option>
            <option value="plane">a slice over two inputs</option>
          </select>
        </label>
      )}
      {!whole && now.of === "plane" && <Axes axes={now.axes} names={names} />}
      <p class="soft">
        {now.of === "cells" &&
          `Each cell is a test example, ${at.task === "regression" ? "from the smallest target to the largest" : "class after class"}${at.cells.count < at.testCount ? `: ${at.cells.count.toLocaleString("en")} of ${at.testCount.toLocaleString("en")}` : ". The mean over all cells of where they disagree is the prediction difference"}. `}
        {!whole &&
          now.of === "plane" &&
          `The other ${names.length - 2} inputs are fixed at their means, where there may be no example. The prediction difference is not of this slice but of the test examples. `}
        {constant.length > 0 &&
          `The same in all training examples${now.of === "plane" ? ", so without an axis" : ""}: ${shortList(constant)}.`}
      </p>
    </div>
  );
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
