/** `doppelgrad experiments`: the list, one of them in words, as JSON and into a folder, and what is refused. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { EXPERIMENT_NAMES } from "../../src/experiments/list.js";
import { experiment } from "../../src/experiments/run-experiment.js";
import { refusal } from "../refusal.js";
import { doppelgrad, expectRefused, scratchFolder } from "./command-line.js";

const NAME = "boubdir-2023";

test("without a name: each with its paper and the time that it takes", async () => {
  const { stdout, code } = await doppelgrad(["experiments"], scratchFolder());
  expect(code).toBe(0);
  expect(stdout).toMatch(/^snapp-2021 .*\n +Snapp, Shamir 2021: doppelgrad claims runs it\n +about \d+ s\n/);
  expect(stdout).toMatch(/^boubdir-2023 +Elo ratings depend on the order of the games\n +Boubdir/m);
  const { stdout: json } = await doppelgrad(["experiments", "--json"], scratchFolder());
  expect(JSON.parse(json).map(({ name }: { name: string }) => name)).toEqual(["snapp-2021", ...EXPERIMENT_NAMES]);
});

test("one in words, as JSON, and into a folder", async () => {
  const folder = scratchFolder();
  const words = ["experiments", NAME, "--replicas", "40", "-q"];
  const { stdout, code } = await doppelgrad([...words, "--out", "elo"], folder);
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^E1 holds: One order of the games is unreliable\n {3}share of single orders .*\[.*\] over \d+ data sets; must lie above 0\.05$/m,
  );
  expect(stdout).toMatch(/^O1 not resolved: .* \(a claim of ours\)$/m);
  expect(stdout).toMatch(/^Three players, K = 4\nstrengths +games +data sets /m);
  expect(stdout).toMatch(/^wrote elo\/experiment\.json and elo\/report\.html$/m);
  expect(readdirSync(join(folder, "elo")).sort()).toEqual(["experiment.json", "report.html"]);
  const result = await experiment(NAME, { replicas: 40, workers: 0 });
  expect(JSON.parse(readFileSync(join(folder, "elo/experiment.json"), "utf8"))).toEqual(result);
  const page = readFileSync(join(folder, "elo/report.html"), "utf8");
  expect(page).toContain("doppelgrad experiments boubdir-2023 --replicas 40 -q --out elo");
  expect(page).toContain("E1 and E3 hold");
});

test("a world in which a line is false says so", async () => {
  const { stdout } = await doppelgrad(
    ["experiments", NAME, "--replicas", "40", "--null-of", "E2", "-q"],
    scratchFolder(),
  );
  expect(stdout).toMatch(/^in a world in which E2 is false: one order in place of 100$/m);
  expect(stdout).toMatch(/^E2 (does not hold|not resolved): /m);
});

test.each([
  [
    ["elo"],
    refusal("wrong-value", "experiment", '"elo"', {
      expected: `one of snapp-2021, ${EXPERIMENT_NAMES.join(", ")}`,
    }),
  ],
  [["snapp-2021"], refusal("misplaced-field", "experiment", '"snapp-2021"', { remedy: "Run doppelgrad claims." })],
  [
    ["--replicas", "40"],
    refusal("misplaced-field", "--replicas", '"40"', { expected: "the name of an experiment before it" }),
  ],
  [[NAME, "--out", "out", "--replicas", "39"], refusal("wrong-value", "options.replicas", "39"), "--replicas"],
  [[NAME, "--out", "out", "--null-of", "E9"], refusal("wrong-value", "options.nullOf", '"E9"'), "--null-of"],
])("refused: %j", async (words, refused, typed?: string) => {
  const folder = scratchFolder();
  await expectRefused(["experiments", ...words], folder, refused, typed);
  expect(existsSync(join(folder, "out"))).toBe(false);
});
