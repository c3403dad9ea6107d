import { expect, test } from "vitest";
import { prepareLinked } from "../../src/link/checked.js";
import { refusal } from "../refusal.js";

/**
 * 33 parameters; an epoch of 6,000 steps of one example costs a replica 33 x (3 + 1) x 6,000 multiplications, and 33 x
 * 9 x 1,000 for the trail.
 */
const study = { epochs: 1000 };
const MOST = 1e12 / (33 * (4 * 6000 * 1000 + 9 * 1000));

test("a training costs as much as its replicas, its steps and the examples of a step together", async () => {
  const refused = (input: object, step?: number) =>
    prepareLinked(input, step).then(
      () => null,
      (error: unknown) => error,
    );
  expect(await refused({ ...study, replicas: Math.floor(MOST) })).toBe(null);
  expect(await refused({ ...study, replicas: Math.ceil(MOST) })).toEqual(
    refusal("wrong-value", "study", /^6000000 steps of \d+ replicas, about 1\.0e\+12/, {
      expected: /1e\+12 multiplications/,
    }),
  );
  expect(await refused({ ...study, replicas: Math.ceil(MOST) }, 5_900_000)).toBe(null);
  // With batches of 3 a third of the updates: 33 x (3 + 1/3) x 6,000.
  const batched = { epochs: 1000, batchSize: 3 };
  const most = 1e12 / (33 * ((3 + 1 / 3) * 6000 * 1000 + 9 * 1000));
  expect(await refused({ ...batched, replicas: Math.floor(most) })).toBe(null);
  expect(await refused({ ...batched, replicas: Math.ceil(most) })).toEqual(
    refusal("wrong-value", "study", /steps/, { expected: /multiplications/ }),
  );
});

test("noise costs as much as its draws: 50 multiplications for a normal number", async () => {
  const refused = (replicas: number) =>
    prepareLinked({ ...study, replicas, inputNoise: 0.1, augment: 0.1 }).then(
      () => null,
      (error: unknown) => error,
    );
  // Two inputs, twice.
  const most = 1e12 / (33 * (4 * 6000 * 1000 + 9 * 1000) + 50 * 4 * 6000 * 1000);
  expect(await refused(Math.floor(most))).toBe(null);
  expect(await refused(Math.ceil(most))).toEqual(
    refusal("wrong-value", "study", /steps/, { expected: /multiplications/ }),
  );
});

test("simulated arithmetic costs what its sums take, and the room for what it copies", async () => {
  const most = 1e12 / (33 * (4 * 6000 * 1000 + 9 * 1000));
  const refused = (simulated: object) =>
    prepareLinked({ ...study, replicas: Math.floor(most / 4), ...simulated }).then(
      () => null,
      (error: unknown) => error,
    );
  expect(await refused({})).toBe(null);
  for (const arithmetic of ["permuted", "fma", "bf16"] as const)
    expect(await refused({ arithmetic })).toEqual(
      refusal("wrong-value", "study", /steps/, { expected: /multiplications/ }),
    );
});

test("drawing costs as much as its examples and the layers of a teacher together", async () => {
  const refused = (data: object) =>
    prepareLinked({ data: data as never }).then(
      () => null,
      (error: unknown) => error,
    );
  // 2 x 20 + 20 products an example.
  const examples = 20_000_000 / 60;
  const teacher = { name: "teacher", hidden: [20], test: 1000 };
  expect(await refused({ ...teacher, train: Math.floor(examples) - 1000 })).toBe(null);
  expect(await refused({ ...teacher, train: Math.ceil(examples) - 999 })).toEqual(
    refusal("wrong-value", "study.data", /\d+ \+ 1000 examples of 60 each/, { expected: /20000000 products/ }),
  );
});
