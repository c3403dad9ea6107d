import { nodeModule } from "./node.js";

/** A signal to which many listen at a time: Node warns of more than ten, which it holds for a leak. */
export function forMany(signal: AbortSignal): AbortSignal {
  nodeModule("node:events")?.setMaxListeners(0, signal);
  return signal;
}
