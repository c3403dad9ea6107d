import { describe, expect, test } from "vitest";
import { convergenceOf, togetherOf } from "../../src/claims/convergence.js";
import type { ConvergedSummary } from "../../src/claims/summary.js";
import { uniforms } from "../measure/slowly.js";

/** A draw whose replicas have these excesses and predict these numbers; L = 1. */
function drawOf(excess: number[], position: number[]): ConvergedSummary {
  const replicas = excess.length;
  const distances = Float64Array.from({ length: replicas * replicas }, (_, at) =>
    Math.abs(position[Math.floor(at / replicas)]! - position[at % replicas]!),
  );
  const value = distances.reduce((sum, one) => sum + one, 0) / (replicas * (replicas - 1));
  return {
    learnable: 1,
    excess: excess.reduce((sum, one) => sum + one, 0) / replicas,
    replicas,
    replicaExcess: Float64Array.from(excess),
    distances,
    gradientNorm: 1e-6,
    all: { members: [], value, toOthers: new Float64Array(replicas) },
  } as unknown as ConvergedSummary;
}

const line = drawOf([0.7, 0.7, 0.7, 0.7], [0, 0, 0, 0]);
const of = (unit: ConvergedSummary, floor = 0.01) =>
  convergenceOf(
    [100, 400].map((epochs) => ({ epochs, line: [line, line, line], unit: [unit, unit, unit] })),
    floor,
  );

describe("which pairs are equally good", () => {
  // Two mirror images, a poor solution and a constant: excess and prediction.
  const unit = drawOf([0.5, 0.5, 0.51, 0.52, 0.72, 1], [0.1, 0.1, 0.3, 0.3, 0.6, 0.9]);
  const { lengths } = of(unit);

  test("no worse than the line by more than 1% of what there is to learn, and learned 15% of it", () => {
    expect(lengths[0]!.eligible).toEqual(Array(3).fill(4 / 6));
    expect(of(drawOf([0.71, 0.7101, 0.85], [0, 0, 0])).lengths[0]!.eligible[0]).toBeCloseTo(1 / 3, 15);
    const poorLine = drawOf([0.99, 0.99], [0, 0]);
    const { lengths: late } = convergenceOf(
      [{ epochs: 1, line: [poorLine], unit: [drawOf([0.85, 0.8501], [0, 1])] }],
      0.01,
    );
    expect(late[0]!.eligible).toEqual([1 / 2]);
  });

  test("M is their mean distance, not that of all units", () => {
    // 6 pairs of eligible units, all within .03: four of them .2 apart, two at 0.
    expect(lengths[1]!.equalShare[0]).toBeCloseTo(6 / 15, 15);
    expect(lengths[1]!.equal[0]).toBeCloseTo((4 * 0.2) / 6, 15);
    expect(lengths[1]!.equalMean.value).toBeCloseTo((4 * 0.2) / 6, 15);
    expect(lengths[1]!.unit[0]).toBeGreaterThan(0.3);
  });

  test("units whose excesses are 4% of what there is to learn apart are no equal pair", () => {
    expect(of(drawOf([0.5, 0.5, 0.54, 0.54], [0, 0, 0.2, 0.2])).lengths[0]!.equal[0]).toBe(0);
    expect(of(drawOf([0.5, 0.5, 0.52, 0.52], [0, 0, 0.2, 0.2])).lengths[0]!.equal[0]).toBeCloseTo((4 * 0.2) / 6, 15);
  });

  test("a draw at exactly the floor is not above it", () => {
    const length = { ...of(drawOf([0.5, 0.5], [0, 0])).lengths[0]!, equal: [0.01, 0.0100001, null] };
    expect(togetherOf([length], [0.01, 0.01, null], 0.01).above).toMatchObject({ count: 1, of: 3 });
  });

  test("the bands say how much rests on the 3%", () => {
    const bands = of(drawOf([0.5, 0.5, 0.515, 0.515], [0, 0, 0.2, 0.2])).bands;
    expect(bands.map(({ allowance, value }) => [allowance, Number(value!.toFixed(3))])).toEqual([
      [0.01, 0],
      [0.02, 0.133],
      [0.03, 0.133],
      [0.05, 0.133],
    ]);
  });

  test("fewer than 5% of all pairs say nothing", () => {
    const two = drawOf([0.5, 0.5, ...Array(5).fill(1)], [0, 0.2, 1, 1, 1, 1, 1]);
    expect(of(two).lengths[0]!).toMatchObject({ equal: [null, null, null], equalMean: { value: null } });
    const twoOfSix = drawOf([0.5, 0.5, ...Array(4).fill(1)], [0, 0.2, 1, 1, 1, 1]);
    expect(of(twoOfSix).lengths[0]!.equal[0]).toBeCloseTo(0.2, 15);
  });
});

describe("solutions", () => {
  test("linked by distances below a hundredth; between and within add up to the PD of all", () => {
    const position = [0, 0.009, 0.018, 0.5, 0.5, 0.9];
    const [solutions] = of(drawOf([0.5, 0.51, 0.52, 0.6, 0.6, 1], position)).solutions;
    expect(solutions!.groups.map(({ share }) => share)).toEqual([3 / 6, 2 / 6, 1 / 6]);
    expect(solutions!.groups[0]!.excess).toBeCloseTo(0.51, 15);
    expect(solutions!.within).toBeCloseTo((0.009 + 0.018 + 0.009) / 15, 15);
    const pairs = position.flatMap((a, r) => position.slice(r + 1).map((b) => Math.abs(a - b)));
    expect(solutions!.within + solutions!.between).toBeCloseTo(pairs.reduce((sum, one) => sum + one, 0) / 15, 15);
  });
});

describe("draws", () => {
  const twins = (gap: number) => drawOf([0.5, 0.5, 0.5, 0.5], [0, 0, gap, gap]);
  const none = drawOf([1, 1, 1, 1], [0, 0, 1, 1]);

  test("those above the floor are counted", () => {
    const unit = [twins(0.3), twins(0.15), twins(0.012), none];
    const { above, lengths } = convergenceOf([{ epochs: 400, line: Array(4).fill(line), unit }], 0.01);
    expect(above).toMatchObject({ count: 2, of: 4 });
    expect(lengths[0]!.equalMean.value).toBeCloseTo(((0.3 + 0.15 + 0.012) * 2) / 3 / 3, 14);
  });

  test("two lengths are compared on the pairs that are equally good at the last, whatever they were at the first", () => {
    // At the first length one twin lags behind, so that only pairs of one solution are within 3%.
    const late = drawOf([0.5, 0.5, 0.6, 0.6], [0, 0, 0.25, 0.25]);
    const { earlier, lasting, lengths } = convergenceOf(
      [
        { epochs: 100, line: Array(4).fill(line), unit: [late, twins(0.3), twins(0.06), twins(0.3)] },
        { epochs: 400, line: Array(4).fill(line), unit: [twins(0.2), twins(0.15), twins(0.06), none] },
      ],
      0.01,
    );
    expect(lengths[0]!.equal[0]).toBe(0);
    expect(earlier.map((value) => value && Number((value * 1.5).toFixed(12)))).toEqual([0.25, 0.3, 0.06, null]);
    expect(lasting.value).toBeCloseTo((0.2 + 0.15 + 0.06) / (0.25 + 0.3 + 0.06), 14);
  });

  test("two equally common twins: the mean over draws is unbiased where a first-order error of one draw vanishes", () => {
    const uniform = uniforms(21);
    const draws = Array.from({ length: 200 }, () =>
      drawOf(
        Array(64).fill(0.5),
        Array.from({ length: 64 }, () => (uniform() < 0.5 ? 0 : 0.16)),
      ),
    );
    const { lengths } = convergenceOf([{ epochs: 1, line: draws.map(() => line), unit: draws }], 0.01);
    expect(lengths[0]!.equalMean.low).toBeLessThan(0.08);
    expect(lengths[0]!.equalMean.high).toBeGreaterThan(0.08);
    expect(lengths[0]!.equalMean.high! - lengths[0]!.equalMean.low!).toBeLessThan(0.001);
  });
});
