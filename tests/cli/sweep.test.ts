import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { sweep } from "../../src/sweep/sweep.js";
import { sweepTable } from "../../src/sweep/table.js";
import type { SweptSetting } from "../../src/sweep/train-settings.js";
import { refusal } from "../refusal.js";
import { bytesOf } from "../store/folder-bytes.js";
import { doppelgrad, expectRefused, scratchFolder } from "./command-line.js";

const tiny = ["--set", "data.train=60", "--set", "data.test=20", "--replicas", "5"];
const STUDY = { data: { name: "vee", train: 60, test: 20 }, replicas: 5 };

async function tableOf(axes: Parameters<typeof sweep>[1], options: Parameters<typeof sweep>[2] = {}) {
  const settings: SweptSetting[] = [];
  for await (const setting of sweep(STUDY as never, axes, { workers: 0, ...options })) settings.push(setting);
  return JSON.parse(JSON.stringify(sweepTable(settings)));
}

test("--json is the study and the table of the SDK; values are those of --set, ranges among them", async () => {
  const over = ["--over", "hidden=1..2*2,[2,2]", "--over", "learning-rate=.1,0.3"];
  const { stdout, code } = await doppelgrad(["sweep", "vee", ...tiny, ...over, "--json", "-q"], scratchFolder());
  expect(code).toBe(0);
  const { study, ...table } = JSON.parse(stdout);
  expect(study).toEqual({ data: { name: "vee", train: 60, test: 20 }, replicas: 5 });
  expect(table).toEqual(await tableOf({ hidden: [[1], [2], [2, 2]], "optimizer.learningRate": [0.1, 0.3] }));
});

test("in words: a line a setting, the front, the ratios, how they were made", async () => {
  const over = ["--over", "activation=relu,gelu", "--over", "epochs=1,2", "--baseline", "activation=relu"];
  const args = ["sweep", "vee", ...tiny, ...over, "--measures", "accuracy", "-q"];
  const { stdout } = await doppelgrad(args, scratchFolder());
  const { settings } = await tableOf({ activation: ["relu", "gelu"], epochs: [1, 2] }, { baseline: "activation=relu" });
  expect(stdout).toMatch(/^4 settings of activation \(2\) and epochs \(2\)\n/);
  expect(stdout).toMatch(/^ +predictionDifference +churn +loss +accuracy +PD \/ baseline$/m);
  expect(stdout).toMatch(/^. activation=relu, epochs=2 .* baseline$/m);
  expect(stdout).toMatch(
    /^. activation=gelu, epochs=2 .*×[\d.]+ \[.*\] +(not resolved|more reproducible|less reproducible)$/m,
  );
  for (const { name, front } of settings) expect(stdout).toContain(`\n${front ? "*" : " "} ${name} `);
  expect(stdout).toContain(
    "Intervals of ratios hold together at 95%: t over replica seeds, max-|t| over 2 contrasts\n",
  );
});

describe("--out", () => {
  const args = ["sweep", "vee", ...tiny, "--over", "activation=relu,smelu", "--over", "epochs=1..4*2", "--out", "out"];

  test("the table as JSON, as CSV and as a page, and a store a setting, which verify proves", async () => {
    const folder = scratchFolder();
    const { stdout, code } = await doppelgrad(args, folder);
    expect(code).toBe(0);
    expect(stdout).toContain("wrote out/sweep.json, out/sweep.csv, out/report.html\n");
    const names = readdirSync(join(folder, "out/settings")).sort();
    expect(names).toEqual(
      ["relu", "smelu"].flatMap((name) => [1, 2, 4].map((epochs) => `activation=${name},epochs=${epochs}`)),
    );
    expect(readdirSync(join(folder, "out/settings", names[0]!)).sort()).toEqual([
      "manifest.json",
      "parts",
      "result.json",
      "store.json",
      "study.json",
    ]);
    const { study: _, ...table } = JSON.parse(readFileSync(join(folder, "out/sweep.json"), "utf8"));
    expect(table).toEqual(await tableOf({ activation: ["relu", "smelu"], epochs: [1, 2, 4] }));
    const [head, first] = readFileSync(join(folder, "out/sweep.csv"), "utf8").split("\n");
    expect(head).toBe(
      "setting,activation,epochs,predictionDifference,predictionDifference low,predictionDifference high,churn,churn low,churn high,loss,loss low,loss high,baseline,ratio,ratio low,ratio high,verdict,front,failed,fingerprint",
    );
    expect(first).toContain(`,${table.settings[0].measures.predictionDifference.value},`);
    const page = readFileSync(join(folder, "out/report.html"), "utf8");
    for (const { fingerprint } of table.settings) expect(page).toContain(fingerprint.slice(0, 8));
    expect((await doppelgrad(["verify", `out/settings/${names[3]}`], folder)).code).toBe(0);
  });

  test("goes on where it stopped, to the same bytes; a longer axis finds what is there", async () => {
    const [whole, folder] = [scratchFolder(), scratchFolder()];
    await doppelgrad(args, whole);
    await doppelgrad([...args, "--where", "epochs<4"], folder);
    const before = statSync(join(folder, "out/settings/activation=smelu,epochs=2/parts")).mtimeMs;
    rmSync(join(folder, "out/settings/activation=relu,epochs=1"), { recursive: true });
    rmSync(join(folder, "out/settings/activation=smelu,epochs=1/manifest.json"));
    await doppelgrad(args, folder);
    expect(statSync(join(folder, "out/settings/activation=smelu,epochs=2/parts")).mtimeMs).toBe(before);
    expect(bytesOf(join(folder, "out"))).toEqual(bytesOf(join(whole, "out")));
  });

  test("killed in the middle, and continued to the same bytes", async () => {
    const [whole, folder] = [scratchFolder(), scratchFolder()];
    const long = [...args.slice(0, -2), "--over", "shuffleWindow=1,60", "--out", "out"];
    await doppelgrad(long, whole);
    let kills = 0;
    const settings = () => {
      try {
        return readdirSync(join(folder, "out/settings")).length;
      } catch {
        return 0;
      }
    };
    for (const enough of [2, 6]) {
      let watch: NodeJS.Timeout | undefined;
      const { code } = await doppelgrad(long, folder, {
        onStart(child) {
          watch = setInterval(() => settings() >= enough && child.kill("SIGKILL"), 2);
        },
      });
      clearInterval(watch);
      if (code === null) kills++;
    }
    expect(kills).toBeGreaterThan(0);
    expect((await doppelgrad(long, folder)).code).toBe(0);
    expect(bytesOf(join(folder, "out"))).toEqual(bytesOf(join(whole, "out")));
  });

  test("the folder of another study stops the sweep, and --replace takes it away", async () => {
    const folder = scratchFolder();
    await doppelgrad(args, folder);
    const other = [...args, "--seed", "3"];
    await expectRefused(other, folder, refusal("wrong-value", "folder"), "--out");
    expect((await doppelgrad([...other, "--replace"], folder)).code).toBe(0);
  });
});

test("a setting that diverges is a line and a row, and the exit code is 0", async () => {
  const over = ["--over", "optimizer.learningRate=0.1,1e6", "--set", "optimizer=sgd"];
  const { stdout, stderr, code } = await doppelgrad(["sweep", "vee", ...tiny, ...over], scratchFolder());
  expect(code).toBe(0);
  expect(stderr).toMatch(/^learningRate=1000000: replica 0 diverged at step \d+: /m);
  expect(stdout).toMatch(/^ {2}learningRate=1000000 .* replica 0 diverged at step \d+$/m);
  expect(stdout).toContain("1 setting has no numbers.");
});

test("--dry-run: the settings and their work, nothing trained and nothing written", async () => {
  const folder = scratchFolder();
  const args = ["sweep", "vee", ...tiny, "--over", "epochs=1,2", "--over", "batchSize=4,8", "--zip", "--dry-run"];
  const { stdout } = await doppelgrad([...args, "--out", "out"], folder);
  expect(stdout.split("\n")).toEqual([
    "2 settings of epochs (2) and batchSize (2)",
    "",
    "epochs=1, batchSize=4  5 replicas, 75 steps",
    "epochs=2, batchSize=8  5 replicas, 80 steps",
    "",
    "155 steps of replicas, 5115 updates of parameters",
    "",
  ]);
  expect(readdirSync(folder)).toEqual([]);
  const { steps, settings } = JSON.parse((await doppelgrad([...args, "--json"], folder)).stdout);
  expect([steps, settings.length, settings[1].refused]).toEqual([155, 2, null]);
});

describe("a sweep file", () => {
  const yaml = `# epochs in step with widths
study: { data: { name: vee, train: 60, test: 20 }, replicas: 5 }
over:
  hidden: [[2], [4], [4, 4]]
  epochs: 1..4*2
  optimizer.learningRate: [0.1, 0.3]
zip: [[hidden, epochs]]
where: [learningRate<0.2]
baseline: { epochs: 2 }
measures: [accuracy]
`;
  const document = {
    $schema: "sweep.schema.json",
    study: { data: { name: "vee", train: 60, test: 20 }, replicas: 5 },
    over: { hidden: [[2], [4], [4, 4]], epochs: "1..4*2", "optimizer.learningRate": [0.1, 0.3] },
    zip: [["hidden", "epochs"]],
    where: ["learningRate<0.2"],
    baseline: { epochs: 2 },
    measures: ["accuracy"],
  };

  test("in YAML, in JSON and as options is one sweep", async () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, "grid.yaml"), yaml);
    writeFileSync(join(folder, "grid.json"), JSON.stringify(document));
    const of = async (...args: string[]) =>
      JSON.parse((await doppelgrad(["sweep", ...args, "--json", "-q"], folder)).stdout);
    const found = await of("grid.yaml");
    expect(found.settings.map(({ name }: { name: string }) => name)).toEqual([
      "hidden=[2], epochs=1, learningRate=0.1",
      "hidden=[4], epochs=2, learningRate=0.1",
      "hidden=[4,4], epochs=4, learningRate=0.1",
    ]);
    expect(found.settings[1].contrast).toBeNull();
    expect(found.columns).toContain("accuracy");
    expect(await of("grid.json")).toEqual(found);
    const options = ["--over", "hidden=2,4,[4,4]", "--over", "epochs=1..4*2", "--over", "optimizer.learningRate=.1,.3"];
    const conditions = ["--zip", "hidden,epochs", "--where", "learningRate<0.2", "--baseline", "epochs=2"];
    expect(await of("vee", ...tiny, ...options, ...conditions, "--measures", "accuracy")).toEqual(found);
    const more = await of("grid.yaml", "--over", "activation=relu,gelu", "--seed", "1", "--where", "activation=gelu");
    expect(more.settings.map(({ name }: { name: string }) => name)).toEqual(
      found.settings.map(({ name }: { name: string }) => `${name}, activation=gelu`),
    );
    expect(more.study.seed).toBe(1);
  });

  test("a preset by its name; data files are those in its folder", async () => {
    const folder = scratchFolder();
    mkdirSync(join(folder, "sub"));
    writeFileSync(join(folder, "sub/grid.yml"), "study: vee\nover: { epochs: [1] }\n");
    expect((await doppelgrad(["sweep", "sub/grid.yml", ...tiny, "--dry-run"], folder)).code).toBe(0);
    writeFileSync(join(folder, "sub/wine.csv"), "a,b\n1,0\n2,1\n3,0\n4,1\n5,0\n6,1\n");
    writeFileSync(
      join(folder, "sub/file.yml"),
      "study: { data: { name: file, path: wine.csv, label: b } }\nover: { epochs: [1], batchSize: [2] }\n",
    );
    const { stderr, code } = await doppelgrad(["sweep", "sub/file.yml", "--dry-run"], folder);
    expect([stderr, code]).toEqual(["", 0]);
    writeFileSync(join(folder, "out.yml"), "study: { data: { name: file, path: ../x.csv } }\nover: { epochs: [1] }\n");
    await expectRefused(["sweep", "out.yml"], folder, refusal("wrong-value", /path/));
  });

  test.each([
    ["no YAML", "a: [1\n", refusal("wrong-type", "s.yaml", /not YAML/)],
    ["twice the same key", "over: { epochs: [1] }\nover: { seed: [1] }\n", refusal("wrong-type", "s.yaml", /unique/)],
    ["no axes", "study: vee\n", refusal("wrong-type", "sweep.over", "nothing")],
    ["a list", "- epochs\n", refusal("wrong-type", "sweep")],
    ["an unknown field", "over: { epochs: [1] }\nwher: []\n", refusal("unknown-field", "sweep", "wher")],
    ["no preset", "study: vea\nover: { epochs: [1] }\n", refusal("wrong-value", "sweep.study", '"vea"')],
    ["no measure", "over: { epochs: [1] }\nmeasures: [chur]\n", refusal("wrong-value", "sweep.measures[0]", '"chur"')],
    ["too deep", `over: ${"[".repeat(99)}${"]".repeat(99)}\n`, refusal("wrong-value", "s.yaml", "more")],
  ])("is refused: %s", async (_, content, refused) => {
    const folder = scratchFolder();
    writeFileSync(join(folder, "s.yaml"), content);
    await expectRefused(["sweep", "s.yaml"], folder, refused);
  });
});

test.each([
  [["--over", "activation"], refusal("wrong-type", "--over", '"activation"')],
  [["--over", "lr=1,2"], refusal("unknown-field", "study", "lr")],
  [["--over", "epochs=3..1"], refusal("wrong-value", "--over epochs", '"3..1"')],
  [["--over", "epochs=1", "--over", "epochs=2"], refusal("misplaced-field", "--over", "epochs twice")],
  [["--over", "activation=relu,smelou"], refusal("wrong-value", "study.activation", '"smelou"')],
  [["--over", "epochs=1,2", "--measures", "chrun"], refusal("wrong-value", "--measures", '"chrun"')],
  [["--over", "epochs=1,2", "--where", "epochs~1"], refusal("wrong-value", "where", '"epochs~1"')],
  [["--over", "epochs=1,2", "--baseline", "epochs=3"], refusal("wrong-value", "baseline", '"epochs=3"')],
  [["--over", "epochs=1,2", "--zip"], refusal("wrong-value", "zip", "1")],
  [[], refusal("wrong-value", "axes", "none")],
])("is refused: %j", async (args, refused) => {
  await expectRefused(["sweep", "vee", ...tiny, ...args], scratchFolder(), refused);
});
