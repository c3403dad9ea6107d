/** What networks say of points, computed in plain TypeScript: the same bits as by any backend. */
import { inSlices } from "../host/slices.js";
import { logitInRange } from "../reference/loss.js";
import type { Setting } from "../train/setting.js";
import { answering } from "./answers.js";

/**
 * The predictions of each network; null where a logit is out of range.
 * @param x [points][inputs]
 * @throws the signal's reason
 */
export async function predictedOn(
  x: Float32Array,
  { study, plan }: Pick<Setting, "study" | "plan">,
  networks: readonly Float32Array[],
  signal?: AbortSignal,
): Promise<Float32Array[] | null> {
  const replicas = networks.map((parameters, index) => ({ index, parameters }));
  const answers = await inSlices(answering({ study, layers: plan.layers, replicas, preprocessing: null }, x), signal);
  const isInRange = answers.replicas.every(({ logits }) => logits.every((logit) => logitInRange(study.loss, logit)));
  return isInRange ? answers.replicas.map(({ predictions }) => Float32Array.from(predictions)) : null;
}
