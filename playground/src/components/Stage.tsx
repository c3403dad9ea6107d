/** Two replicas side by side with what parts them in the middle, and below, where there are more, all of them to choose from. */
import { computed } from "@preact/signals";
import { apart, number } from "../format.js";
import { axes, opened, pair, reading } from "../state.js";
import { turnTo } from "../training.js";
import { scaleOf } from "../draw/scale.js";
import { Answers } from "./Answers.js";
import { Brush } from "./Brush.js";
import { Map } from "./Map.js";

const replicas = computed(() => opened.value?.replicas ?? 2);

function Replica({ of }: { of: number }) {
  const loss = reading.value?.losses[of];
  return (
    <figure>
      <Map key={of} of={of} large label={`What replica ${of} predicts over the plane of two inputs`} />
      <figcaption><b>Replica {of}</b> <span class="soft">{loss !== undefined && `test loss ${number(loss)}`}</span></figcaption>
    </figure>
  );
}

/** The side where the next choice goes: in turns, so that one of the two stays to be compared with. */
let side: 0 | 1 = 1;

function enlarge(replica: number): void {
  const [left, right] = pair.value;
  if (replica === left || replica === right) return;
  pair.value = side === 0 ? [replica, right] : [left, replica];
  side = side === 0 ? 1 : 0;
}

export function Stage() {
  return (
    <section class="stage" aria-label="Decision maps">
      <div class="three">
        <Replica of={pair.value[0]} />
        <figure class="apart">
          <Map of="disagreement" large label="Where the replicas disagree, over the plane of two inputs" />
          <figcaption>
            <b>Where they disagree</b>
            {reading.value?.identical && <span>nowhere</span>}
            <span class="legend"><span class="ramp" aria-hidden="true" /> <span class="soft">{opened.value && `0 to ${apart(scaleOf(opened.value), opened.value)} and above`}</span></span>
          </figcaption>
        </figure>
        {replicas.value > 1 && <Replica of={pair.value[1]} />}
      </div>
      <Axes />
      <div class="under">
        <Answers />
        <Brush />
      </div>
      {replicas.value > 2 && (
        <ol class="all" aria-label={`All ${replicas.value} replicas: choose two to see them large`}>
          {Array.from({ length: replicas.value }, (_, r) => (
            <li key={r}><button aria-pressed={pair.value.includes(r)} aria-label={`Replica ${r}`} title={`Replica ${r}`} onClick={() => enlarge(r)}><Map of={r} /></button></li>
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
