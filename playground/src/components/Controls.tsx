/** The recipe: data, network, training. Each control shows the study in training and asks for another. */
import { signal } from "@preact/signals";
import type { DataInput, InitialInput, Study, StudyInput } from "doppelgrad";
import { useId } from "preact/hooks";
import { counted } from "../format.js";
import { active, requested, study } from "../state.js";
import { change, changeData, MOST_REPLICAS } from "../training.js";
import { Choice, latest, More, ParameterFields, type Ranges, Slider, Tick, Variant } from "./Fields.js";
import { Dice } from "./Mixer.js";
import { OwnData } from "./OwnData.js";
import { onDemand } from "./on-demand.js";

const FileFields = onDemand(async () => (await import("./FileFields.js")).FileFields);

const OF_ACTIVATIONS: Ranges = { alpha: [0, 2], beta: [0.05, 4], gMinus: [-1, 1], gPlus: [-1, 2], t: [-1, 1] };
/** Beside the learning rate, which has a place of its own. */
const OF_OPTIMIZERS: Ranges = {
  momentum: [0, 0.99],
  dampening: [0, 1],
  beta1: [0, 0.99],
  beta2: [0.9, 0.999, { digits: 3 }],
  alpha: [0.8, 0.999, { digits: 3 }],
  weightDecay: [0, 0.1],
  learningRateDecay: [0, 0.01],
  initialAccumulator: [0, 1],
};
const OF_SCHEDULES: Ranges = { factor: [0.05, 1], every: [1, 50, { whole: true }], final: [0, 0.1] };
const OF_SCHEMES: Ranges = {
  gain: [0.1, 4, { log: true }],
  low: [-2, 0],
  high: [0, 2],
  mean: [-1, 1],
  stddev: [0, 2],
  value: [-1, 1],
};

/** Of a synthetic family; null for data of the visitor's own. */
function familyOf(data: Study["data"]) {
  return "label" in data || data.name === "given" ? null : data;
}

function Data({ of: { data } }: { of: Study }) {
  const family = familyOf(data);
  const families = active.value!.choices.family;
  const set = (fields: object): void => changeData({ ...latest(data, requested.value.data), ...fields } as DataInput);
  return (
    <fieldset>
      <legend>Data</legend>
      <Choice
        label="Family"
        value={data.name}
        options={family ? families : [data.name, ...families]}
        onValue={(name) => changeData({ name, train: family?.train ?? 1000, test: family?.test ?? 500 } as DataInput)}
      />
      {family && (
        <Slider
          label="Training examples"
          value={family.train}
          min={20}
          max={10000}
          log
          whole
          onValue={(train) => set({ train })}
        />
      )}
      {family && <Slider label="Noise" value={family.noise} min={0} max={0.5} onValue={(noise) => set({ noise })} />}
      {family && (
        <div class="field">
          <span>Another draw</span> <Dice stream="data" label="Data" />
        </div>
      )}
      {"label" in data && <FileFields data={data} />}
      <OwnData />
    </fieldset>
  );
}

/** What is requested counts and not what is shown: a second click may come before the first one has an answer. */
function changeHidden(to: (widths: readonly number[]) => number[]): void {
  change({ hidden: to(requested.value.hidden ?? study.value!.hidden) });
}

type Schemes = InitialInput;

/**
 * The initial schemes as they were requested last; where parameters are given, or nothing was requested, there are
 * none.
 */
function requestedInitial(): Schemes {
  const { initial } = requested.value;
  return typeof initial === "object" && !Array.isArray(initial) ? (initial as Schemes) : {};
}

/** Widest hidden layer that the page sets. */
const WIDEST = 256;

/** A width that was typed and cannot be one, as it was typed. The study stays as it is. */
const mistyped = signal<{ layer: number; text: string; of: StudyInput } | null>(null);

export function HiddenLayers({ of: { hidden } }: { of: Study }) {
  const id = useId();
  const wrong = mistyped.value?.of === requested.value ? mistyped.value : null;
  const set = (layer: number, field: HTMLInputElement): void => {
    const width = field.valueAsNumber;
    const fits = Number.isInteger(width) && width >= 1 && width <= WIDEST;
    mistyped.value = fits ? null : { layer, text: field.value, of: requested.value };
    // The width that is there already is no change, and trains nothing again.
    if (fits && width !== hidden[layer]) changeHidden((widths) => widths.map((w, k) => (k === layer ? width : w)));
  };
  return (
    <div class="field">
      <span>Hidden layers</span>
      <div class="layers">
        {hidden.map((width, i) => (
          <input
            key={i}
            type="number"
            min={1}
            max={WIDEST}
            value={wrong?.layer === i ? wrong.text : width}
            aria-label={`Width of hidden layer ${i + 1}`}
            aria-invalid={wrong?.layer === i}
            aria-describedby={wrong?.layer === i ? id : undefined}
            onChange={({ currentTarget }) => set(i, currentTarget)}
          />
        ))}
        <button
          disabled={hidden.length === 0}
          onClick={() => changeHidden((widths) => widths.slice(0, -1))}
          aria-label="Take a layer away"
        >
          −
        </button>
        <button
          disabled={hidden.length >= 8}
          onClick={() => changeHidden((widths) => [...widths, widths.at(-1) ?? 8])}
          aria-label="Add a layer"
        >
          +
        </button>
      </div>
      {wrong && (
        <p class="wrong" role="alert" id={id}>
          A layer has from 1 to {WIDEST} units; layer {wrong.layer + 1} keeps its {hidden[wrong.layer]}.
        </p>
      )}
    </div>
  );
}

export function OfActivation({ of: { activation } }: { of: Study }) {
  return (
    <Variant
      label="Activation"
      of={activation}
      requested={() => requested.value.activation}
      options={active.value!.choices.activation}
      ranges={OF_ACTIVATIONS}
      onValue={(chosen) => change({ activation: chosen })}
    />
  );
}

export function ShuffleWindow({ of: { shuffleWindow } }: { of: Study }) {
  const examples = active.value!.train.count;
  return (
    <Slider
      label="Shuffle window"
      value={shuffleWindow}
      min={1}
      max={examples}
      log
      whole
      text={shuffleWindow === 1 ? "1, file order" : shuffleWindow === examples ? "all examples" : undefined}
      onValue={(w) => change({ shuffleWindow: w })}
    />
  );
}

function Network({ of }: { of: Study }) {
  const { loss, initial } = of;
  return (
    <fieldset>
      <legend>Network</legend>
      <HiddenLayers of={of} />
      <OfActivation of={of} />
      <Choice
        label="Loss"
        value={loss}
        options={active.value!.choices.lossOfTask}
        onValue={(chosen) => change({ loss: chosen as Study["loss"] })}
      />
      {!Array.isArray(initial) && (
        <More title="Initial weights">
          <Variant
            label="Weights"
            of={initial.weights}
            requested={() => requestedInitial().weights}
            options={active.value!.choices.scheme}
            ranges={OF_SCHEMES}
            onValue={(weights) => change({ initial: { ...initial, ...requestedInitial(), weights } })}
          />
          <Variant
            label="Biases"
            of={initial.biases}
            requested={() => requestedInitial().biases}
            options={active.value!.choices.scheme}
            ranges={OF_SCHEMES}
            onValue={(biases) => change({ initial: { ...initial, ...requestedInitial(), biases } })}
          />
        </More>
      )}
      <p class="soft">{counted(active.value!.parameterCount, "parameter")} a replica</p>
    </fieldset>
  );
}

function Training({ of }: { of: Study }) {
  const { optimizer, schedule, clipNorm, batchSize, epochs, shuffleForm, reshuffle, replicas } = of;
  const examples = active.value!.train.count;
  return (
    <fieldset>
      <legend>Training</legend>
      <Slider
        label="Replicas"
        value={replicas}
        min={2}
        max={MOST_REPLICAS}
        whole
        onValue={(r) => change({ replicas: r, design: null })}
      />
      <Choice
        label="Optimizer"
        value={optimizer.name}
        options={active.value!.choices.optimizer}
        onValue={(name) => change({ optimizer: name as Study["optimizer"]["name"] })}
      />
      <Slider
        label="Learning rate"
        value={optimizer.learningRate}
        min={0.0001}
        max={10}
        log
        onValue={(learningRate) =>
          change({ optimizer: { ...latest(optimizer, requested.value.optimizer), learningRate } })
        }
      />
      <More title={`More of ${optimizer.name}`}>
        <ParameterFields
          of={optimizer}
          requested={() => requested.value.optimizer}
          ranges={OF_OPTIMIZERS}
          onValue={(next) => change({ optimizer: next })}
        />
        <Variant
          label="Schedule of the learning rate"
          of={schedule}
          requested={() => requested.value.schedule}
          options={active.value!.choices.schedule}
          ranges={OF_SCHEDULES}
          onValue={(next) => change({ schedule: next })}
        />
        <Tick
          label="Clip the gradient"
          value={clipNorm !== null}
          onValue={(on) => change({ clipNorm: on ? 1 : null })}
        />
        {clipNorm !== null && (
          <Slider
            label="Largest norm"
            value={clipNorm}
            min={0.01}
            max={10}
            log
            onValue={(norm) => change({ clipNorm: norm })}
          />
        )}
      </More>
      <Slider
        label="Batch"
        value={batchSize}
        min={1}
        max={examples}
        log
        whole
        onValue={(b) => change({ batchSize: b })}
      />
      <Slider label="Epochs" value={epochs} min={1} max={200} log whole onValue={(e) => change({ epochs: e })} />
      <ShuffleWindow of={of} />
      <More title="More of the shuffle">
        <Choice
          label="Form"
          value={shuffleForm}
          options={["buffer", "block"]}
          onValue={(form) => change({ shuffleForm: form as Study["shuffleForm"] })}
        />
        <Tick label="Another order in each epoch" value={reshuffle} onValue={(on) => change({ reshuffle: on })} />
      </More>
    </fieldset>
  );
}

export function Controls() {
  const of = study.value;
  if (!of) return null;
  return (
    <section class="controls" aria-label="The recipe">
      <Data of={of} />
      <Network of={of} />
      <Training of={of} />
    </section>
  );
}
