/** The settings of a sweep, one after the other. */
import type { StudyInput } from "doppelgrad";
import { type SweepAxes, sweep } from "doppelgrad/sweep";
import type { Progress } from "./protocol.js";

export async function trainSettings(
  study: StudyInput,
  axes: SweepAxes,
  onProgress: (progress: Progress) => void,
): Promise<null> {
  let last = { done: 0, total: 1 };
  const follow = ({ done, total }: Progress): void => onProgress((last = { done, total }));
  for await (const { values, result, failed } of sweep(study, axes, { workers: 0, onProgress: follow })) {
    const { predictionDifference = null, loss = null } = result?.measures ?? {};
    onProgress({
      ...last,
      setting: {
        fields: values,
        predictionDifference,
        loss,
        fingerprint: result?.fingerprint ?? null,
        failed: failed?.reason ?? null,
      },
    });
  }
  return null;
}
