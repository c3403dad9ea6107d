/** Loss after each epoch, on what is trained on and on what is not, and early stopping by it. */
import { effect, signal } from "@preact/signals";
import type { EarlyStoppingInput } from "doppelgrad";
import { epochsAside, SUPERSEDED } from "../engine/client.js";
import type { EpochReport } from "../engine/epochs.js";
import { active, requested } from "../state.js";
import { Slider, Tick } from "./Fields.js";
import { onDemand } from "./on-demand.js";

const Losses = onDemand(async () => (await import("./EpochLosses.js")).EpochLosses);

type State =
  | { is: "training"; share: number }
  | { is: "done"; report: EpochReport }
  | { is: "failed"; message: string };

const isWanted = signal(false);
const stopping = signal<Required<EarlyStoppingInput> | null>(null);
const state = signal<State | null>(null);
const BY_DEFAULT = { share: 0.1, patience: 5, minDelta: 0 };

let training = new AbortController();
/** Whatever is changed of the study or of the stopping is another training, beside the one that the maps show. */
effect(() => {
  const [now, earlyStopping] = [active.value, stopping.value];
  training.abort(SUPERSEDED);
  state.value = null;
  if (!isWanted.value || !now) return;
  training = new AbortController();
  const { signal } = training;
  state.value = { is: "training", share: 0 };
  const { shuffleWindow, ...of } = requested.peek();
  // A window of all examples stays one where some are kept for validation.
  const isWhole = shuffleWindow === now.train.count;
  epochsAside(
    { ...of, ...(!isWhole && { shuffleWindow }), earlyStopping },
    {
      signal,
      onProgress: ({ done, total }) => void (state.value = { is: "training", share: done / total }),
    },
  ).then(
    (report) => (state.value = { is: "done", report }),
    (error: Error) => {
      if (error !== SUPERSEDED) state.value = { is: "failed", message: error.message };
    },
  );
});

export function EpochCurves() {
  const [now, early] = [state.value, stopping.value];
  return (
    <section class="epochs" aria-label="Loss by epoch">
      <h2>Loss by epoch</h2>
      <Tick label="Train once more, and draw the loss after each epoch" value={isWanted.value} onValue={want} />
      {isWanted.value && (
        <>
          <Tick
            label="Stop each replica when its validation loss no longer falls"
            value={early !== null}
            onValue={(on) => (stopping.value = on ? BY_DEFAULT : null)}
          />
          {early && <Stopping of={early} />}
          <div role="status">
            {now?.is === "training" && <p>Training, {Math.round(100 * now.share)}%</p>}
            {now?.is === "failed" && <p class="problem">{now.message}</p>}
          </div>
          {now?.is === "done" && <Losses report={now.report} follow={state} />}
        </>
      )}
    </section>
  );
}

function want(on: boolean): void {
  isWanted.value = on;
}

function Stopping({ of }: { of: Required<EarlyStoppingInput> }) {
  const set = (fields: EarlyStoppingInput): void => void (stopping.value = { ...stopping.value!, ...fields });
  return (
    <div class="stopping">
      <Slider
        label="Share kept for validation"
        value={of.share}
        min={0.01}
        max={0.5}
        text={`${Math.round(100 * of.share)}%`}
        onValue={(share) => set({ share })}
      />
      <Slider
        label="Epochs of patience"
        value={of.patience}
        min={1}
        max={50}
        whole
        onValue={(patience) => set({ patience })}
      />
      <Slider
        label="Least improvement"
        value={of.minDelta}
        min={0}
        max={0.1}
        onValue={(minDelta) => set({ minDelta })}
      />
    </div>
  );
}
