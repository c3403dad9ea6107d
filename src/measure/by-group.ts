/**
 * Every measure of each group of examples, as if they were alone. Blocks stream by as for all examples.
 */
import { shown, wrongValue } from "../study/errors.js";
import { type Measured, openMeasures } from "./all.js";
import type { Known } from "./input.js";
import { type Block, type Floats, type Shape, tilesOf } from "./predictions.js";
import type { Adding } from "./sums.js";

/** The measures of one group of examples. */
export interface GroupMeasures extends Measured {
  /** By what the group was given. */
  group: string | number;
  /** How many examples there are in it. */
  examples: number;
}

/** More are likelier to be identifiers. */
const MOST_GROUPS = 1000;

/** @throws InputError for more groups than anybody reads */
export function checkGroups(groups: readonly (string | number)[], path: string): void {
  const different = new Set(groups).size;
  if (different <= MOST_GROUPS) return;
  const remedy = `The first are ${shown(groups[0])} and ${shown(groups.find((group) => group !== groups[0]))}.`;
  throw wrongValue(path, `at most ${MOST_GROUPS} groups`, String(different), remedy);
}

/** The places of the examples of each group; groups in the order of numbers, then of code units. */
export function examplesByGroup(
  groups: readonly (string | number)[],
): { group: string | number; examples: number[] }[] {
  const members = new Map<string | number, number[]>();
  groups.forEach((group, n) => {
    const others = members.get(group);
    if (others) others.push(n);
    else members.set(group, [n]);
  });
  return [...members].sort(([a], [b]) => byName(a, b)).map(([group, examples]) => ({ group, examples }));
}

/** Numbers before texts. */
function byName(a: string | number, b: string | number): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
  return a < b ? -1 : 1;
}

/**
 * The measures of each group. Yields after each tile of examples.
 * @param blocks all examples, in their order
 * @param groups that of each example
 * @param fromLogits whether the blocks bring logits
 * @param adding as for `openMeasures`
 */
export function* groupMeasures(
  blocks: Iterable<Block>,
  shape: Shape,
  known: Known,
  groups: readonly (string | number)[],
  fromLogits: boolean,
  adding: Adding,
): Generator<void, GroupMeasures[]> {
  const each = examplesByGroup(groups).map(({ group, examples }) => {
    const alone = { ...shape, examples: examples.length };
    return {
      group,
      examples,
      alone,
      measures: openMeasures(alone, knownOfSome(known, shape, examples), fromLogits, adding),
      at: 0,
    };
  });
  for (const block of blocks) {
    for (const part of each) {
      const first = part.at;
      while (part.examples[part.at]! < block.first + block.examples) part.at++;
      const some = blockOf(block, shape, part.examples.slice(first, part.at));
      for (const tile of tilesOf({ ...some, first }, shape)) {
        part.measures.add(tile);
        yield;
      }
    }
  }
  return each.map(({ group, examples, measures }) => ({
    group,
    examples: examples.length,
    ...measures.measured(),
  }));
}

/** What is known of some examples. */
export function knownOfSome(
  { labels, truth, ...rest }: Known,
  { examples: all }: Shape,
  examples: readonly number[],
): Known {
  const some = (values: Floats) => rowsAt(values, examples, values.length / all);
  return { ...rest, labels: labels && some(Float64Array.from(labels)), truth: truth && (some(truth) as Float64Array) };
}

/** Some examples of a block. */
export function blockOf(
  { first, values, logits, stride, offset }: Block,
  shape: Shape,
  examples: readonly number[],
): Block {
  const { replicas, columns } = shape;
  const places = examples.map((n) => n - first);
  const rows = <Values extends Floats>(all: Values) => rowsAt(all, places, columns, { replicas, stride, offset });
  return {
    first,
    examples: examples.length,
    values: rows(values),
    logits: logits && rows(logits),
    stride: examples.length * columns,
    offset: 0,
  };
}

/**
 * The rows of some examples, of one replica after the other: [replicas][examples][width].
 * @param width numbers of an example
 * @param where row n of replica r begins at r * stride + offset + n * width
 */
export function rowsAt<Values extends Floats>(
  values: Values,
  examples: readonly number[],
  width: number,
  { replicas = 1, stride = 0, offset = 0 } = {},
): Values {
  const rows = new (values.constructor as new (length: number) => Values)(replicas * examples.length * width);
  let to = 0;
  for (let r = 0; r < replicas; r++) {
    for (const n of examples) {
      const from = r * stride + offset + n * width;
      for (let c = 0; c < width; c++) rows[to++] = values[from + c]!;
    }
  }
  return rows;
}
