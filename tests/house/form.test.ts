/** Every source has the form of `npm run format`, and none of the habits that biome.jsonc refuses. */
import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

test("the form of the sources", () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["scripts/format.mjs", "--check"], {
    encoding: "utf8",
  });
  expect(status, stdout + stderr).toBe(0);
});
