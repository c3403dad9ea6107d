/** Play, step, go back, and any step by the slider. It stays in sight, and with it how far apart the replicas are. */
import { computed } from "@preact/signals";
import { differenceText, sized } from "../format.js";
import { active, frame, playing, reading, sought, speed } from "../state.js";
import { pause, play, seek } from "../training.js";

const SPEEDS = [0.1, 0.3, 1, 3, 10];
const ready = computed(() => active.value !== null && frame.value !== null);

export function Transport() {
  const [step, steps] = [frame.value?.step ?? 0, active.value?.steps ?? 1];
  // On the way to a step the thumb stays where it was put.
  const thumb = sought.value ?? step;
  const epoch = active.value ? step / active.value.stepsPerEpoch : 0;
  const off = !ready.value;
  const difference = active.value && reading.value ? differenceText(active.value, reading.value) : "";
  return (
    <div class="transport">
      <button
        class="main"
        disabled={off}
        onClick={() => (playing.value ? pause() : void play())}
        aria-keyshortcuts="Space"
      >
        {playing.value ? "Pause" : step >= steps ? "Play again" : "Play"}
      </button>
      <button disabled={off || step === 0} onClick={() => seek(step - 1)} aria-label="−1 step">
        −1
      </button>
      <button disabled={off || step >= steps} onClick={() => seek(step + 1)} aria-label="+1 step">
        +1
      </button>
      <button disabled={off || step === 0} onClick={() => seek(0)}>
        Reset
      </button>
      <label class="speed">
        <span class="hidden">Speed</span>
        <select value={speed.value} onChange={(event) => (speed.value = Number(event.currentTarget.value))}>
          {SPEEDS.map((each) => (
            <option key={each} value={each}>
              {each}×
            </option>
          ))}
        </select>
      </label>
      <label class="scrub">
        <span class="hidden">Step</span>
        <input
          type="range"
          min={0}
          max={steps}
          value={thumb}
          disabled={off}
          onInput={(event) => seek(event.currentTarget.valueAsNumber)}
          aria-valuetext={`step ${thumb} of ${steps}`}
        />
      </label>
      <output class="soft" aria-live="off">
        step {step.toLocaleString("en")} of {steps.toLocaleString("en")}
        <span class="wide">, epoch {epoch.toFixed(1)}</span>
      </output>
      <b class={sized("pd", difference)} aria-hidden="true" title="Prediction difference">
        {difference}
      </b>
    </div>
  );
}
