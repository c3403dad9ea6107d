/** The mixer: a switch and a dice for each source of chance. */
import type { Factor, StudyInput } from "doppelgrad";
import { type Stream, seedOf, thrown } from "../seeds.js";
import { requested, study } from "../state.js";
import { change } from "../training.js";

interface Source {
  title: string;
  on: string;
  off: string;
  /** What switches it on, where a study has none of it by itself. */
  set?: Pick<
    StudyInput,
    "labelNoise" | "inputNoise" | "resample" | "augment" | "dropout" | "mcPasses" | "ulp" | "oracle" | "arithmetic"
  >;
}

/** Every factor that the SDK knows, or this file does not compile. */
const SOURCES: Record<Factor, Source> = {
  init: { title: "Initial weights", on: "Each replica starts from its own.", off: "All replicas start from the same." },
  shuffle: {
    title: "Order of the examples",
    on: "Each replica sees a different order.",
    off: "All replicas see the same order.",
  },
  label: {
    title: "Wrong labels",
    on: "Each replica learns from its own wrong labels, one in ten.",
    off: "The labels are as they are.",
    set: { labelNoise: 0.1 },
  },
  input: {
    title: "Noisy inputs",
    on: "Each replica sees the points a little displaced.",
    off: "The points are where they are.",
    set: { inputNoise: 0.1 },
  },
  resample: {
    title: "Bootstrap sample",
    on: "Each replica draws its training set anew, with replacement.",
    off: "All replicas have the same training set.",
    set: { resample: true },
  },
  augment: {
    title: "Jitter",
    on: "Each replica sees the points displaced, differently in each epoch.",
    off: "The points stand still.",
    set: { augment: 0.1 },
  },
  dropout: {
    title: "Dropout",
    on: "Each replica leaves out its own units in each step, one in five.",
    off: "No unit is left out.",
    set: { dropout: 0.2 },
  },
  ulp: {
    title: "One weight, one rounding",
    on: "In each replica one weight is moved to the next float32 number.",
    off: "No weight is touched.",
    set: { ulp: {} },
  },
  oracle: {
    title: "Noisy gradients",
    on: "Each replica learns from gradients with errors of its own.",
    off: "The gradients are exact.",
    set: { oracle: { name: "stochastic", delta: 0.1 } },
  },
  arithmetic: {
    title: "Simulated arithmetic",
    on: "Each replica adds numbers in its own order.",
    off: "All replicas add in the same order.",
    set: { arithmetic: "permuted" },
  },
  inference: {
    title: "Dropout in predictions",
    on: "Each replica predicts with its own units left out, one in five.",
    off: "Predictions use every unit.",
    set: { dropout: 0.2, mcPasses: 1 },
  },
};

const FACTORS = Object.keys(SOURCES) as Factor[];
const isFurther = (factor: Factor): boolean => SOURCES[factor].set !== undefined;

// What is requested counts and not what is shown: a second click may come before the first one has an answer.
const varied = (): readonly Factor[] =>
  (requested.value.vary as readonly Factor[] | undefined) ??
  study.value?.vary ??
  FACTORS.filter((factor) => !isFurther(factor));

/** Shows the seed of a stream, and throws the next one. */
export function Dice({ stream, label }: { stream: Stream; label: string }) {
  const seed = seedOf(requested.value, stream);
  return (
    <button
      class="dice"
      onClick={() => change({ seeds: thrown(requested.value, stream) })}
      aria-label={`${label}: throw the dice. Seed ${seed}.`}
      title="Click for a new seed"
    >
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <rect x="1" y="1" width="14" height="14" rx="3" />
        <circle cx="5" cy="5" r="1.4" />
        <circle cx="11" cy="11" r="1.4" />
        <circle cx="8" cy="8" r="1.4" />
      </svg>
      {seed}
    </button>
  );
}

export function Mixer() {
  const vary = varied();
  const toggle = (factor: Factor, on: boolean): void => {
    const before = varied();
    const vary = FACTORS.filter((each) => (each === factor ? on : before.includes(each)));
    // Two sources may share a field: what one that is on needs stays as it is.
    const needed = Object.assign({}, ...vary.map((each) => SOURCES[each].set)) as StudyInput;
    const noise = Object.entries(SOURCES[factor].set ?? {}).map(([name, value]) => {
      const field = name as keyof StudyInput;
      return [field, field in needed ? (requested.value[field] ?? value) : null];
    });
    change({ design: null, ...Object.fromEntries(noise), vary });
  };
  const row = (factor: Factor) => {
    const { title, on, off } = SOURCES[factor];
    return (
      <div class="source" key={factor}>
        <label>
          <input
            type="checkbox"
            role="switch"
            checked={vary.includes(factor)}
            onChange={(event) => toggle(factor, event.currentTarget.checked)}
          />
          <span>
            <b>{title}</b>
            <br />
            <span class="soft">{vary.includes(factor) ? on : off}</span>
          </span>
        </label>
        <Dice stream={factor} label={title} />
      </div>
    );
  };
  return (
    <section class="mixer">
      <h2 class="hidden">Sources of chance</h2>
      {FACTORS.filter((factor) => !isFurther(factor)).map(row)}
      <details class="further" open={vary.some(isFurther)}>
        <summary>More sources</summary>
        <div>{FACTORS.filter(isFurther).map(row)}</div>
      </details>
    </section>
  );
}
