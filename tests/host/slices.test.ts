import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { finish, inSlices, paced, rest } from "../../src/host/slices.js";

/** A clock that stands still but for what a test adds. */
let time = 0;
beforeEach(() => {
  time = 0;
  vi.spyOn(performance, "now").mockImplementation(() => time);
});
afterEach(() => void vi.restoreAllMocks());

/** Pieces of 10 ms each. */
function* pieces(count: number): Generator<number, string> {
  for (let piece = 1; piece <= count; piece++) {
    time += 10;
    yield piece;
  }
  return "done";
}

describe("work in slices", () => {
  test("rests when a slice is over, tells how far it is, and lets other tasks run", async () => {
    const told: number[] = [];
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    await new Promise((resume) => setTimeout(resume, 5));
    const before = turns;
    expect(await inSlices(pieces(7), undefined, (piece) => told.push(piece), 20)).toBe("done");
    expect(told).toEqual([2, 4, 6]);
    await inSlices(pieces(100), undefined, undefined, 0);
    clearInterval(timer);
    expect(turns).toBeGreaterThan(before);
  });

  test("a slice of no length rests after every piece, a long one never", async () => {
    const told: number[] = [];
    await inSlices(pieces(3), undefined, (piece) => told.push(piece), 0);
    expect(told).toEqual([1, 2, 3]);
    await inSlices(pieces(3), undefined, (piece) => told.push(piece), 1000);
    expect(told).toEqual([1, 2, 3]);
  });

  test("ends at the rest after an abort, with the signal's reason", async () => {
    const stop = new AbortController();
    const told: number[] = [];
    const onRest = (piece: number) => {
      told.push(piece);
      if (piece === 2) stop.abort("enough");
    };
    await expect(inSlices(pieces(9), stop.signal, onRest, 0)).rejects.toBe("enough");
    expect(told).toEqual([1, 2]);
    await expect(rest(stop.signal)).rejects.toBe("enough");
  });

  test("or is done in one go", () => {
    expect(finish(pieces(9))).toBe("done");
  });
});

describe("paced work", () => {
  /** Steps of each call until all of them are done, where one takes so many milliseconds. */
  function calls(steps: number, cost: (done: number) => number): number[] {
    let done = 0;
    const advance = paced(4, (count) => {
      time += count * cost(done);
      done += count;
    });
    const counts: number[] = [];
    while (done < steps) counts.push(advance(steps - done));
    expect(done).toBe(steps);
    return counts;
  }

  test("a call of the few that were left says nothing of the next", () => {
    const advance = paced(4, () => undefined);
    expect([100, 100, 1, 100].map((left) => advance(left))).toEqual([1, 2, 1, 4]);
  });

  test("takes twice as many steps while a call is short, and never more than are left", () => {
    expect(calls(40, () => 0.25)).toEqual([1, 2, 4, 8, 8, 8, 8, 1]);
    expect(calls(10, () => 0)).toEqual([1, 2, 4, 3]);
  });

  test("takes half of them when a call was long, and one at least", () => {
    expect(calls(16, (done) => (done < 7 ? 0.1 : 5))).toEqual([1, 2, 4, 8, 1]);
    expect(calls(28, (done) => (done < 7 ? 0.1 : 5))).toEqual([1, 2, 4, 8, 4, 2, 1, 1, 1, 1, 1, 1, 1]);
  });
});
