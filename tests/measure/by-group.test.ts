import fc from "fast-check";
import { expect, test } from "vitest";
import { finish } from "../../src/host/slices.js";
import { checkGroups, groupMeasures } from "../../src/measure/by-group.js";
import type { MeasureInput } from "../../src/measure/input.js";
import { kernelAdding } from "../../src/measure/kernel.js";
import { measureAll } from "../../src/measure/measure.js";
import { plain } from "../../src/measure/plain.js";
import type { Block } from "../../src/measure/predictions.js";
import { refusal } from "../refusal.js";
import { uniforms } from "./slowly.js";

const kernel = await kernelAdding();

const shapes = fc.record({
  replicas: fc.integer({ min: 1, max: 5 }),
  examples: fc.integer({ min: 1, max: 12 }),
  columns: fc.integer({ min: 1, max: 3 }),
});

/** Numbers, labels and truth of some examples, by the number of each example. */
function invented({ replicas, columns }: { replicas: number; columns: number }, seed: number, all: number) {
  const uniform = uniforms(seed);
  const draw = (size: number) => Float32Array.from({ length: size }, uniform);
  const [values, logits] = [draw(replicas * all * columns), draw(replicas * all * columns).map((z) => 8 * z - 4)];
  const truth = draw(all * columns);
  const of = (numbers: Float32Array, r: number, n: number) =>
    numbers.subarray((r * all + n) * columns, (r * all + n + 1) * columns);
  return (examples: readonly number[]): MeasureInput => {
    const each = (numbers: Float32Array) =>
      Float32Array.from(
        Array.from({ length: replicas }, (_, r) => examples.flatMap((n) => [...of(numbers, r, n)])).flat(),
      );
    return {
      predictions: { values: each(values), replicas, examples: examples.length, columns, kind: "probability" },
      logits: each(logits),
      labels: examples.map((n) => n % 2),
      truth: Float64Array.from(examples.flatMap((n) => [...of(truth, 0, n)])),
      task: columns === 1 ? "binary" : "classes",
      loss: columns === 1 ? "logistic" : "softmax",
    };
  };
}

test("however the blocks are cut, each group has the bits of its examples alone", () => {
  fc.assert(
    fc.property(
      shapes,
      fc.infiniteStream(fc.constantFrom(10, 9, "b", "a")),
      fc.array(fc.integer({ min: 1, max: 5 })),
      fc.integer(),
      (shape, drawn, cuts, seed) => {
        const all = Array.from({ length: shape.examples }, (_, n) => n);
        const groups = all.map(() => drawn.next().value);
        const of = invented(shape, Math.abs(seed), shape.examples);
        const whole = of(all);
        const blocks: Block[] = [];
        for (let first = 0; first < shape.examples; ) {
          const examples = Math.min(cuts.pop() ?? shape.examples, shape.examples - first);
          const stride = shape.examples * shape.columns;
          const { values } = whole.predictions;
          blocks.push({ first, examples, values, logits: whole.logits!, stride, offset: first * shape.columns });
          first += examples;
        }
        const order = [9, 10, "a", "b"].filter((group) => groups.includes(group));
        const alone = order.map((group) => {
          const members = all.filter((n) => groups[n] === group);
          return { group, examples: members.length, ...measureAll(of(members)) };
        });
        for (const adding of [plain, kernel])
          expect(finish(groupMeasures(blocks, whole.predictions, whole, groups, true, adding))).toEqual(alone);
      },
    ),
  );
});

test("more than 1,000 groups are refused", () => {
  const many = Array.from({ length: 1001 }, (_, n) => `patient ${n}`);
  expect(() => checkGroups(many.slice(1), "groups")).not.toThrow();
  expect(() => checkGroups(many, "groups")).toThrow(
    refusal("wrong-value", "groups", "1001", { remedy: /"patient 0" and "patient 1"/ }),
  );
});
