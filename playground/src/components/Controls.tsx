/** The recipe: data, network, training. Each control shows the study in training and asks for another. */
import type { Study, StudyInput } from "doppelgrad";
import { count, number } from "../format.js";
import { opened, study, wanted } from "../state.js";
import { change, MOST_REPLICAS } from "../training.js";
import { Dice } from "./Mixer.js";
import { OwnData } from "./OwnData.js";

/** Families of two inputs, which a map shows whole. */
const FAMILIES = ["vee", "moons", "circles", "xor", "spirals", "staircase", "linear", "gaussians", "teacher"];
const ACTIVATIONS = ["relu", "smelu", "gsmelu", "leaky_relu", "elu", "selu", "softplus", "swish", "gelu", "gelu_tanh", "mish", "tanh", "sigmoid", "softsign", "hard_swish", "identity"];
const OPTIMIZERS = ["sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw"];
/** Parameters of activations with a slider: lowest, highest. */
const PARAMETERS: Record<string, readonly [number, number]> = { alpha: [0, 2], beta: [0.05, 4], gMinus: [-1, 1], gPlus: [-1, 2], t: [-1, 1] };

/** Numbers of optimizers beside the learning rate: lowest, highest, and digits where two are too few. */
const OWN: Record<string, readonly [number, number, number?]> = {
  momentum: [0, 0.99], dampening: [0, 1], beta1: [0, 0.99], beta2: [0.9, 0.999, 3], alpha: [0.8, 0.999, 3],
  weightDecay: [0, 0.1], learningRateDecay: [0, 0.01], initialAccumulator: [0, 1],
};

interface SliderProps {
  label: string;
  value: number;
  min: number;
  max: number;
  /** Equal ways are equal factors. */
  log?: boolean;
  whole?: boolean;
  /** Digits that count. */
  digits?: number;
  text?: string;
  onValue: (value: number) => void;
}

/** Acts when it is let go, because each value is another training. */
function Slider({ label, value, min, max, log = false, whole = false, digits = 2, text, onValue }: SliderProps) {
  const STEPS = 200;
  const to = (v: number): number => Math.round(STEPS * (log ? Math.log(v / min) / Math.log(max / min || 2) : (v - min) / (max - min || 1)));
  const from = (at: number): number => {
    const v = log ? min * (max / min) ** (at / STEPS) : min + ((max - min) * at) / STEPS;
    return whole ? Math.round(v) : Number(v.toPrecision(digits));
  };
  return (
    <label class="field">
      <span>{label} <span class="value" aria-hidden="true">{text ?? number(value)}</span></span>
      <input
        type="range" min={0} max={whole && !log ? max - min : STEPS} value={whole && !log ? value - min : to(value)} aria-valuetext={text ?? number(value)}
        onChange={(event) => onValue(whole && !log ? min + event.currentTarget.valueAsNumber : from(event.currentTarget.valueAsNumber))}
      />
    </label>
  );
}

function Choice({ label, value, options, onValue }: { label: string; value: string; options: readonly string[]; onValue: (value: string) => void }) {
  return (
    <label class="field">
      <span>{label}</span>
      <select value={value} onChange={(event) => onValue(event.currentTarget.value)}>
        {options.map((each) => <option key={each} value={each}>{each.replace("_", " ")}</option>)}
      </select>
    </label>
  );
}

/** What an optimizer has of its own beside the learning rate: sliders for numbers, ticks for ways. */
function Own({ optimizer }: { optimizer: Study["optimizer"] }) {
  const set = (key: string, value: number | boolean): void => change({ optimizer: { ...optimizer, [key]: value } as StudyInput["optimizer"] });
  return (
    <details class="more">
      <summary>More of {optimizer.name}</summary>
      {Object.entries(optimizer).map(([key, value]: [string, unknown]) => {
        if (typeof value === "boolean") return <label class="tick" key={key}><input type="checkbox" checked={value} onChange={(event) => set(key, event.currentTarget.checked)} /> {key}</label>;
        const [min, max, digits] = OWN[key] ?? [];
        return min !== undefined && <Slider key={key} label={key} value={value as number} min={min} max={max!} digits={digits} onValue={(next) => set(key, next)} />;
      })}
    </details>
  );
}

/** What was chosen for other data and may not fit these. */
function forData(data: StudyInput["data"]): StudyInput {
  const { loss: _loss, shuffleWindow: _window, order: _order, initial: _initial, ...rest } = wanted.value;
  return { ...rest, data } as StudyInput;
}

function Data({ of }: { of: Study }) {
  const { data } = of;
  const given = !FAMILIES.includes(data.name);
  const set = (fields: Record<string, unknown>): void => change({ ...forData({ ...data, ...fields } as StudyInput["data"]), loss: undefined, shuffleWindow: undefined });
  return (
    <fieldset>
      <legend>Data</legend>
      <Choice label="Family" value={data.name} options={given ? [data.name, ...FAMILIES] : FAMILIES} onValue={(name) => change({ data: { name, train: (data.train as number) ?? 1000, test: (data.test as number) ?? 500 }, loss: undefined, shuffleWindow: undefined })} />
      {!given && <Slider label="Training examples" value={data.train as number} min={20} max={10000} log whole onValue={(train) => set({ train })} />}
      {!given && <Slider label="Noise" value={data.noise as number} min={0} max={0.5} onValue={(noise) => set({ noise })} />}
      {!given && <div class="field"><span>Another draw</span> <Dice stream="data" label="Data" /></div>}
      <OwnData />
    </fieldset>
  );
}

function Network({ of }: { of: Study }) {
  const { hidden, activation, loss, data } = of;
  const { name, ...parameters } = activation as { name: string } & Record<string, number>;
  const losses = data.name === "gaussians" || loss === "softmax" ? ["softmax", "squared"] : ["logistic", "squared"];
  return (
    <fieldset>
      <legend>Network</legend>
      <div class="field">
        <span>Hidden layers</span>
        <div class="layers">
          {hidden.map((width, i) => (
            <input key={i} type="number" min={1} max={256} value={width} aria-label={`Width of hidden layer ${i + 1}`} onChange={(event) => change({ hidden: hidden.map((w, k) => (k === i ? event.currentTarget.valueAsNumber : w)) })} />
          ))}
          <button disabled={hidden.length === 0} onClick={() => change({ hidden: hidden.slice(0, -1) })} aria-label="Take a layer away">−</button>
          <button disabled={hidden.length >= 8} onClick={() => change({ hidden: [...hidden, hidden.at(-1) ?? 8] })} aria-label="Add a layer">+</button>
        </div>
      </div>
      <Choice label="Activation" value={name} options={ACTIVATIONS} onValue={(chosen) => change({ activation: chosen })} />
      {Object.entries(parameters).map(([key, value]) => {
        const [min, max] = PARAMETERS[key] ?? [0, 1];
        return <Slider key={key} label={key} value={value} min={min} max={max} onValue={(next) => change({ activation: { ...activation, [key]: next } })} />;
      })}
      <Choice label="Loss" value={loss} options={losses} onValue={(chosen) => change({ loss: chosen as Study["loss"] })} />
      <p class="soft">{count(opened.value!.parameterCount, "parameter")} a replica</p>
    </fieldset>
  );
}

function Training({ of }: { of: Study }) {
  const { optimizer, batchSize, epochs, shuffleWindow, replicas, data } = of;
  const examples = typeof data.train === "number" ? data.train : shuffleWindow;
  return (
    <fieldset>
      <legend>Training</legend>
      <Slider label="Replicas" value={replicas} min={2} max={MOST_REPLICAS} whole onValue={(r) => change({ replicas: r, design: null })} />
      <Choice label="Optimizer" value={optimizer.name} options={OPTIMIZERS} onValue={(name) => change({ optimizer: name })} />
      <Slider label="Learning rate" value={optimizer.learningRate} min={0.0001} max={10} log onValue={(learningRate) => change({ optimizer: { ...optimizer, learningRate } })} />
      <Own optimizer={optimizer} />
      <Slider label="Batch" value={batchSize} min={1} max={examples} log whole onValue={(b) => change({ batchSize: b })} />
      <Slider label="Epochs" value={epochs} min={1} max={200} log whole onValue={(e) => change({ epochs: e })} />
      <Slider label="Shuffle window" value={shuffleWindow} min={1} max={examples} log whole text={shuffleWindow === 1 ? "1, file order" : shuffleWindow === examples ? "all examples" : undefined} onValue={(w) => change({ shuffleWindow: w })} />
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
