import { expect, test } from "vitest";
import { elementName } from "../../src/study/element-name.js";
import { layersOf } from "../../src/study/layers.js";

const SCHEMES = { weights: { name: "he_normal", gain: 1 }, biases: { name: "zeros" } } as const;

test("dense layers: their parameters lie one after the other, weights before biases", () => {
  const { weights, biases } = SCHEMES;
  expect(layersOf([2, 3, 1], SCHEMES)).toEqual([
    {
      kind: "dense",
      code: 0,
      inputs: 2,
      outputs: 3,
      parameters: [
        { name: "W", offset: 0, shape: [2, 3], length: 6, fanIn: 2, fanOut: 3, scheme: weights },
        { name: "b", offset: 6, shape: [3], length: 3, fanIn: 2, fanOut: 3, scheme: biases },
      ],
      work: 6,
    },
    {
      kind: "dense",
      code: 0,
      inputs: 3,
      outputs: 1,
      parameters: [
        { name: "W", offset: 9, shape: [3, 1], length: 3, fanIn: 3, fanOut: 1, scheme: weights },
        { name: "b", offset: 12, shape: [1], length: 1, fanIn: 3, fanOut: 1, scheme: biases },
      ],
      work: 3,
    },
  ]);
});

test("given parameters have no scheme", () => {
  const schemes = layersOf([2, 1], [{ W: [[1], [2]], b: [3] }]).flatMap(({ parameters }) => parameters);
  expect(schemes.map(({ scheme }) => scheme)).toEqual([null, null]);
});

test("an element is named by its layer, row and column, weights before biases", () => {
  const layers = layersOf([2, 3, 1], []);
  const names = Array.from({ length: 13 }, (_, position) => elementName(position, layers));
  expect(names).toEqual([
    "layer 1, W[0,0]",
    "layer 1, W[0,1]",
    "layer 1, W[0,2]",
    "layer 1, W[1,0]",
    "layer 1, W[1,1]",
    "layer 1, W[1,2]",
    "layer 1, b[0]",
    "layer 1, b[1]",
    "layer 1, b[2]",
    "layer 2, W[0,0]",
    "layer 2, W[1,0]",
    "layer 2, W[2,0]",
    "layer 2, b[0]",
  ]);
});
