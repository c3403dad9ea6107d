import fc from "fast-check";
import { expect, test } from "vitest";
import { placeLabels } from "../../../src/report/plots/labels.js";

const FRAME = { left: 0, right: 400, top: 0, bottom: 300 };

test("a dot alone has its label on the right, at the edge on the left", () => {
  expect(placeLabels([{ x: 100, y: 100, text: "relu" }], FRAME)[0]).toMatchObject({ dy: 0, textAnchor: "start" });
  expect(placeLabels([{ x: 395, y: 100, text: "relu" }], FRAME)[0]).toMatchObject({ dy: 0, textAnchor: "end" });
});

test("two dots in one place do not share a side", () => {
  const [first, second] = placeLabels(
    [
      { x: 100, y: 100, text: "relu" },
      { x: 101, y: 100, text: "gelu" },
    ],
    FRAME,
  );
  expect(first).not.toEqual(second);
});

test("every dot has a label, wherever the dots are", () => {
  const dot = fc.record({ x: fc.integer({ min: 0, max: 400 }), y: fc.integer({ min: 0, max: 300 }), text: fc.string({ maxLength: 12 }) });
  fc.assert(fc.property(fc.array(dot, { maxLength: 12 }), (dots) => placeLabels(dots, FRAME).length === dots.length));
});
