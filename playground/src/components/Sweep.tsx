/** The place of the sweep: all that it needs is loaded when it is opened. */
import { signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { active } from "../state.js";

const Panel = signal<ComponentType | null>(null);

async function load(isOpen: boolean): Promise<void> {
  if (isOpen) Panel.value ??= (await import("./SweepPanel.js")).SweepPanel;
}

export function Sweep() {
  if (!active.value) return null;
  const Loaded = Panel.value;
  return (
    <section class="sweep">
      <details onToggle={(event) => void load(event.currentTarget.open)}>
        <summary>
          <h2>Sweep one setting</h2>
        </summary>
        {Loaded && <Loaded />}
      </details>
    </section>
  );
}
