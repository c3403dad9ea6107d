import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { decisionMaps } from "../../src/report/decision-maps.js";
import { percent } from "../../src/report/format.js";
import { largestDifference } from "../../src/report/plots/decision-map.js";
import { run } from "../../src/run/run.js";

test("the README prints what its program prints", async () => {
  const { measures, fingerprint } = await run({
    data: "vee",
    hidden: [8],
    activation: "relu",
    replicas: 16,
    vary: ["init", "shuffle"],
  });
  const readme = readFileSync("README.md", "utf8");
  expect(readme).toContain(`// ${String(measures.predictionDifference.value).slice(0, 7)}...`);
  expect(readme).toContain(`// ${fingerprint.slice(0, 16)}...`);
});

test("what the README says of its picture is so of the maps of its program", async () => {
  const { study } = await run({
    data: "vee",
    hidden: [8],
    activation: "relu",
    replicas: 16,
    vary: ["init", "shuffle"],
  });
  const [, said] = readFileSync("README.md", "utf8").match(
    /!\[[^\]]*up to ([\d.]+) percentage points[^\]]*\]\(docs\/replicas\.png\)/,
  )!;
  expect(`${said}%`).toBe(percent(largestDifference((await decisionMaps(study))!)));
});
