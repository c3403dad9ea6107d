/** What the page writes: numbers that fit and say no other thing, and the sentence of each state. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { labelColour } from "../../playground/src/draw/colours.js";
import type { ActiveStudy, Frame } from "../../playground/src/engine/protocol.js";
import { apart, asInFile, differenceText, shortList, shortNumber, shortPercent } from "../../playground/src/format.js";
import { emptyBecause, headline } from "../../playground/src/says.js";
import { DARK, hex, LIGHT, type Rgb } from "../../src/report/map-colours.js";

/** The number that a text says. */
const read = (text: string): number => Number(text.replaceAll(",", "").replaceAll("−", "-").replace("%", ""));

test("a number of any size has at most eight characters and is right to three digits, with an exponent to two", () => {
  const any = fc.tuple(
    fc.double({ min: 1, max: 10, maxExcluded: true, noNaN: true }),
    fc.integer({ min: -99, max: 99 }),
    fc.boolean(),
  );
  fc.assert(
    fc.property(any, ([digits, exponent, negative]) => {
      const value = digits * 10 ** exponent * (negative ? -1 : 1);
      const text = shortNumber(value);
      expect(text.length, text).toBeLessThanOrEqual(negative ? 9 : 8);
      expect(Math.abs(read(text) / value - 1), text).toBeLessThanOrEqual(text.includes("e") ? 0.0501 : 0.00501);
      const share = Math.abs(value) * 1e-90;
      expect(shortPercent(share)).not.toBe("0%");
    }),
  );
});

test.for([
  [0, "0", "0%"],
  [1, "1", "100%"],
  [0.0000212, "2.1e−5", "2.1e−3%"],
  [0.000_001_5, "1.5e−6", "1.5e−4%"],
  [0.0577, "0.0577", "5.77%"],
  [0.001, "0.001", "0.1%"],
  [96_600, "96,600", "9.7e6%"],
  [999_999, "1e6", "1e8%"],
  [8.3e10, "8.3e10", "8.3e12%"],
  [-0.34, "−0.34", "−34%"],
  [NaN, "–", "–%"],
  [Infinity, "∞", "∞%"],
] as const)("%s is %s or %s", ([value, plain, share]) =>
  expect([shortNumber(value), shortPercent(value)]).toEqual([plain, share]),
);

test("a list is not longer than it can be read", () => {
  expect([
    shortList([]),
    shortList(["a"]),
    shortList(["a", "b"]),
    shortList(["a", "b", "c"]),
    shortList(["a", "b", "c", "d"], 3),
  ]).toEqual(["", "a", "a and b", "a, b and c", "a, b and 2 more"]);
});

const active = {
  task: "binary",
  replicas: 4,
  parameterCount: 337,
  testCount: 500,
  study: { vary: ["init", "shuffle"] },
} as unknown as ActiveStudy;
const control = { ...active, study: { vary: [] } } as unknown as ActiveStudy;
const frame = {
  step: 7,
  diverged: [],
  identical: false,
  predictionDifference: 0.0577,
  churn: 0.066,
  interval: [0.05, 0.07],
  disagreement: Float32Array.of(0, 0.2),
} as unknown as Frame;
const equal: Frame = {
  ...frame,
  identical: true,
  predictionDifference: 0,
  churn: 0,
  interval: null,
  disagreement: Float32Array.of(0, 0),
};

test("each state has its sentence: what is equal, of what; what diverged, and when; what there is none of", () => {
  const said = (at: ActiveStudy, now: Frame): string => Object.values(headline(at, now)).join(" ");
  expect(said(active, frame)).toMatch(
    /^Prediction difference\. .* probabilities 5.77 percentage points apart; on 6.6% of the examples .* 95% interval over replicas: 5% to 7%, rough with fewer than 64 replicas\.$/,
  );
  expect(said({ ...active, replicas: 64 }, frame)).toMatch(/95% interval over replicas: 5% to 7%\.$/);
  expect(said({ ...active, task: "regression" }, { ...frame, churn: null })).toContain(
    "values this far apart, in units of the target.",
  );
  const scaled = { ...active, task: "regression", preprocessing: { target: { mean: 10, sd: 2.5 } } } as ActiveStudy;
  expect(said(scaled, { ...frame, churn: null })).toContain(
    "values this far apart, in standard deviations of the target, each 2.5.",
  );
  expect([asInFile(-2, scaled), asInFile(-2, active)]).toEqual([5, -2]);
  expect(said(control, equal)).toBe(
    "Exactly. Every source of chance is off: all 4 replicas have the same 337 parameters, bit for bit, and so the same predictions, at every step.",
  );
  expect(said(active, equal)).toBe(
    "Identical in every bit. At this step all 4 replicas have the same 337 parameters, bit for bit, and so the same predictions.",
  );
  expect(said(active, { ...equal, identical: false })).toBe(
    "Exactly, on the test set. The parameters differ, but the predictions of all 4 replicas for the 500 test examples are the same.",
  );
  expect(said({ ...active, replicas: 1 }, equal)).toBe("One replica. There is no second one to compare it with.");
  const diverged = [
    { replica: 2, step: 1500, quantity: "logit" },
    { replica: 0, step: 1501, quantity: "loss" },
  ];
  expect(said(active, { ...frame, diverged })).toMatch(
    /^Replica 2 diverged at step 1,500\. Its logit is no longer a finite number\. So did replica 0 by this step\. There is nothing to compare\./,
  );
  expect(differenceText(active, { ...frame, predictionDifference: null })).toBe("–");
  const nothingLearned = "No better than the best constant prediction (loss 0.69)";
  for (const [at, now] of [
    [active, frame],
    [active, { ...equal, identical: false }],
    [control, equal],
  ] as const) {
    expect(headline(at, now).warning).toBeUndefined();
    expect(headline(at, { ...now, nothingLearned }).warning).toBe(`${nothingLearned}.`);
  }
});

test("a map without colour says why", () => {
  expect(emptyBecause(active, frame)).toBeNull();
  expect(emptyBecause(active, equal)).toBe("identical in every bit");
  expect(emptyBecause(active, { ...equal, identical: false })).toBe("no difference here");
  expect(emptyBecause(active, { ...frame, disagreement: Float32Array.of(0, 0.001) })).toBe(
    "too little for this scale: at most 0.1%",
  );
  expect(emptyBecause({ ...active, replicas: 1 }, equal)).toBe("one replica: nothing to compare");
  expect(emptyBecause(active, { ...equal, diverged: [{ replica: 0, step: 1, quantity: "logit" }] })).toBe(
    "nothing to compare",
  );
  expect(apart(0.25, active)).toBe("25%");
});

test("the style sheet has the colours of the maps", () => {
  const values = (name: string): string[] =>
    [...readFileSync("playground/src/style.css", "utf8").matchAll(new RegExp(`--${name}: (#\\w+)`, "g"))].map(
      ([, value]) => value!,
    );
  expect([values("blue"), values("purple")]).toEqual([
    [hex(LIGHT.one), hex(DARK.one)],
    [hex(LIGHT.apart), hex(DARK.apart)],
  ]);
});

/** CIE 1976 L*a*b* of an sRGB colour, white D65. */
function lab(colour: Rgb): [number, number, number] {
  const [r, g, b] = colour.map((part) =>
    part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4,
  ) as unknown as Rgb;
  const root = (t: number): number => (t > 216 / 24389 ? Math.cbrt(t) : (841 / 108) * t + 4 / 29);
  const [x, y, z] = [
    (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505,
    0.2126 * r + 0.7152 * g + 0.0722 * b,
    (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089,
  ].map(root) as [number, number, number];
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

test.for([
  [false, 10, 23],
  [true, 10, 23],
  [false, 40, 2],
  [true, 40, 2],
] as const)("no two classes have nearly one colour, dark: %s, of %i", ([dark, classes, least]) => {
  const paper = (dark ? DARK : LIGHT).paper;
  const rgb = (text: string): Rgb => [1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16)) as unknown as Rgb;
  const colours = [paper, ...Array.from({ length: classes }, (_, c) => rgb(labelColour(c, false, dark)))].map(lab);
  const distances = colours.flatMap((a, i) =>
    colours.slice(0, i).map((b) => Math.hypot(...a.map((part, k) => part - b[k]!))),
  );
  // Of ten ten times what is just noticed, of forty not the same.
  expect(Math.min(...distances)).toBeGreaterThan(least);
});
