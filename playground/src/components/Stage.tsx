/** Two replicas side by side with what parts them in the middle, and all replicas below where there are more. */
import { computed } from "@preact/signals";
import { number, percent } from "../format.js";
import { axes, frame, opened, point, view } from "../state.js";
import { turnTo } from "../training.js";
import { scaleOf } from "../draw/scale.js";
import { Brush } from "./Brush.js";
import { Map } from "./Map.js";

const replicas = computed(() => opened.value?.replicas ?? 2);
const scale = computed(() => (opened.value ? scaleOf(opened.value) : 0.5));

function lossOf(replica: number): string {
  const loss = frame.value?.losses[replica];
  return loss === undefined ? "" : `test loss ${number(loss)}`;
}

function Loss({ of }: { of: number }) {
  return <span class="soft">{lossOf(of)}</span>;
}

export function Stage() {
  return (
    <section class="stage" aria-label="Decision maps">
      <div class="three">
        <figure>
          <Map of={0} large label="What replica 1 predicts over the plane of the two inputs" />
          <figcaption><b>Replica 1</b> <Loss of={0} /></figcaption>
        </figure>
        <figure class="apart">
          <Map of="disagreement" large label="Where the replicas disagree, over the plane of the two inputs" />
          <figcaption>
            <b>Where they disagree</b>
            <span class="legend"><span class="ramp" aria-hidden="true" /> <span class="soft">0 to {opened.value?.task === "regression" ? number(scale.value) : percent(scale.value)} and above</span></span>
          </figcaption>
        </figure>
        <figure>
          <Map of={1} large label="What replica 2 predicts over the plane of the two inputs" />
          <figcaption><b>Replica 2</b> <Loss of={1} /></figcaption>
        </figure>
      </div>
      <Axes />
      <div class="under">
        <Answers />
        <Brush />
      </div>
      {replicas.value > 2 && (
        <ol class="all" aria-label={`Decision maps of all ${replicas.value} replicas`}>
          {Array.from({ length: replicas.value }, (_, r) => (
            <li key={r}><Map of={r} label={`Replica ${r + 1}`} /></li>
          ))}
        </ol>
      )}
    </section>
  );
}

/** Which inputs the maps show, where there are more than two; the others are 0, which is their mean in standardized data. */
function Axes() {
  const at = opened.value;
  if (!at || at.inputs < 3) return null;
  const names = at.inputNames ?? Array.from({ length: at.inputs }, (_, i) => `x${i + 1}`);
  const [across, up] = axes.value;
  const choice = (label: string, value: number, onValue: (input: number) => void) => (
    <label>{label} <select value={value} onChange={(event) => onValue(Number(event.currentTarget.value))}>{names.map((name, i) => <option key={i} value={i}>{name}</option>)}</select></label>
  );
  return <p class="axes">{choice("Across", across, (i) => turnTo(i, up))} {choice("Up", up, (i) => turnTo(across, i))} <span class="soft">All other inputs are at 0.</span></p>;
}

/** What every replica says of the point that is looked at. */
function Answers() {
  const [asked, at] = [point.value, opened.value];
  if (!asked || !at) return <p class="answers soft">Point at a map, or move over one with the arrow keys, to ask every replica there.</p>;
  const where = [...new Set(view.value!.axes)].map((axis) => asked.x[axis]!).map((x) => number(Number(x.toFixed(2)))).join(", ");
  if (at.columns > 1 && at.task !== "regression") {
    const votes = new Array<number>(at.columns).fill(0);
    for (const replica of asked.predictions) votes[replica.indexOf(Math.max(...replica))]!++;
    return <p class="answers">At ({where}): {votes.map((n, c) => (n ? `${n} of ${at.replicas} decide class ${at.classNames?.[c] ?? c}` : "")).filter(Boolean).join(", ")}.</p>;
  }
  const values = asked.predictions.map(([p]) => p!);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const yes = values.filter((p) => p > 0.5).length;
  return (
    <div class="answers">
      <p>
        At ({where}) the replicas predict {low === high ? number(low) : `${number(low)} to ${number(high)}`}
        {at.task === "binary" && `; ${yes} of ${at.replicas} decide for blue`}.
      </p>
      {at.task === "binary" && (
        <svg class="strip" aria-hidden="true">
          <line x1="0" x2="100%" y1="8" y2="8" />
          <line x1="50%" x2="50%" y1="1" y2="15" />
          {values.map((p, r) => <circle key={r} class={p > 0.5 ? "one" : "zero"} cx={`${1 + 98 * p}%`} cy="8" r="5" />)}
        </svg>
      )}
    </div>
  );
}
