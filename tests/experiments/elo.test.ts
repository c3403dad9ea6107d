/** Elo by its formulas, in the host's arithmetic; its law by long chains; Bradley and Terry by their likelihood. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  bradleyTerry,
  differenceAfter,
  differenceAt,
  expectedScore,
  type Games,
  ratingsAfter,
  relaxation,
  stationaryDeviation,
  winsOf,
} from "../../src/experiments/elo.js";

test("expected scores are those of the formula, and a difference has its chance", () => {
  fc.assert(
    fc.property(fc.double({ min: -2000, max: 2000, noNaN: true }), (difference) => {
      expect(expectedScore(difference)).toBeCloseTo(1 / (1 + 10 ** (-difference / 400)), 12);
      expect(expectedScore(difference) + expectedScore(-difference)).toBeCloseTo(1, 12);
    }),
  );
  expect(expectedScore(0)).toBe(0.5);
  expect(expectedScore(400)).toBeCloseTo(10 / 11, 12);
  for (const p of [0.01, 0.5, 0.75, 0.999]) expect(expectedScore(differenceAt(p))).toBeCloseTo(p, 12);
});

/** Games among some players. */
const games = fc.integer({ min: 2, max: 5 }).chain((players) =>
  fc
    .array(
      fc.record({
        a: fc.integer({ min: 0, max: players - 1 }),
        step: fc.integer({ min: 1, max: players - 1 }),
        won: fc.boolean(),
      }),
      { maxLength: 60 },
    )
    .map(
      (played): Games => ({
        players,
        first: Uint8Array.from(played, ({ a }) => a),
        second: Uint8Array.from(played, ({ a, step }) => (a + step) % players),
        won: Uint8Array.from(played, ({ won }) => Number(won)),
      }),
    ),
);

test("ratings: each game moves both players by as much, in the given order", () => {
  fc.assert(
    fc.property(games, fc.constantFrom(1, 16, 32), (played, k) => {
      const order = [...played.won.keys()].reverse();
      const ratings = new Array(played.players).fill(1400);
      for (const game of order) {
        const [a, b] = [played.first[game]!, played.second[game]!];
        const expected = 1 / (1 + 10 ** ((ratings[b] - ratings[a]) / 400));
        ratings[a] += k * (played.won[game]! - expected);
        ratings[b] += k * (1 - played.won[game]! - (1 - expected));
      }
      const found = ratingsAfter(played, order, k);
      found.forEach((rating, player) => expect(rating).toBeCloseTo(ratings[player] - 1400, 8));
    }),
  );
});

test("the difference of two players is that of their ratings", () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 50 }), (all) => {
      const won = Uint8Array.from(all, Number);
      const pair = { players: 2, first: new Uint8Array(won.length), second: new Uint8Array(won.length).fill(1), won };
      const order = Uint32Array.from(won.keys());
      const [a, b] = ratingsAfter(pair, order, 16);
      expect(differenceAfter(won, order, 16)).toBeCloseTo(a! - b!, 8);
    }),
  );
});

describe("Bradley and Terry", () => {
  test("of two players: the log odds of the record", () => {
    const [a, b] = bradleyTerry([
      [0, 30],
      [10, 0],
    ])!;
    expect(a! - b!).toBeCloseTo(400 * Math.log10(3), 8);
    expect(a! + b!).toBeCloseTo(0, 8);
  });

  test("wins are what the ratings expect: the equations of the likelihood", () => {
    fc.assert(
      fc.property(games, (played) => {
        const wins = winsOf(played);
        const ratings = bradleyTerry(wins);
        if (ratings === null) return;
        for (let a = 0; a < played.players; a++) {
          let [won, expected] = [0, 0];
          for (let b = 0; b < played.players; b++) {
            won += wins[a]![b]!;
            expected += (wins[a]![b]! + wins[b]![a]!) * expectedScore(ratings[a]! - ratings[b]!);
          }
          expect(expected).toBeCloseTo(won, 4);
        }
      }),
    );
  });

  test("a player who never loses, or meets nobody, has no finite rating", () => {
    expect(
      bradleyTerry([
        [0, 5],
        [0, 0],
      ]),
    ).toBeNull();
    expect(
      bradleyTerry([
        [0, 5, 0],
        [5, 0, 0],
        [0, 0, 0],
      ]),
    ).toBeNull();
  });
});

test("the law of a settled difference", () => {
  expect(stationaryDeviation(1)).toBeCloseTo(13.18, 2);
  expect(stationaryDeviation(16)).toBeCloseTo(Math.sqrt((400 * 16) / Math.LN10), 8);
  expect(relaxation(1, 0.5)).toBeCloseTo(347.4, 1);
  expect(relaxation(1, 0.9)).toBeCloseTo(965.1, 1);
});
