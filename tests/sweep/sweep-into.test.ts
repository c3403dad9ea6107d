import { join } from "node:path";
import { expect, test } from "vitest";
import { gridOf } from "../../src/sweep/grid.js";
import { settingFolder } from "../../src/sweep/sweep-into.js";

test("folders have the names of their settings; what no file may be called, and what is long, is told apart by a hash", () => {
  const long = "x".repeat(200);
  const { settings } = gridOf({ "data.path": ["a b", "a/b", "../b", "plain", `${long}1`, `${long}2`], epochs: [1] });
  const names = settings.map((setting) =>
    settingFolder("out", { as: "settings", ...setting }).slice(join("out", "settings", "x").length - 1),
  );
  expect(names[3]).toBe("path=plain,epochs=1");
  expect(names.slice(0, 3).map((name) => name.replace(/-[0-9a-f]{8}$/, "-#"))).toEqual([
    "path=a-b,epochs=1-#",
    "path=a-b,epochs=1-#",
    "path=..-b,epochs=1-#",
  ]);
  expect(new Set(names).size).toBe(6);
  expect(Math.max(...names.map(({ length }) => length))).toBe(109);
});
