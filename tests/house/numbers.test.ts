/** Numbers of a study that are rounded to float32: each is refused, with its range, or keeps its meaning there. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { resolveData } from "../../src/data/spec.js";
import { drawOf } from "../../src/reference/initial.js";
import { stepRates } from "../../src/reference/rates.js";
import { dataset } from "../../src/run/dataset.js";
import { openTrainer } from "../../src/run/trainer.js";
import { InputError } from "../../src/study/errors.js";
import { resolveStudy } from "../../src/study/resolve.js";
import type { Study, StudyInput } from "../../src/study/study.js";
import { activationForm } from "../../src/study/variants/activations.js";
import { variantNames } from "../../src/study/variants/names.js";
import type { Scheme } from "../../src/study/variants/schemes.js";
import { refusal } from "../refusal.js";

const f32 = Math.fround;
const facts = { task: "binary", inputs: 2, classes: 2, targets: 1, train: 20 } as const;
const resolved = (input: object): Study => resolveStudy(input, { name: "vee" }, facts);

/** Whether a number is the same kind of number in f32: of its sign, finite, 0 only if it is 0. */
const keeps = (value: number, rounded = f32(value)): boolean =>
  Number.isFinite(rounded) && Math.sign(rounded) === Math.sign(value);

/**
 * Every number of a study beside counts and seeds: how it is written, and what training takes of it, with what that was
 * in f64.
 */
const PARAMETERS: Record<string, { study(value: unknown): object; used(study: Study, value: number): boolean }> = {};
function parameter(
  name: string,
  study: (value: unknown) => object,
  used: (study: Study, value: number) => boolean = (_, value) => keeps(value),
): void {
  PARAMETERS[name] = { study, used };
}

const optimizers = {
  sgd: ["weightDecay"],
  momentum: ["weightDecay", "momentum", "dampening"],
  nesterov: ["momentum"],
  adagrad: ["epsilon", "initialAccumulator", "learningRateDecay"],
  rmsprop: ["alpha", "epsilon", "momentum"],
  adam: ["beta1", "beta2", "epsilon", "weightDecay"],
  adamw: ["beta1", "beta2", "epsilon", "weightDecay"],
};
/** Factors of which only a combination with others is rounded. */
const COMBINED = ["dampening", "learningRateDecay", "weightDecay of adamw"];
for (const [name, fields] of Object.entries(optimizers)) {
  for (const field of fields) {
    const isCombined = COMBINED.includes(field) || COMBINED.includes(`${field} of ${name}`);
    parameter(
      `optimizer.${name}.${field}`,
      (value) => ({ optimizer: { name, [field]: value } }),
      (_, value) => isCombined || keeps(value),
    );
  }
  parameter(
    `optimizer.${name}.learningRate`,
    (value) => ({ optimizer: { name, learningRate: value } }),
    (_, value) => keeps(value) && value > 0,
  );
}
parameter(
  "clipNorm",
  (value) => ({ clipNorm: value }),
  (_, value) => keeps(value) && value > 0,
);
for (const name of ["linear", "cosine"])
  parameter(`schedule.${name}.final`, (value) => ({ schedule: { name, final: value } }));
// f64 to the end: a factor may bring a rate to 0 in the course of the training.
parameter(
  "schedule.step.factor",
  (value) => ({ schedule: { name: "step", factor: value } }),
  (_, value) => value > 0,
);
for (const [name, fields] of Object.entries({
  leaky_relu: ["alpha"],
  elu: ["alpha"],
  softplus: ["beta"],
  swish: ["beta"],
  smelu: ["beta"],
  gsmelu: ["gMinus", "gPlus", "alpha", "beta", "t"],
})) {
  for (const field of fields) {
    parameter(
      `activation.${name}.${field}`,
      (value) => ({ activation: { name, [field]: value } }),
      ({ activation }, value) => keeps(value) && activationForm(activation).constants.every(Number.isFinite),
    );
  }
}
for (const part of ["weights", "biases"] as const) {
  const schemes = {
    constant: ["value"],
    uniform: ["low", "high"],
    normal: ["mean", "stddev"],
    glorot_uniform: ["gain"],
    glorot_normal: ["gain"],
    he_uniform: ["gain"],
    he_normal: ["gain"],
    lecun_uniform: ["gain"],
    lecun_normal: ["gain"],
  };
  for (const [name, fields] of Object.entries(schemes)) {
    for (const field of fields) {
      parameter(
        `initial.${part}.${name}.${field}`,
        (value) => ({
          initial: {
            [part]: {
              name,
              ...(field === "low" && { high: 1e30 }),
              ...(field === "high" && { low: -1e30 }),
              [field]: value,
            },
          },
        }),
        ({ initial }, value) => {
          const { scale, offset } = drawOf((initial as Record<typeof part, Scheme>)[part], 65536, 65536);
          return keeps(value) && Number.isFinite(scale) && Number.isFinite(offset) && (field !== "gain" || scale > 0);
        },
      );
    }
  }
}

/** Around the limits of f32 and of the ranges, and what is no number. */
const EDGES = [
  1e-320, 1e-60, 1e-46, 7e-46, 7.1e-46, 1e-45, 1.4e-45, 1e-40, 1e-38, 1e-31, 1e-30, 0.5, 1, 1e6, 1e7, 1e29, 1e30, 1e38,
  3.4028235e38, 3.5e38, 1e39, 1e300, 0,
];
const NONE = ["1", null, true, [1], {}, NaN, Infinity, -Infinity];

/** The study, or null where it is refused as it must be. */
function taken(path: string, study: object): Study | null {
  try {
    return resolved(study);
  } catch (error) {
    expect(error).toEqual(refusal(/^wrong-/, new RegExp(`^study\\.${path}$`), /./, { expected: /./ }));
    return null;
  }
}

/**
 * `optimizer.sgd.weightDecay` stands at study.optimizer.weightDecay; what several fields have wrong together, one level
 * higher.
 */
const placeOf = (name: string) =>
  name
    .replace(
      /\.(?:sgd|momentum|nesterov|adagrad|rmsprop|adamw?|step|linear|cosine|leaky_relu|elu|softplus|swish|smelu|constant|uniform|normal|\w+_(?:uniform|normal))\./,
      ".",
    )
    .replace(/\.gsmelu(\.\w+)/, "($1)?");

describe.each(Object.entries(PARAMETERS))("%s", (name, { study, used }) => {
  const path = placeOf(name);

  test("around the limits of float32", () => {
    for (const value of EDGES.flatMap((edge) => [edge, -edge])) {
      const made = taken(path, study(value));
      if (made) expect(used(made, value), `${value} is taken`).toBe(true);
    }
  });

  test("any number", () => {
    fc.assert(
      fc.property(fc.double(), (value) => {
        const made = taken(path, study(value));
        return !made || used(made, value);
      }),
      { numRuns: 50 },
    );
  });

  test("what is no number", () => {
    for (const value of NONE)
      if (!(name === "clipNorm" && value === null)) expect(taken(path, study(value)), String(value)).toBeNull();
  });

  test("-0 is +0, as in JSON", () => {
    const made = taken(path, study(-0));
    if (made)
      expect(
        Object.is(
          resolved(JSON.parse(JSON.stringify({ ...made, data: undefined }))) && JSON.stringify(made).includes("-0"),
          false,
        ),
      ).toBe(true);
    if (made) expect(made).toEqual(resolved(study(0)));
  });
});

test("every number of a resolved study is among them, or is a count or a seed", () => {
  const COUNTS = /^(hidden|batchSize|epochs|shuffleWindow|replicas|seed|order|design|seeds)\b|\.every$/;
  const numbers = (value: unknown, at: string): string[] =>
    typeof value === "number"
      ? [at]
      : typeof value === "object" && value !== null && !Array.isArray(value)
        ? Object.entries(value).flatMap(([key, inner]) => numbers(inner, at ? `${at}.${key}` : key))
        : [];
  const known = new Set(
    Object.keys(PARAMETERS)
      .map((name) => name.replace(/\.(?:gsmelu)\./, "."))
      .map(placeOf),
  );
  const names = {
    activation: ["leaky_relu", "elu", "smelu", "gsmelu", "softplus", "swish"],
    optimizer: Object.keys(optimizers),
    schedule: ["step", "linear"],
  };
  const studies = [
    ...names.activation.map((activation) => ({ activation })),
    ...names.optimizer.map((optimizer) => ({ optimizer })),
    ...names.schedule.map((schedule) => ({ schedule })),
    ...["constant", "uniform", "normal", "he_normal"].map((weights) => ({ initial: { weights, biases: weights } })),
  ];
  for (const study of studies)
    for (const at of numbers(resolved(study), "")) if (!COUNTS.test(at)) expect(known, at).toContain(at);
});

test("the rate of the first step is above 0, whatever the optimizer makes of the learning rate", async () => {
  for (const name of variantNames.optimizer) {
    for (const learningRate of [1e-45, 2e-45, 1e-44, 1e-40, 1e29]) {
      const study = {
        data: { name: "vee", train: 4, test: 1 },
        optimizer: { name, learningRate },
        replicas: 1,
        hidden: [],
      } satisfies StudyInput;
      const trainer = await openTrainer(study).catch((error: unknown) => {
        expect(error instanceof InputError, String(error)).toBe(true);
        return null;
      });
      if (!trainer) continue;
      const [rate] = stepRates(trainer.study, trainer.steps, trainer.steps)(0, 1);
      expect(rate).toBeGreaterThan(0);
      expect(rate).toBeLessThan(Infinity);
    }
  }
});

describe("given numbers, of which 0 is as good as next to nothing", () => {
  const layer = (value: unknown) => ({ hidden: [], vary: ["shuffle"], initial: [{ W: [[1], [value]], b: [value] }] });
  const given = (value: unknown) => ({
    name: "given",
    x: [
      [1, value],
      [2, 1],
    ],
    y: [0, 1],
    test: { x: [[1, 1]], y: [1] },
  });

  test.each([1e39, -1e39, 3.5e38, Infinity, NaN, "1", null, undefined])("%s is refused", async (value) => {
    expect(() => resolved(layer(value))).toThrow(
      refusal(/^wrong-/, "study.initial[0].W[1][0]", /./, { expected: "a number finite in float32" }),
    );
    await expect(resolveData(given(value))).rejects.toThrow(
      refusal(/^wrong-/, "study.data.x[0][1]", /./, { expected: /^a number/ }),
    );
  });

  test.each([1e-46, -1e-46, 3.4028235e38, -0, 1e-320])("%s is rounded", async (value) => {
    const study = resolved(layer(value));
    expect((study.initial as { W: number[][] }[])[0]!.W[1]![0]).toBe(value + 0);
    expect((await dataset(given(value) as never)).train.x[1]).toBe(f32(value + 0));
  });
});

describe("parameters of data", () => {
  test.each([
    ["vee", "scale"],
    ["gaussians", "spread"],
    ["spirals", "turns"],
    ["vee", "noise"],
    ["csv", "test"],
  ])("%s: %s", async (name, field) => {
    const others = name === "csv" ? { path: "a.csv" } : {};
    for (const value of [...EDGES.flatMap((edge) => [edge, -edge]), ...NONE]) {
      let spec: Record<string, unknown>;
      try {
        spec = await resolveData({ name, ...others, [field]: value });
      } catch (error) {
        expect(error).toEqual(refusal(/^wrong-/, `study.data.${field}`, /./, { expected: /./ }));
        continue;
      }
      expect(spec[field]).toBe((value as number) + 0);
      if (["scale", "spread"].includes(field)) expect(keeps(value as number) && (value as number) > 0).toBe(true);
    }
  });

  test("the truth of the narrowest clouds is one", async () => {
    const { test: split } = await dataset({ name: "gaussians", spread: 1e-45, train: 1, test: 50 });
    for (const share of split.truth!) expect(share >= 0 && share <= 1).toBe(true);
  });
});
