import { expect, test } from "vitest";
import { elementName } from "../../src/study/element-name.js";
import { layersOf } from "../../src/study/layers.js";

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
