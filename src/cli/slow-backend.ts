/** Where no kernel runs, plain JavaScript trains: whoever waits for it is told why. */
import { hostBackend } from "../run/backend.js";
import type { Backend } from "../train/group.js";
import { progressLine } from "./progress.js";

/** @param requested the backend that was asked for, if any */
export async function sayWhySlow(requested: Backend | undefined): Promise<void> {
  if (requested !== undefined) return;
  const { backend, reason } = await hostBackend();
  if (backend === "reference")
    progressLine("").say(`${reason}; the reference backend trains: the same bits, many times slower`);
}
