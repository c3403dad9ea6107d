/** What made an element: operands by their names and values, and sums that give the element. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { operationOf } from "../../src/bisect/operation.js";
import { arrayElement, type StepRecord } from "../../src/bisect/record.js";
import { recordedStep, referenceReplayer } from "../../src/bisect/replayer.js";
import { prepare } from "../../src/run/prepare.js";
import type { StudyInput } from "../../src/study/study.js";
import { study } from "../train/small-studies.js";

async function recordOf(input: StudyInput, t: number): Promise<StepRecord> {
  const setting = await prepare(input);
  const { group } = referenceReplayer(setting);
  group.start([0]);
  group.advance(t % setting.plan.steps);
  return recordedStep(setting, 0, group.step, group.snapshot(0));
}

const f32 = Math.fround;

test("every element of a product is the sum that is told, and every operand is a number with a name", async () => {
  await fc.assert(
    fc.asyncProperty(study, fc.nat(), async (input, t) => {
      const record = await recordOf(input, t);
      for (const array of record.arrays)
        for (let index = 0; index < array.values.length; index++) {
          const { formula, operands, sum } = operationOf(record, array, index);
          expect(formula).not.toMatch(/undefined|NaN|object/);
          expect(operands.filter(({ name, value }) => typeof value !== "number" || /undefined/.test(name))).toEqual([]);
          expect(new Set(operands.map(({ name }) => name)).size).toBe(operands.length);
          expect(sum !== null).toBe(
            array.name === "z" || (array.layer !== null && /^d/.test(array.name) && !isOfLogits()),
          );
          if (sum === null) continue;
          const added = sum.products.reduce((s, { factors: [a, b] }) => f32(s + f32(a * b)), sum.start);
          expect(Object.is(sum.end(added), array.values[index]) || Number.isNaN(array.values[index])).toBe(true);
          function isOfLogits() {
            return array.name === "dz" && array.layer === record.layers.length;
          }
        }
    }),
    { numRuns: 40 },
  );
});

describe("by hand", () => {
  const small = {
    data: {
      name: "given",
      x: [
        [1, 2],
        [3, 4],
      ],
      y: [0, 1],
      test: { x: [[0, 0]], y: [0] },
    },
    hidden: [2],
    activation: { name: "leaky_relu", alpha: 0.5 },
    initial: [
      {
        W: [
          [0.5, -0.25],
          [0.125, 2],
        ],
        b: [1, -1],
      },
      { W: [[0.75], [1.5]], b: [0.25] },
    ],
    optimizer: { name: "momentum", learningRate: 0.5, momentum: 0.25, weightDecay: 0.125 },
    order: [[1, 0]],
    replicas: 1,
    vary: [],
  } satisfies StudyInput;

  const told = async (name: string, layer: number | null, index: number) => {
    const record = await recordOf(small, 0);
    const array = record.arrays.find((each) => each.name === name && each.layer === layer)!;
    const { formula, operands } = operationOf(record, array, index);
    const values = Object.fromEntries(operands.map((operand) => [operand.name, operand.value]));
    return { element: arrayElement(array, index, record.layers), formula, values };
  };

  test.each([
    ["examples", null, 0, "examples[0]", {}],
    ["x", null, 1, "x[0,1]", { "number of the example": 1 }],
    ["y", null, 1, "y[1,0]", { "number of the example": 0 }],
    ["z", 1, 1, "layer 1, z[0,1]", { "b[1]": -1, "x[0,0]": 3, "W[0,1]": -0.25, "x[0,1]": 4, "W[1,1]": 2 }],
    ["a", 1, 2, "layer 1, a[1,0]", { "z[1,0]": 1.75, "activation.alpha": 0.5 }],
    ["z", 2, 1, "layer 2, z[1,0]", { "b[0]": 0.25, "a[1,0]": 1.75, "W[0,0]": 0.75, "a[1,1]": 2.75, "W[1,0]": 1.5 }],
    ["dz", 2, 0, "layer 2, dz[0,0]", { "z[0,0]": 12.25 - 1.125, "y[0,0]": 1, B: 2 }],
  ] as const)("%s of layer %s, element %i", async (name, layer, index, element, values) => {
    const found = await told(name, layer, index);
    if (name === "dz") expect(Object.keys(found.values)).toEqual(Object.keys(values));
    else expect(found.values).toEqual(values);
    expect(found.element).toBe(element);
  });

  test("backward, and the move of the optimizer", async () => {
    const dW = await told("dW", 1, 2);
    expect(dW.element).toBe("layer 1, dW[1,0]");
    expect(dW.values).toMatchObject({ "x[0,1]": 4, "x[1,1]": 2 });
    expect(Object.keys(dW.values)).toEqual(["x[0,1]", "dz[0,0]", "x[1,1]", "dz[1,0]"]);
    const dz = await told("dz", 1, 3);
    expect(dz.element).toBe("layer 1, dz[1,1]");
    expect(dz.values).toMatchObject({
      "layer 2, W[1,0]": 1.5,
      "z[1,1]": 2.75,
      "a[1,1]": 2.75,
      "activation.alpha": 0.5,
    });
    const g = await told("g", null, 4);
    expect(g).toMatchObject({ element: "g of layer 1, b[0]", formula: "g, + f32(weightDecay) * p" });
    expect(g.values).toMatchObject({ "optimizer.weightDecay": 0.125, "p before": 1 });
    const m = await told("m", null, 8);
    expect(m.element).toBe("m of layer 2, b[0]");
    expect(Object.keys(m.values)).toEqual(["g", "m before", "optimizer.momentum", "optimizer.dampening"]);
    const p = await told("p", null, 8);
    expect(p.element).toBe("layer 2, b[0]");
    expect(p.values).toMatchObject({ "p before": 0.25, rate: 0.5, m: m.values.g });
    const rate = await told("rates", null, 0);
    expect(rate).toMatchObject({ element: "rate", values: { "optimizer.learningRate": 0.5 } });
  });
});
