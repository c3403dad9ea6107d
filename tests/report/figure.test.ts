import { expect, test } from "vitest";
import { plot } from "../../src/report/figure.js";
import { unescaped } from "../../src/report/html.js";

test("the label of a plot is its accessible name as it is, whatever a file may be called", () => {
  for (const label of ["$& of $1", "$$", 'a < b & "c"']) {
    const { svg } = plot("title", label, { marks: [] }, null);
    expect(unescaped(/^<svg role="img" aria-label="([^"]*)"/.exec(svg.markup)![1]!)).toBe(label);
  }
});
