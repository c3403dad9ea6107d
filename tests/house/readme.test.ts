import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { run } from "../../src/run/run.js";

test("the README prints what its program prints", async () => {
  const { predictionDifference, fingerprint } = await run({ data: "vee", hidden: [8], activation: "relu", replicas: 16, vary: ["init", "shuffle"] });
  const readme = readFileSync("README.md", "utf8");
  expect(readme).toContain(`// ${String(predictionDifference.value).slice(0, 7)}...`);
  expect(readme).toContain(`// ${fingerprint.slice(0, 16)}...`);
});
