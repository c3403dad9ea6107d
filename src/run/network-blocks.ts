/** What networks say of the test examples, some examples at a time: the same bits as training has left. */
import type { Block } from "../measure/predictions.js";
import { forwardPass, predictionsOf } from "../reference/forward.js";
import type { Prepared } from "./prepare.js";

/** Multiplications of a block, about: some milliseconds of work. */
const WORK = 1e6;

/**
 * All test examples, in their order. A block is overwritten by the next.
 * @param networks parameters of each replica
 */
export function* networkBlocks(
  { study, plan, test }: Pick<Prepared, "study" | "plan" | "test">,
  networks: readonly Float32Array[],
): Generator<Block> {
  const { layers, outputs } = plan;
  const { inputs } = layers[0]!;
  const work = networks.length * layers.reduce((sum, layer) => sum + layer.work, 0);
  const most = Math.min(test.count, Math.max(1, Math.floor(WORK / work)));
  const values = new Float32Array(networks.length * most * outputs);
  const logits = new Float32Array(networks.length * most * outputs);
  for (let first = 0; first < test.count; first += most) {
    const examples = Math.min(most, test.count - first);
    const stride = examples * outputs;
    const x = test.x.subarray(first * inputs, (first + examples) * inputs);
    networks.forEach((parameters, r) => {
      const said = forwardPass({ study, layers }, parameters, x, examples).logits;
      logits.set(said, r * stride);
      values.set(predictionsOf(study.loss, said, outputs), r * stride);
    });
    yield { first, examples, values, logits, stride, offset: 0 };
  }
}
