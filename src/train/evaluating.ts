/** What networks say of examples, by a kernel: the bits of their training, without it. */
import { initialState } from "../reference/optimizer.js";
import type { LabelledExamples } from "../reference/trainer.js";
import type { Backend, Evaluation } from "./group.js";
import { openGroup, type Setting } from "./setting.js";

/**
 * What is kept of the answers of each network, in their order. Resolves to work that yields after each piece.
 * @param networks parameters of each
 * @param keep of the answers of one
 */
export async function evaluating<Kept>(
  setting: Setting,
  backend: Backend,
  networks: readonly Float32Array[],
  examples: LabelledExamples,
  keep: (evaluation: Evaluation) => Kept,
): Promise<Generator<void, Kept[]>> {
  const { study, plan } = setting;
  const group = await openGroup(setting, backend);
  const state = initialState(study.optimizer, plan.parameterCount);
  return (function* () {
    const all: Kept[] = [];
    for (let first = 0; first < networks.length; first += group.lanes) {
      const some = networks.slice(first, first + group.lanes);
      group.start(some.map((_, lane) => first + lane));
      group.restore(
        0,
        some.map((parameters) => ({ parameters, state })),
      );
      all.push(...(yield* group.evaluation(examples)).map(keep));
    }
    return all;
  })();
}
