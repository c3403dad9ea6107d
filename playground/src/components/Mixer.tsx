/** The mixer: a switch and a dice for each source of chance. */
import type { Factor } from "doppelgrad";
import { requested, study } from "../state.js";
import { change } from "../training.js";

const WORDS: Record<Factor, { title: string; on: string; off: string }> = {
  init: { title: "Initial weights", on: "Every replica begins with its own.", off: "All replicas begin as one." },
  shuffle: {
    title: "Order of the examples",
    on: "Every replica reads them in its own.",
    off: "All replicas read them in one.",
  },
};

/** Every factor that the SDK knows, or this file does not compile. */
const FACTORS = Object.keys(WORDS) as Factor[];

// What is requested counts and not what is shown: a second click may come before the first one has an answer.
const varied = (): readonly Factor[] =>
  (requested.value.vary as readonly Factor[] | undefined) ?? study.value?.vary ?? FACTORS;
const seedOf = (stream: Factor | "data"): number => requested.value.seeds?.[stream] ?? requested.value.seed ?? 0;

/** The next seed: chance in a page is a choice of the visitor, so seeds count up and can be found again. */
export function Dice({ stream, label }: { stream: Factor | "data"; label: string }) {
  const seed = seedOf(stream);
  return (
    <button
      class="dice"
      onClick={() => change({ seeds: { ...requested.value.seeds, [stream]: seedOf(stream) + 1 } })}
      aria-label={`${label}: throw the dice. Seed ${seed}.`}
      title="The next seed"
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
    change({ design: null, vary: FACTORS.filter((each) => (each === factor ? on : before.includes(each))) });
  };
  return (
    <section class="mixer">
      <h2>Sources of chance</h2>
      {FACTORS.map((factor) => (
        <div class="source" key={factor}>
          <label>
            <input
              type="checkbox"
              role="switch"
              checked={vary.includes(factor)}
              onChange={(event) => toggle(factor, event.currentTarget.checked)}
            />
            <span>
              <b>{WORDS[factor].title}</b>
              <br />
              <span class="soft">{vary.includes(factor) ? WORDS[factor].on : WORDS[factor].off}</span>
            </span>
          </label>
          <Dice stream={factor} label={WORDS[factor].title} />
        </div>
      ))}
      {vary.length > 0 && (
        <p class="soft hint">Switch all off, and the difference is 0, exactly. The dice draw other seeds.</p>
      )}
    </section>
  );
}
