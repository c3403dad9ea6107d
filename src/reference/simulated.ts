/**
 * The layers of a step in simulated arithmetic: docs/arithmetic.md section 15.
 *
 * Shapes: as in src/reference/dense.ts, whose sums these are.
 * Order: of the terms of each sum by the profile.
 * Checked: tests/reference/simulated.test.ts; tests/independent/.
 */
import { type Arithmetic, type ArithmeticParts, arithmeticParts } from "../study/arithmetic.js";
import type { Layer, LayerKind } from "../study/layers.js";
import { FORMULAS, type LayerFormulas } from "./layer.js";
import { below, type StreamKey, words } from "./random.js";
import { bf16, f16, flushed, fma, tf32 } from "./rounding.js";

const f32 = Math.fround;
const ROUNDINGS = { f32, bf16, tf32, f16 };

/** A term of a sum, a product of two factors; null where the sum is of the factors b alone. */
type Factor = (k: number) => number;

/** The formulas of each layer in a step. */
export type Simulated = (index: number) => LayerFormulas;

/**
 * @param batch examples of the step
 * @param key of the stream
 */
export function simulating(
  { profiles, on }: Arithmetic,
  layers: readonly Layer[],
  batch: number,
  key: StreamKey,
  t: number,
): Simulated {
  const parts = arithmeticParts({ profiles });
  return (index) => {
    const { kind, inputs, outputs } = layers[index]!;
    // The words of the layers before it.
    const place = layers.slice(0, index).reduce((sum, layer) => sum + layer.inputs + layer.outputs + batch, 0);
    const sumsOf = (count: number, first: number) =>
      summing(
        parts,
        listsOf(parts, count, () => permuted(count, words(key, t, first, count))),
      );
    const contract = FORMULAS[kind];
    const simulated = OF_KINDS[kind]({
      inputs: sumsOf(inputs, place),
      outputs: sumsOf(outputs, place + inputs),
      examples: sumsOf(batch, place + inputs + outputs),
    });
    const { forward } = on === "backward" ? contract : simulated;
    const { backwardParameters, backwardInputs } = on === "forward" ? contract : simulated;
    return { forward, backwardParameters, backwardInputs };
  };
}

type Sum = (start: number, a: Factor | null, b: Factor) => number;

/** A dense layer with its sums over inputs, outputs and the examples of the batch. */
function denseOf(sums: Record<"inputs" | "outputs" | "examples", Sum>): LayerFormulas {
  return {
    forward(z, x, { W, b }, B, { inputs: I, outputs: O }) {
      for (let n = 0; n < B; n++) {
        for (let o = 0; o < O; o++) {
          z[n * O + o] = sums.inputs(
            b![o]!,
            (i) => x[n * I + i]!,
            (i) => W![i * O + o]!,
          );
        }
      }
    },
    backwardParameters({ W: dW, b: db }, x, dz, _, { inputs: I, outputs: O }) {
      for (let o = 0; o < O; o++) {
        for (let i = 0; i < I; i++) {
          dW![i * O + o] = sums.examples(
            0,
            (n) => x[n * I + i]!,
            (n) => dz[n * O + o]!,
          );
        }
        db![o] = sums.examples(0, null, (n) => dz[n * O + o]!);
      }
    },
    backwardInputs(dX, dz, { W }, B, { inputs: I, outputs: O }) {
      for (let n = 0; n < B; n++) {
        for (let i = 0; i < I; i++) {
          dX[n * I + i] = sums.outputs(
            0,
            (o) => dz[n * O + o]!,
            (o) => W![i * O + o]!,
          );
        }
      }
    },
  };
}

/** A kind of layer with other sums. */
const OF_KINDS: Record<LayerKind, typeof denseOf> = { dense: denseOf };

/** The terms 0 to count - 1 as the lists that are added up each by itself; a profile that keeps one list has one. */
export function listsOf({ order, count: n }: ArithmeticParts, count: number, draw: () => number[]): number[][] {
  const terms = Array.from({ length: count }, (_, k) => k);
  const pieces = (length: number) => terms.filter((k) => k % length === 0).map((k) => terms.slice(k, k + length));
  if (order === "reverse") return [terms.reverse()];
  if (order === "permuted") return [draw()];
  if (order === "tree") return pieces(2);
  if (order === "split-k") return pieces(Math.ceil(count / n));
  if (order === "lanes") return terms.slice(0, n).map((lane) => terms.filter((k) => k % n === lane));
  return [terms];
}

/** Fisher and Yates: for k from the last place down to 1, exchange it with one that its word draws. */
export function permuted(count: number, drawn: Uint32Array): number[] {
  const terms = Array.from({ length: count }, (_, k) => k);
  for (let k = count - 1; k > 0; k--) {
    const j = below(k + 1, drawn[k]!);
    [terms[k], terms[j]] = [terms[j]!, terms[k]!];
  }
  return terms;
}

/** start + the sum of a b, or of b, over the terms of the lists. */
export function summing({ order, operands, additions, flushes }: ArithmeticParts, lists: number[][]): Sum {
  const rounded = ROUNDINGS[operands];
  const flush = flushes ? flushed : (value: number) => value;
  const isDouble = additions === "f64-accumulate";
  const add = isDouble ? (s: number, t: number) => s + t : (s: number, t: number) => flush(f32(s + t));
  const addProduct = (s: number, a: number, b: number) =>
    isDouble ? s + a * b : additions === "fma" ? flush(fma(a, b, s)) : add(s, flush(f32(a * b)));
  return (start, a, b) => {
    const addTerm = (s: number, k: number) =>
      a ? addProduct(s, flush(rounded(a(k))), flush(rounded(b(k)))) : add(s, flush(b(k)));
    const first = flush(start);
    const isJoined = order === "tree" || order === "lanes" || order === "split-k";
    const partial = (list: number[], from: number) => list.reduce(addTerm, from);
    const sum = isJoined
      ? add(
          first,
          joined(
            lists.map((list) => partial(list, 0)),
            order === "tree",
            add,
          ),
        )
      : partial(lists[0]!, first);
    return flush(f32(sum));
  };
}

/** The sum of partial sums: one after the other, or in pairs, pairs of pairs and so on, of which an odd last one waits. */
function joined(sums: number[], isTree: boolean, add: (s: number, t: number) => number): number {
  if (!isTree) return sums.reduce(add);
  let level = sums;
  while (level.length > 1)
    level = level.flatMap((sum, k) => (k % 2 ? [] : [k + 1 < level.length ? add(sum, level[k + 1]!) : sum]));
  return level[0]!;
}
