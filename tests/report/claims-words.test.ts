import { expect, test } from "vitest";
import {
  alongSize,
  decisive,
  grounds,
  keptShares,
  pictureSays,
  plottedDifference,
} from "../../src/report/claims-words.js";
import { armOf, contrastOf, inventedClaims } from "./fixture.js";

const claimOn = (id: string) => inventedClaims().claims.find((claim) => claim.id === id && claim.data === "vee")!;

test("the window's sentence follows from the numbers", () => {
  const claim = claimOn("C3");
  const windowed = (values: number[]) =>
    pictureSays({
      ...claim,
      arms: values.map((pd, i) => armOf(`window ${10 ** i}`, "window", pd, { shuffleWindow: 10 ** i })),
    });
  expect(windowed([0, 0.01, 0.02])).toContain(
    "exactly 0 at w = 1 (file order) and 0.0200 [0.0192, 0.0208] at w = 100, ×2.00 its value at w = 10. It grows at every step",
  );
  expect(windowed([0, 0.03, 0.02])).toContain(
    "not monotone in the window: the largest value, 0.0300, stands at w = 10",
  );
  expect(windowed([0.03, 0.02, 0.01])).toContain("It falls at every step");
});

test("windows are read from the smallest on, in whatever order they come; a curve that stands still does not grow", () => {
  const claim = claimOn("C3");
  const arm = (window: number, pd: number) => armOf(`window ${window}`, "window", pd, { shuffleWindow: window });
  expect(pictureSays({ ...claim, arms: [arm(100, 0.02), arm(1, 0), arm(10, 0.01)] })).toContain(
    "exactly 0 at w = 1 (file order) and 0.0200",
  );
  expect(pictureSays({ ...claim, arms: [arm(1, 0.01), arm(10, 0.02), arm(100, 0.02)] })).toContain(
    "not monotone in the window",
  );
  expect(pictureSays({ ...claim, arms: [arm(1, 0.02), arm(10, 0.02), arm(100, 0.01)] })).toContain(
    "not monotone in the window",
  );
});

test("relu has its rank among the matched, from 1 on", () => {
  const arm = (name: "relu" | "gelu" | "tanh", pd: number, matched = true) =>
    armOf(name, "activation", pd, { activation: { name } }, { matched });
  const says = (...arms: ReturnType<typeof arm>[]) => pictureSays({ ...claimOn("C4"), arms });
  expect(says(arm("relu", 0.01), arm("gelu", 0.02))).toContain(
    "relu is number 1 of 2, counted from the most reproducible.",
  );
  expect(says(arm("tanh", 0.001, false), arm("gelu", 0.01), arm("relu", 0.02))).toContain(
    "relu is number 2 of 2, counted from the most reproducible.",
  );
  expect(says(arm("tanh", 0.01), arm("gelu", 0.02))).not.toContain("relu is number");
  expect(says(arm("tanh", 0.01), arm("gelu", 0.02, false))).toContain("No two activations match in loss.");
});

test("the kept replicas are plotted where the verdict rests on them, all replicas elsewhere", () => {
  for (const [group, kept] of [
    ["single unit", true],
    ["activation", true],
    ["size", true],
    ["factor", false],
    ["linear", false],
  ] as const) {
    expect(plottedDifference(armOf("a", group, 0.1, {}, { kept: 0.5 })).value, group).toBeCloseTo(
      kept ? 0.093 : 0.1,
      12,
    );
  }
  expect(plottedDifference(armOf("a", "size", 0.1, {})).value).toBe(0.1);
});

test("activations: least and largest among the matched only", () => {
  const says = pictureSays(claimOn("C4"));
  expect(says).toContain("Among the 6 activations that each match some other in loss, swish has the smallest");
  expect(says).toContain("relu the largest");
  expect(says).toContain("Without a match in loss, so outside the verdict: softplus and tanh.");
});

test("an arm without numbers is named with its reason", () => {
  const claim = claimOn("C4");
  const failed = armOf(
    "tanh",
    "activation",
    0,
    {},
    {
      failed: "replica 3 diverged at step 12",
      predictionDifference: { form: "pairwise", value: null, low: null, high: null },
    },
  );
  expect(pictureSays({ ...claim, arms: [failed] })).toContain("No numbers for tanh (replica 3 diverged at step 12).");
});

test("depth is read at the width that comes in several depths, width at one hidden layer", () => {
  const { arms } = claimOn("C5");
  expect(alongSize(arms, "depth").map((arm) => arm.study.hidden.length)).toEqual([1, 2, 4]);
  expect(alongSize(arms, "width").map((arm) => arm.study.hidden[0])).toEqual([1, 2, 4, 8, 16, 32]);
});

test("an omnibus claim rests on the pair furthest from equality, and of those on one wholly beyond the margin", () => {
  const claim = claimOn("C4");
  const contrasts = [
    contrastOf("gelu", "swish", 1.3, 0.5),
    contrastOf("swish", "relu", 0.8),
    contrastOf("gelu", "relu", 1.2),
  ];
  expect(decisive({ ...claim, contrasts }).map(({ a, b }) => `${a} / ${b}`)).toEqual(["swish / relu"]);
  const far = contrastOf("gelu", "relu", 0.6);
  for (const pairs of [
    [...contrasts, far],
    [far, ...contrasts],
  ])
    expect(decisive({ ...claim, contrasts: pairs })).toEqual([far]);
});

test("a verdict that holds stands on its ratio, any other on its reason", () => {
  const claim = claimOn("C2");
  expect(grounds(claim)).toEqual([
    {
      about: expect.stringMatching(/^init and order .*; on these data draws alone \[/),
      value: expect.stringMatching(/^×1\.42 \[/),
    },
  ]);
  expect(
    grounds({
      ...claim,
      verdict: "not resolved",
      reason: "x1.2 [1, 1.4], not clear of the margin x1.1. More draws would tell",
    }),
  ).toEqual([{ about: "×1.2 [1, 1.4], not clear of the margin ×1.1. More draws would tell.", value: "" }]);
  expect(
    grounds({ ...claimOn("linear"), verdict: "not resolved", reason: "not converged" }).map(({ about }) => about),
  ).toEqual(["PD", "Not converged."]);
});

test("C1 says how many solutions there are, and on how many draws equally good ones differ", () => {
  expect(pictureSays(claimOn("C1"))).toContain(
    "the single unit 3 solutions. On 8 of 8 draws, units that are equally good differ by more than 0.01.",
  );
  expect(pictureSays(claimOn("C1"))).toContain(
    "the line differs by 0.0300 after 1000 examples and 0.000469 after 64\u202f000 examples",
  );
});

test("kept shares are a range over the arms that select", () => {
  expect(
    keptShares([
      armOf("a", "grid", 1, {}),
      armOf("b", "size", 1, {}, { kept: 0.5 }),
      armOf("c", "size", 1, {}, { kept: 0.8 }),
    ]),
  ).toBe("50% to 80%");
  expect(keptShares([armOf("a", "grid", 1, {})])).toBe("");
});
