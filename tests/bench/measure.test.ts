import { describe, expect, test } from "vitest";
import { inTurn } from "../../bench/in-turn.js";
import { interleaved, median, type Piece } from "../../bench/measure.js";

describe("interleaved", () => {
  test("pieces take turns, each with the repetitions that its time asks for and prepared before each timing", async () => {
    const calls: string[] = [];
    const piece = (name: string, most: number): Piece => ({
      most,
      prepare: () => void calls.push(`prepare ${name}`),
      run: (count) => void calls.push(`${name} ${count}`),
    });
    await interleaved({ a: piece("a", 3), b: piece("b", 1) }, { rounds: 3, milliseconds: 1000 });
    const round = ["prepare a", "a 3", "prepare b", "b 1"];
    expect(calls.slice(-12)).toEqual([...round, ...round, ...round]);
  });

  test("times are for one unit, the least is no larger than the median, promises are waited for", async () => {
    let waited = 0;
    const run = async (count: number) => {
      for (let k = 0; k < count; k++) await new Promise((next) => setTimeout(next, 1));
      waited += count;
    };
    const { whole, parts } = await interleaved(
      { whole: { run, most: 2 }, parts: { run, most: 2, units: 1e6 } },
      { rounds: 3, milliseconds: 2 },
    );
    // Each of the two at least once to find its repetitions, and once a round.
    expect(waited).toBeGreaterThanOrEqual(8);
    expect(whole.least).toBeLessThanOrEqual(whole.median);
    expect(whole.least).toBeGreaterThan(parts.median);
  });
});

test("the median of an even number of times lies between the two in the middle", () => {
  expect(median([3])).toBe(3);
  expect(median([10, 9, 3])).toBe(9);
  expect(median([4, 1, 3, 2])).toBe(2.5);
});

test("rows are measured one after the other, told before, and not after an abort", async () => {
  const controller = new AbortController();
  const told: string[] = [];
  const onProgress = (done: number, total: number, what: string) => void told.push(`${done}/${total} ${what}`);
  const measure = async (item: number) => {
    if (item === 2) controller.abort(new Error("enough"));
    return item * 10;
  };
  expect(await inTurn([1, 3], String, { onProgress }, measure)).toEqual([10, 30]);
  expect(told).toEqual(["0/2 1", "1/2 3"]);
  await expect(inTurn([1, 2, 3], String, { signal: controller.signal }, measure)).rejects.toThrow("enough");
});
