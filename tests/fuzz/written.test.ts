/** Studies and sweep files that a person wrote wrongly: they are what they say, or refused in a sentence of ours. */
import { test } from "vitest";
import { parseJson } from "../../src/cli/study-input.js";
import { parseYaml } from "../../src/cli/yaml.js";
import { prepare } from "../../src/run/prepare.js";
import type { StudyInput } from "../../src/study/study.js";
import { gridOf } from "../../src/sweep/grid.js";
import { parseSweepDocument } from "../../src/sweep/sweep-file.js";
import { type Fuzzed, fuzz, text } from "./fuzzed.js";

const STUDIES: StudyInput[] = [
  { data: { name: "vee", train: 40, test: 10 }, hidden: [8, 4], activation: { name: "smelu", beta: 0.5 }, seed: 3 },
  {
    data: { name: "gaussians", classes: 3 },
    optimizer: { name: "adam", learningRate: 0.01 },
    schedule: { name: "step", factor: 0.5, every: 2 },
    classWeights: [1, 2, 0.5],
    earlyStopping: { share: 0.2 },
    batchSize: 4,
    vary: ["init"],
  },
  {
    labelNoise: 0.1,
    dropout: { inputs: 0.1, hidden: 0.2 },
    mcPasses: 2,
    ulp: { step: 1 },
    oracle: "start",
    arithmetic: ["tree", "bf16"],
    design: { init: 3, shuffle: 2 },
    seeds: { label: 7 },
    initial: { weights: { name: "normal", stddev: 0.1 } },
  },
  {
    data: { name: "given", x: [[1], [2]], y: [0, 1], test: { x: [[1.5]], y: [1] } },
    order: [[0, 1], [1]],
    clipNorm: 1,
  },
];

const SWEEPS = [
  {
    study: STUDIES[0],
    over: { activation: ["relu", { name: "smelu", beta: 0.5 }], shuffleWindow: "1..40*2", seed: "0..4" },
    zip: [["activation", "shuffleWindow"]],
    where: ["shuffleWindow<20"],
    baseline: { activation: "relu" },
    measures: ["churn"],
  },
  {
    study: "vee",
    over: { "optimizer.learningRate": [0.1, 0.3] },
    tune: { over: { "optimizer.learningRate": [0.1, 0.3] }, replicas: 4 },
    halving: { replicas: 4, by: "loss" },
  },
];

const YAML = `study:
  data: { name: vee, train: 200, test: 50 }
over:
  activation: [relu, { name: smelu, beta: 0.5 }]
  shuffleWindow: 1..200*10
where: [shuffleWindow<200]
baseline: &first { activation: relu }
measures: [accuracy]
`;

/** What may stand where another value should. */
const OTHERS = [
  null,
  true,
  "",
  "relu",
  "1..9",
  "1..1e9",
  "a".repeat(300),
  0,
  -0,
  -1,
  0.5,
  1e-50,
  1e308,
  2 ** 53,
  4294967296,
  [],
  [[]],
  [null],
  [0, "x"],
  {},
  { name: "vee" },
  { name: "constructor" },
  { __proto__: null, toString: 1 },
  JSON.parse('{"__proto__": {"hidden": [1]}}'),
];

/** The value with one of its parts replaced, taken out, or renamed. */
function disturbed(value: unknown, below: (limit: number) => number): unknown {
  if (typeof value !== "object" || value === null || below(6) === 0) return OTHERS[below(OTHERS.length)];
  const entries = Object.entries(value);
  if (entries.length === 0) return OTHERS[below(OTHERS.length)];
  const at = below(entries.length);
  const [name, inner] = entries[at]!;
  const kind = below(10);
  if (kind === 0) entries.splice(at, 1);
  else if (kind === 1) entries[at] = [["constructor", "__proto__", "Name", `${name} `, ""][below(5)]!, inner];
  else entries[at] = [name, disturbed(inner, below)];
  return Array.isArray(value) ? entries.map(([, each]) => each) : Object.fromEntries(entries);
}

const tiny = prepare({ data: { name: "vee", train: 40, test: 10 } }).then(({ dataset }) => dataset);

/** Resolves and plans it, on data that are there already: no study of this test is trained. */
async function readStudy(study: unknown): Promise<string> {
  await prepare(study as StudyInput, { make: () => tiny });
  return "read";
}

async function readSweep(document: unknown): Promise<string> {
  const { over, ...options } = parseSweepDocument(document);
  gridOf(over, options as never, "sweep.over");
  return "read";
}

const wrongBytes = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** A document in JSON, of which bytes are wrong in half of the cases, and values in the others. */
const inJson = (name: string, documents: readonly object[], read: (value: unknown) => Promise<string>): Fuzzed => [
  name,
  documents.map((document) => text(JSON.stringify(document))),
  0.02,
  async (bytes, below) =>
    read(below(2) ? parseJson(wrongBytes(bytes), "fuzz") : disturbed(documents[below(documents.length)]!, below)),
];

const READERS: Fuzzed[] = [
  inJson("a study", STUDIES, readStudy),
  inJson("a sweep file in JSON", SWEEPS, readSweep),
  ["a sweep file in YAML", [text(YAML)], 0.02, async (bytes) => readSweep(parseYaml(wrongBytes(bytes), "fuzz"))],
];

test.each(READERS)("whatever %s holds, it is read or refused", async (...reader) => fuzz(reader), 3_600_000);
