import { expect, test } from "vitest";
import { finish } from "../../src/host/slices.js";
import { exampleRows as rowsInPieces } from "../../src/report/examples.js";

const exampleRows = (...input: Parameters<typeof rowsInPieces>) => finish(rowsInPieces(...input));

test("the difference of an example is the mean over pairs, its mean that of the replicas", () => {
  const values = Float32Array.of(0, 0.5, 0.25, 0.5, 0.75, 0.5);
  const rows = exampleRows({ values, replicas: 3, examples: 2, columns: 1 }, "probability");
  // |0-.25| + |0-.75| + |.25-.75| = 1.5 over three pairs
  expect(rows).toEqual([
    { mean: 1 / 3, difference: 0.5 },
    { mean: 0.5, difference: 0 },
  ]);
});

test("several columns: half the L1 norm of probabilities, the mean over columns of values", () => {
  const grid = { values: Float32Array.of(0.75, 0.25, 0, 0.25, 0.25, 0.5), replicas: 2, examples: 1, columns: 3 };
  expect(exampleRows(grid, "probability")).toEqual([{ mean: 0.5, difference: 0.5 }]);
  expect(exampleRows(grid, "value")).toEqual([{ mean: 0.5, difference: 1 / 3 }]);
});

test("one replica has nothing to differ from", () => {
  expect(exampleRows({ values: Float32Array.of(0.5), replicas: 1, examples: 1, columns: 1 }, "probability")).toEqual([
    { mean: 0.5, difference: 0 },
  ]);
});
