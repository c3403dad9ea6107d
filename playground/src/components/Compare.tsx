/** Pins a study at a step, and has it compared with what is shown later. */
import { active, fingerprint, frame, pinned } from "../state.js";
import { pin } from "../training.js";
import { onDemand } from "./on-demand.js";

const What = onDemand(async () => (await import("./Comparison.js")).What);
const Found = onDemand(async () => (await import("./Comparison.js")).Found);

async function pinShown(): Promise<void> {
  const of = { study: active.value!.study, step: frame.value!.step, fingerprint: fingerprint.value! };
  await pin();
  pinned.value = of;
}

export function Compare() {
  const [at, of] = [active.value, pinned.value];
  if (!at || at.replicas < 2) return null;
  const canPin = fingerprint.value !== null;
  return (
    <section class="compare" aria-label="Compare">
      <h2>Compare two studies</h2>
      <p class="soft">Pin this study at this step, change something, and see both.</p>
      <p class="tries">
        <button disabled={!canPin} onClick={() => void pinShown()}>
          {of ? "Pin this one instead" : "Pin this study"}
        </button>
        {of && <button onClick={() => (pinned.value = null)}>Take the pin away</button>}
      </p>
      {of && <What of={of} at={at} />}
      <div role="status">{of && <Found of={of} at={at} />}</div>
    </section>
  );
}
