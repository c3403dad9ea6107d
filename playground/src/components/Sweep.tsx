/** The place of the sweep. */
import { signal } from "@preact/signals";
import { active } from "../state.js";
import { onDemand } from "./on-demand.js";

const Panel = onDemand(async () => (await import("./SweepPanel.js")).SweepPanel);
const isOpen = signal(false);

export function Sweep() {
  if (!active.value) return null;
  return (
    <section class="sweep">
      <details onToggle={(event) => (isOpen.value = event.currentTarget.open)}>
        <summary>
          <h2>Sweep one setting</h2>
        </summary>
        {isOpen.value && <Panel />}
      </details>
    </section>
  );
}
