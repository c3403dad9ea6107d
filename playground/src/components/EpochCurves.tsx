/** Loss after each epoch, on what is trained on and on what is not, and early stopping by it. */
import { effect, signal } from "@preact/signals";
import type { EarlyStoppingInput } from "doppelgrad";
import { epochsAside, SUPERSEDED } from "../engine/client.js";
import type { EpochReport } from "../engine/epochs.js";
import { apart, shortNumber } from "../format.js";
import { active, requested } from "../state.js";
import { Curve, type Lines } from "./Curves.js";
import { Slider, Tick } from "./Fields.js";

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

/** Least, mean and largest of the replicas that still train, epoch after epoch. */
function spread(curves: readonly number[][]): Lines {
  const epochs = Math.max(...curves.map(({ length }) => length));
  const lines: [number[], number[], number[]] = [[], [], []];
  for (let epoch = 0; epoch < epochs; epoch++) {
    const losses = curves.filter(({ length }) => length > epoch).map((curve) => curve[epoch]!);
    lines[0].push(Math.min(...losses));
    lines[1].push(losses.reduce((sum, loss) => sum + loss, 0) / losses.length);
    lines[2].push(Math.max(...losses));
  }
  return lines;
}

function linesOf({ curves }: EpochReport): { x: number[]; lines: Lines } {
  const lines = [
    ...spread(curves.map(({ train }) => train)),
    ...spread(curves.map(({ validation, test }) => validation ?? test!)),
  ];
  return { x: lines[0]!.map((_, epoch) => epoch), lines };
}

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
          {now?.is === "done" && <Report report={now.report} />}
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

function Report({ report }: { report: EpochReport }) {
  const { epochs, curves } = report;
  return (
    <>
      <Curve
        title={epochs ? "Training and validation loss" : "Training and test loss"}
        over="epochs"
        colours={["--blue", "--ink"]}
        end={() => linesOf(report).x.length - 1}
        points={() => linesOf(report)}
        marks={() => [...new Set(epochs?.map(({ best }) => best))]}
        text={(value) => shortNumber(value)}
        follow={state}
      />
      <p class="small soft">
        <span class="chip train" aria-hidden="true" /> training <span class="chip held" aria-hidden="true" />{" "}
        {epochs ? "validation" : "test"}: mean of the replicas that train, from the least to the largest
      </p>
      {epochs && <Kept epochs={epochs} last={curves.length} difference={report.predictionDifference} />}
    </>
  );
}

function Kept({
  epochs,
  last,
  difference,
}: {
  epochs: NonNullable<EpochReport["epochs"]>;
  last: number;
  difference: number | null;
}) {
  const at = active.value!;
  const best = epochs.map((each) => each.best);
  const [first, latest] = [Math.min(...best), Math.max(...best)];
  const all = at.study.epochs;
  const stopped = epochs.filter((each) => each.last < all).length;
  return (
    <>
      <p>
        Each replica keeps the weights of its best epoch, {first === latest ? first : `${first} to ${latest}`} of {all};{" "}
        {stopped} of {last} stopped early.{" "}
        {difference !== null && `So kept, two predict ${apart(difference, at)} apart.`}
      </p>
      <ol class="kept" aria-label="Best epoch of each replica, and its last">
        {epochs.map(({ best, last }, r) => (
          <li key={r} title={`Replica ${r}: best epoch ${best}, last epoch ${last}`}>
            <span class="soft">{r}</span> {best}
            <span class="soft">/{last}</span>
          </li>
        ))}
      </ol>
    </>
  );
}
