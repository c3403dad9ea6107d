/** Small studies of every kind, as fast-check draws them, and one that stays the same. */
import fc from "fast-check";
import type { StudyInput } from "../../src/study/study.js";

const numbers = fc.integer({ min: -200, max: 200 }).map((hundredths) => hundredths / 100);
const rows = fc.array(
  fc.tuple(numbers, numbers).map(([a, b]) => [a, b]),
  { minLength: 16, maxLength: 20 },
);
const given = rows.map((x) => ({
  name: "given" as const,
  x,
  y: x.map((_, n) => n % 2),
  test: { x: x.slice(0, 4), y: [0, 1, 0, 1] },
}));
const text = rows.map((x) => ({
  name: "csv" as const,
  text: `a,b,label\n${x.map(([a, b], n) => `${a},${b},${n % 2 ? "ja" : "nein"}\n`).join("")}`,
}));
const family = fc.constantFrom("vee", "moons", "gaussians", "teacher").map((name) => ({ name, train: 24, test: 6 }));

export const studies: fc.Arbitrary<StudyInput> = fc.record({
  data: fc.oneof(family, given, text),
  hidden: fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 2 }),
  activation: fc.constantFrom<StudyInput["activation"]>("relu", { name: "smelu", beta: 0.3 }, "tanh", "gelu"),
  optimizer: fc.constantFrom<StudyInput["optimizer"]>(
    "sgd",
    "adagrad",
    { name: "adam", amsgrad: true },
    { name: "momentum", momentum: 0.5 },
  ),
  schedule: fc.constantFrom("constant", "cosine"),
  clipNorm: fc.constantFrom(null, 1),
  batchSize: fc.integer({ min: 1, max: 10 }),
  epochs: fc.integer({ min: 1, max: 3 }),
  shuffleWindow: fc.integer({ min: 1, max: 10 }),
  vary: fc.subarray(["init", "shuffle"] as const),
  replicas: fc.integer({ min: 1, max: 5 }),
  seed: fc.maxSafeNat(),
});

/** 15 steps; its trail is written at 0, 2, 4, 6, 8, 10, 12, 14 and 15. */
export const study = {
  data: { name: "vee", train: 40, test: 10 },
  hidden: [3],
  batchSize: 8,
  epochs: 3,
  replicas: 5,
} satisfies StudyInput;
