/** Which examples flip in one of two recipes and not in the other: what changes with B, example by example. */
import { type Answer, answerText, type Flip, flippingOf } from "./flips.js";
import { csvOf } from "./flips-csv.js";
import type { Predicted } from "./input.js";

/** An example on which the replicas of one recipe disagree, while those of the other answer alike. */
export interface DiffFlip extends Pick<Flip, "row" | "id" | "group" | "label"> {
  /** The recipe in which it flips. */
  flips: "A" | "B";
  /** Share of the pairs of its replicas that answer differently. */
  disagreement: number;
  /** What each replica of A answers. */
  a: Answer[];
  /** What each replica of B answers. */
  b: Answer[];
}

/** The examples that flip in one recipe and not in the other. */
export interface DiffFlips {
  /** How many examples flip in both. */
  both: number;
  /** How many flip in A alone. */
  onlyA: number;
  /** How many flip in B alone. */
  onlyB: number;
  /** Names of the classes or labels in A and in B; null where they have none. */
  classNames: [a: readonly string[] | null, b: readonly string[] | null];
  /** Those of A alone, then those of B alone, each with the most disagreement first. */
  examples: DiffFlip[];
}

/**
 * The table of them; null of a regression, whose values hardly ever agree. Yields after some milliseconds' worth of
 * examples.
 * @param a,b predictions of the same examples in the same order
 * @param listed how many of either recipe are listed
 */
export function* diffFlips(a: Predicted, b: Predicted, listed: number): Generator<void, DiffFlips | null> {
  if (a.task === "regression") return null;
  const [ofA, ofB] = [yield* flippingOf(a), yield* flippingOf(b)];
  const [inA, inB] = [new Set(ofA.flipping), new Set(ofB.flipping)];
  const [onlyA, onlyB] = [ofA.flipping.filter((n) => !inB.has(n)), ofB.flipping.filter((n) => !inA.has(n))];
  const one = (n: number, flips: "A" | "B"): DiffFlip => {
    const [left, right] = [ofA.flipAt(n), ofB.flipAt(n)];
    const { row, id, group, label } = left;
    const { disagreement } = flips === "A" ? left : right;
    return { row, id, group, label, flips, disagreement: disagreement!, a: left.answers, b: right.answers };
  };
  return {
    both: ofA.flipping.length - onlyA.length,
    onlyA: onlyA.length,
    onlyB: onlyB.length,
    classNames: [a.classNames, b.classNames],
    examples: [...onlyA.slice(0, listed).map((n) => one(n, "A")), ...onlyB.slice(0, listed).map((n) => one(n, "B"))],
  };
}

/** What the replicas of a recipe answer, each answer with how many give it, the most frequent first: `no 5, yes 3`. */
export function countedAnswers(answers: readonly Answer[], names: readonly string[] | null): string {
  const counts = new Map<string, number>();
  for (const answer of answers) {
    const text = answerText(answer, { disagreement: 0 }, { classNames: names }) || "none";
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  return sorted.map(([text, count]) => `${text} (${sorted.length === 1 ? "all " : ""}${count})`).join(", ");
}

/** The table as CSV. */
export function diffFlipsCsv({ classNames, examples }: DiffFlips, replicas: Readonly<[number, number]>): string {
  const heads = (["A", "B"] as const).flatMap((name, s) =>
    Array.from({ length: replicas[s]! }, (_, r) => `${name} replica ${r}`),
  );
  const text = (answer: Answer | null, s: 0 | 1) =>
    answerText(answer, { disagreement: 0 }, { classNames: classNames[s] });
  return csvOf([
    ["row", "id", "group", "label", "flips", "disagreement", ...heads],
    ...examples.map(({ row, id, group, label, flips, disagreement, a, b }) => [
      ...[row, id, group, text(label, 0), flips, disagreement],
      ...a.map((answer) => text(answer, 0)),
      ...b.map((answer) => text(answer, 1)),
    ]),
  ]);
}
