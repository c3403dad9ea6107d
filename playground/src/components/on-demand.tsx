/** Parts of the page whose code is loaded when they are shown first: what few visitors open costs the others nothing. */
import { signal } from "@preact/signals";
import type { FunctionComponent } from "preact";
import { problem } from "../state.js";

/** A component that is nothing until its code is there. What could not be loaded is asked for again when it is shown. */
export function onDemand<Props extends object>(
  load: () => Promise<FunctionComponent<Props>>,
): FunctionComponent<Props> {
  const loaded = signal<FunctionComponent<Props> | null>(null);
  let loading = false;
  async function start(): Promise<void> {
    loading = true;
    try {
      loaded.value = await load();
    } catch {
      problem.value = "A part of the page could not be loaded. Are you online? Open it again.";
    }
    loading = false;
  }
  return (props) => {
    const Loaded = loaded.value;
    if (!Loaded && !loading) void start();
    return Loaded && <Loaded {...props} />;
  };
}
