/** The test examples on which replicas answer differently at the step that is shown, the most disagreement first. */
import { effect, signal } from "@preact/signals";
import type { ActiveStudy, FlipsReport } from "../engine/protocol.js";
import { counted } from "../format.js";
import { active, fingerprint, frame } from "../state.js";
import { askFlips } from "../training.js";
import { onDemand } from "./on-demand.js";

const Examples = onDemand(async () => (await import("./FlippedExamples.js")).FlippedExamples);

const isOpen = signal(false);
const report = signal<FlipsReport | null>(null);

/** Where the training rests, as the fingerprint. */
effect(() => {
  report.value = null;
  if (!isOpen.value || !fingerprint.value) return;
  const at = frame.value;
  void askFlips().then((answer) => {
    if (frame.value === at) report.value = answer;
  });
});

export function FlipsTable() {
  const [at, now] = [active.value, report.value];
  if (!at || at.replicas < 2) return null;
  return (
    <section class="flips">
      <details onToggle={(event) => (isOpen.value = event.currentTarget.open)}>
        <summary>
          <h2>Which examples flip</h2>
        </summary>
        <div role="status">
          {!now && <p class="soft">Pause to see it.</p>}
          {now && <p>{saysOf(now, at)}</p>}
        </div>
        {now && now.table.flips.length > 0 && <Examples of={now} at={at} />}
      </details>
    </section>
  );
}

function saysOf({ table: { flipping } }: FlipsReport, at: ActiveStudy): string {
  const of = counted(at.testCount, "test example");
  if (flipping === 0) return `No example flips: all replicas answer alike on the ${of}.`;
  if (at.task === "regression") {
    const scaled = at.preprocessing?.target ? " Values are in units of the target." : "";
    return `Replicas predict different values for ${flipping.toLocaleString("en")} of ${of}. Those furthest apart come first.${scaled}`;
  }
  return `On ${flipping.toLocaleString("en")} of ${of} replicas predict different classes. Those on which most of them part come first.`;
}
