/** Every example of examples/ runs as its head says, in a user's folder, and prints what the SDK finds. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compare } from "../../src/compare/compare.js";
import { explain } from "../../src/explain/explain.js";
import { run } from "../../src/run/run.js";
import { notRun } from "../not-run.js";
import { fillUserFolder, runShellThere } from "../user-folder.js";

const folder = mkdtempSync(join(tmpdir(), "doppelgrad-examples-"));
beforeAll(() => fillUserFolder(folder));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const scripts = readdirSync("examples").filter((name) => name.endsWith(".mjs"));
/** The command in the head of an example. */
const commandOf = (script: string) =>
  / {4}(.*node examples\/\S+\.mjs.*)/.exec(readFileSync(`examples/${script}`, "utf8"))![1]!;

function printed(command: string): string {
  const { status, stdout, stderr } = runShellThere(folder, command);
  expect(status, stderr).toBe(0);
  return stdout;
}

test("each has its test here, and its row in examples/README.md", () => {
  expect(scripts).toEqual(["compare-predictions.mjs", "compare-recipes.mjs", "explain.mjs", "stop-early.mjs"]);
  const readme = readFileSync("examples/README.md", "utf8");
  expect(scripts.filter((name) => !readme.includes(`(${name})`))).toEqual([]);
});

test("compare-recipes.mjs, on the file that it is given", async () => {
  const out = printed(commandOf("compare-recipes.mjs").replace("your.csv", "examples/data/iris.csv"));
  for (const activation of ["relu", "smelu"] as const) {
    const data = { name: "csv", path: "examples/data/iris.csv" } as const;
    const { measures } = await run({ data, hidden: [16], replicas: 32, activation });
    expect(out).toContain(`${activation}: loss ${measures.loss.value!.toFixed(4)}, accuracy `);
    expect(out).toContain(`differ by ${(100 * measures.predictionDifference.value!).toFixed(1)} % [`);
  }
  expect(printed("node examples/compare-recipes.mjs")).toBe(out);
});

test("explain.mjs, on the file that it is given", async () => {
  const out = printed(commandOf("explain.mjs").replace("your.csv", "examples/data/iris.csv"));
  const study = { data: { name: "file", path: "examples/data/iris.csv" }, replicas: 16 } as const;
  const { explained } = await explain(study, { examples: 5, side: 0, twins: false });
  for (const { row, nearest } of explained) {
    expect(out).toContain(`row ${row}: sepal_length `);
    expect(out).toContain(`nearest rows: ${nearest.map((near) => `${near.row} (${near.label})`).join(", ")}\n`);
  }
  expect(printed("node examples/explain.mjs")).toBe(out);
});

test("stop-early.mjs, which stops early, and where run would be then", async () => {
  const out = printed(commandOf("stop-early.mjs"));
  const [, step, steps, fingerprint] = /stopped after (\d+) of (\d+) steps: ([0-9a-f]{64})/.exec(out)!;
  expect(Number(step)).toBeLessThan(Number(steps));
  const epochs = Number(step) / 50;
  const data = { name: "moons", train: 500, test: 500 } as const;
  const result = await run({ data, hidden: [8], batchSize: 10, epochs, replicas: 16 });
  expect(result.fingerprint).toBe(fingerprint);
  expect(out).toContain(
    `epoch ${epochs}: loss ${result.measures.loss.value!.toFixed(4)}, two replicas differ by ${(100 * result.measures.predictionDifference.value!).toFixed(2)} percentage points`,
  );
});

test("compare-predictions.mjs, on predictions that Python made", async (context) => {
  if (spawnSync("python3", ["--version"]).status !== 0) notRun(context, "python3: the example of its predictions");
  const { predictions, labels } = JSON.parse(printed("python3 examples/predictions.py"));
  const { measures } = await compare({ predictions, labels });
  const out = printed(commandOf("compare-predictions.mjs"));
  expect(out).toContain(`${predictions.length} replicas on ${labels.length} examples`);
  for (const name of ["predictionDifference", "churn", "accuracyStandardDeviation"] as const)
    expect(out).toMatch(new RegExp(`${name} +${measures[name].value!.toFixed(4)} \\[`));
});
