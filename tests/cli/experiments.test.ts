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
  expect(stdout).toMatch(/^snapp-2021 .*\n +Snapp, Shamir: Synthesizing Irreproducibility .*\n +about \d+ s\n/);
  expect(stdout).toMatch(/^boubdir-2023 +Elo ratings depend on the order of the games\n +Boubdir/m);
  const { stdout: json } = await doppelgrad(["experiments", "--json"], scratchFolder());
  expect(JSON.parse(json).map(({ name }: { name: string }) => name)).toEqual(EXPERIMENT_NAMES);
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

test("the claims as an experiment: their verdicts, each with its reason, and into a folder", async () => {
  const folder = scratchFolder();
  const words = ["experiments", "snapp-2021", "--replicas", "32", "--data", "vee", "-q", "--out", "claims"];
  const { stdout, code } = await doppelgrad(words, folder);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^control on vee holds: Control: .*\n {3}every prediction difference and churn is exactly 0/m);
  const { lines, evidence } = JSON.parse(readFileSync(join(folder, "claims/experiment.json"), "utf8"));
  const pairs = evidence.claims.map(({ id, data, verdict }: Record<string, string>) => [`${id} on ${data}`, verdict]);
  expect(lines.map(({ id, verdict }: Record<string, string>) => [id, verdict])).toEqual(pairs);
  for (const [id, verdict] of pairs) expect(stdout).toContain(`${id} ${verdict}: `);
  expect(readFileSync(join(folder, "claims/report.html"), "utf8")).toContain("Replicas of an arm");
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
      expected: `one of ${EXPERIMENT_NAMES.join(", ")}`,
    }),
  ],
  [[NAME, "--out", "out", "--data", "vee"], refusal("misplaced-field", "options.data", '"vee"'), "--data"],
  [["snapp-2021", "--out", "out", "--replicas", "31"], refusal("wrong-value", "options.replicas", "31"), "--replicas"],
  [["snapp-2021", "--out", "out", "--data", "digits"], refusal("wrong-value", "options.data", '"digits"'), "--data"],
  [
    ["--replicas", "40"],
    refusal("misplaced-field", "--replicas", '"40"', { expected: "the name of an experiment with it" }),
  ],
  [[NAME, "--out", "out", "--replicas", "39"], refusal("wrong-value", "options.replicas", "39"), "--replicas"],
  [[NAME, "--out", "out", "--null-of", "E9"], refusal("wrong-value", "options.nullOf", '"E9"'), "--null-of"],
])("refused: %j", async (words, refused, typed?: string) => {
  const folder = scratchFolder();
  await expectRefused(["experiments", ...words], folder, refused, typed);
  expect(existsSync(join(folder, "out"))).toBe(false);
});
