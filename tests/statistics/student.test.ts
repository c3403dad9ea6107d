import fc from "fast-check";
import { expect, test } from "vitest";
import { normalQuantile } from "../../src/statistics/normal.js";
import { studentQuantile, studentTail } from "../../src/statistics/student.js";
import { InputError } from "../../src/study/errors.js";
import { refusal } from "../refusal.js";

/**
 * Published to three decimals in every table of Student's t; digits from scipy 1.17.1, stats.t.ppf and stats.norm.ppf.
 */
const PROBABILITIES = [0.9, 0.975, 0.995, 0.9995];
const STUDENT: [freedom: number, quantiles: number[]][] = [
  [1, [3.0776835371752544, 12.706204736174694, 63.656741162871526, 636.6192487687897]],
  [2, [1.8856180831641272, 4.302652729749462, 9.924843200918287, 31.599054576445365]],
  [2.5, [1.7302509288071766, 3.5746548420036817, 7.163728138948783, 18.277893528131457]],
  [3, [1.637744353696209, 3.1824463052837078, 5.840909309733355, 12.923978636687961]],
  [5, [1.4758840488244815, 2.5705818356363146, 4.032142983555228, 6.868826625881276]],
  [7, [1.4149239276505086, 2.364624251592784, 3.4994832973504924, 5.407882520861828]],
  [15, [1.3406056078504558, 2.131449545559776, 2.946712883475238, 4.072765195903846]],
  [31, [1.3094635494946454, 2.039513446396408, 2.744041919294269, 3.6334563497583714]],
  [63, [1.2951342937828885, 1.998340542520741, 2.6561450250998613, 3.4517689449610334]],
  [127, [1.2882531090393643, 1.9788195347028539, 2.615096008429867, 3.368785298574372]],
  [1023, [1.282379662386784, 1.962285619647268, 2.58064376625203, 3.300062730530992]],
];

// scipy's own values are good to about 1e-13 of their size.
test.each(STUDENT)("quantiles of t with %d degrees of freedom", (freedom, quantiles) => {
  quantiles.forEach((t, i) => {
    expect(Math.abs(studentQuantile(PROBABILITIES[i]!, freedom) / t - 1)).toBeLessThan(1e-12);
    expect(studentQuantile(1 - PROBABILITIES[i]!, freedom)).toBeCloseTo(-t, t > 100 ? 8 : 10);
  });
});

test("one degree of freedom is the Cauchy distribution, two have a closed form", () => {
  expect(studentQuantile(0.75, 1)).toBeCloseTo(1, 14);
  expect(studentTail(1, 1)).toBeCloseTo(0.5, 15);
  for (const p of [0.51, 0.6, 0.8, 0.99, 0.999999]) {
    expect(Math.abs(studentQuantile(p, 2) / ((2 * p - 1) / Math.sqrt(2 * p * (1 - p))) - 1)).toBeLessThan(1e-10);
  }
});

test("the tail at the quantile is the probability asked for", () => {
  const freedom = fc.double({ min: 1, max: 5000, noNaN: true });
  fc.assert(
    fc.property(freedom, fc.double({ min: 1e-6, max: 0.5, noNaN: true }), (df, p) => {
      const t = studentQuantile(p, df);
      expect(t).toBeLessThanOrEqual(0);
      expect(Math.abs(studentTail(-t, df) - 2 * p)).toBeLessThan(1e-12);
    }),
  );
});

test("many degrees of freedom approach the normal distribution", () => {
  expect(Math.abs(studentQuantile(0.975, 1e6) - 1.959966356814107)).toBeLessThan(1e-10);
});

test("quantiles of the normal distribution", () => {
  const published: [p: number, z: number][] = [
    [0.75, 0.6744897501960817],
    [0.9, 1.2815515655446004],
    [0.975, 1.959963984540054],
    [0.995, 2.5758293035489004],
    [0.9999995, 4.89163847571478],
    [1e-12, -7.034483825301131],
  ];
  for (const [p, z] of published) expect(normalQuantile(p)).toBeCloseTo(z, 10);
  expect(normalQuantile(0.5)).toBe(0);
  fc.assert(
    fc.property(fc.double({ min: 1e-3, max: 0.499, noNaN: true }), (p) => {
      expect(normalQuantile(1 - p)).toBeCloseTo(-normalQuantile(p), 12);
    }),
  );
});

test("what has no quantile is refused", () => {
  expect(() => studentQuantile(1, 5)).toThrow(refusal("wrong-value", "quantile: p", "1", { expected: /0 and 1$/ }));
  expect(() => studentQuantile(0.975, 0)).toThrow(
    refusal("wrong-value", "studentQuantile: freedom", "0", { expected: /1$/ }),
  );
  expect(() => normalQuantile(0)).toThrow(InputError);
});
