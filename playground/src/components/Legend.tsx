/** What the colours of the replicas' maps mean. */
import { CLASS_COLOURS, labelColour, rampOf } from "../draw/colours.js";
import { targetRange } from "../draw/scale.js";
import { asInFile, classNamesOf, shortNumber } from "../format.js";
import { dark } from "../scheme.js";
import { active } from "../state.js";

export function Ramp({ of }: { of: Parameters<typeof rampOf>[0] }) {
  return <span class="ramp" aria-hidden="true" style={{ background: rampOf(of, dark.value) }} />;
}

export function Legend() {
  const at = active.value;
  if (!at) return null;
  const names = classNamesOf(at);
  const range = targetRange(at);
  if (range)
    return (
      <p class="legend">
        {shortNumber(asInFile(range[0], at))} or less <Ramp of="values" /> {shortNumber(asInFile(range[1], at))} or more{" "}
        <span class="soft">
          predicted{at.columns > 1 && `, the first of ${at.columns} targets`}; the scale is the range of the training
          targets
        </span>
      </p>
    );
  if (at.task === "binary")
    return (
      <p class="legend">
        sure of class {names[0]} <Ramp of="predictions" /> sure of class {names[1]}
      </p>
    );
  return (
    <p class="legend">
      {names.slice(0, CLASS_COLOURS).map((name, c) => (
        <span key={c}>
          <span class="chip" aria-hidden="true" style={{ background: labelColour(c, false, dark.value) }} /> {name}
        </span>
      ))}
      <span class="soft">
        the likeliest class, stronger where it is surer
        {names.length > CLASS_COLOURS && `; the colours begin again with class ${names[CLASS_COLOURS]}`}
      </span>
    </p>
  );
}
