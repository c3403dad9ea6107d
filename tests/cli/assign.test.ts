import { describe, expect, test } from "vitest";
import { assignAll } from "../../src/cli/assign.js";
import { refusal } from "../refusal.js";

function assigned(...assignments: string[]): Record<string, unknown> {
  const study = {};
  assignAll(study, assignments);
  return study;
}

test.each<[string, unknown]>([
  ["epochs=5", { epochs: 5 }],
  ["activation=tanh", { activation: "tanh" }],
  ["activation= tanh", { activation: "tanh" }],
  ["activation = tanh", { activation: "tanh" }],
  ["activation='tanh'", { activation: "tanh" }],
  // What cmd.exe leaves of it.
  ["'activation=tanh'", { activation: "tanh" }],
  ["optimizer.learningRate=.05", { optimizer: { learningRate: 0.05 } }],
  ["optimizer.learningRate=5.", { optimizer: { learningRate: 5 } }],
  ["optimizer.learningRate=5.e-1", { optimizer: { learningRate: 0.5 } }],
  ["optimizer.learningRate=+.5E1", { optimizer: { learningRate: 5 } }],
  ["seed=+5", { seed: 5 }],
  // A zero in front was once octal: nobody knows what is meant.
  ["seed=007", { seed: "007" }],
  ["seed=0x10", { seed: "0x10" }],
  ["seed=1_000", { seed: "1_000" }],
  ["reshuffle=False", { reshuffle: false }],
  ["reshuffle=TRUE", { reshuffle: true }],
  ["clipNorm=None", { clipNorm: null }],
  ["clipNorm=null", { clipNorm: null }],
  ["hidden=16,16", { hidden: [16, 16] }],
  ["hidden=16", { hidden: [16] }],
  ["hidden=[16, 16]", { hidden: [16, 16] }],
  ["hidden=16,", { hidden: [16] }],
  ["hidden=(16, 16)", { hidden: [16, 16] }],
  ["hidden=(16,)", { hidden: [16] }],
  ["hidden=16 16", { hidden: [16, 16] }],
  ["hidden=None", { hidden: [] }],
  ["hidden=[]", { hidden: [] }],
  ["hidden=", { hidden: [] }],
  ["data.hidden=4,4", { data: { hidden: [4, 4] } }],
  ["classWeights=1,5", { classWeights: [1, 5] }],
  ["classWeights=[1, .5]", { classWeights: [1, 0.5] }],
  ["classWeights=balanced", { classWeights: "balanced" }],
  ["classWeights=None", { classWeights: null }],
  ["earlyStopping.patience=5", { earlyStopping: { patience: 5 } }],
  ["earlyStopping={share: .2}", { earlyStopping: { share: 0.2 } }],
  ["vary=init", { vary: ["init"] }],
  ["vary=[init]", { vary: ["init"] }],
  ["vary=[init, shuffle]", { vary: ["init", "shuffle"] }],
  ['vary=["init"]', { vary: ["init"] }],
  ["vary=['init', 'shuffle']", { vary: ["init", "shuffle"] }],
  ["vary=none", { vary: [] }],
  ["vary=[]", { vary: [] }],
  ["data.ignore=city", { data: { ignore: ["city"] } }],
  ["data.ignore=city,postal code", { data: { ignore: ["city", "postal code"] } }],
  ['data.ignore="a,b"', { data: { ignore: ["a,b"] } }],
  ["data.ignore=[city, 'postal code']", { data: { ignore: ["city", "postal code"] } }],
  ["data.inputs=2019", { data: { inputs: ["2019"] } }],
  ["data.label=5", { data: { label: "5" } }],
  ["data.label=True", { data: { label: "True" } }],
  ["data.label=null", { data: { label: null } }],
  ['data.label="null"', { data: { label: "null" } }],
  ["data.text=a,b\n1,2", { data: { text: "a,b\n1,2" } }],
  ["data.path=[x].csv", { data: { path: "[x].csv" } }],
  ['design={"init":2}', { design: { init: 2 } }],
  ["design={init:2,shuffle:3}", { design: { init: 2, shuffle: 3 } }],
  ["design={'init': 2}", { design: { init: 2 } }],
  [
    "optimizer={name:adam, learningRate:.1, amsgrad:True}",
    { optimizer: { name: "adam", learningRate: 0.1, amsgrad: true } },
  ],
  [
    "order=[[0 1],(2 3)]",
    {
      order: [
        [0, 1],
        [2, 3],
      ],
    },
  ],
  ["a=b=c", { a: "b=c" }],
])("%s", (assignment, study) => expect(assigned(assignment)).toEqual(study));

describe("the order of names and parameters changes nothing", () => {
  test("a name does not take a parameter away", () => {
    const both = { optimizer: { name: "sgd", learningRate: 0.5 } };
    expect(assigned("optimizer=sgd", "optimizer.learningRate=0.5")).toEqual(both);
    expect(assigned("optimizer.learningRate=0.5", "optimizer=sgd")).toEqual(both);
  });

  test("of two values for one key the last counts", () => expect(assigned("seed=1", "seed=2")).toEqual({ seed: 2 }));
});

test.each([
  "vary=init,,shuffle",
  "vary=[init",
  "vary=init]",
  "design={init}",
  "design={init:}",
  "hidden=(16]",
  "design={init:1}2",
  `order=${"[".repeat(100_000)}`,
])("brackets and commas that do not match are refused: %.30s", (assignment) =>
  expect(() => assigned(assignment)).toThrow(refusal("wrong-type", `--set ${assignment.split("=")[0]}`)),
);

describe("a field by its own name, in any spelling", () => {
  test.each([
    ["learningRate=.05", { optimizer: { learningRate: 0.05 } }],
    ["learning_rate=.05", { optimizer: { learningRate: 0.05 } }],
    ["batch_size=4", { batchSize: 4 }],
    ["optimizer.weight-decay=1", { optimizer: { weightDecay: 1 } }],
    ["patience=3", { earlyStopping: { patience: 3 } }],
    ["Hidden=4,4", { hidden: [4, 4] }],
  ])("%s", (assignment, fields) => expect(assigned(assignment)).toEqual(fields));
});

describe("a field by the name that it has elsewhere", () => {
  test.each([
    ["lr=.05", "lr", "optimizer.learningRate=.05"],
    ["n_epochs=4", "n_epochs", "epochs=4"],
    ["hidden_layer_sizes=4,4", "hidden_layer_sizes", "hidden=4,4"],
    ["random_state=1", "random_state", "seed=1"],
    ["l2=1", "l2", "optimizer.weightDecay=1"],
    ["weights=zeros", "weights", "initial.weights=zeros"],
  ])("%s", (assignment, name, right) =>
    expect(() => assigned(assignment)).toThrow(
      refusal("unknown-field", "study", name, { remedy: `Did you mean --set ${right}?` }),
    ),
  );
});

test("the study that is given is changed, and nothing in it", () => {
  const data = { name: "vee" };
  const study: Record<string, unknown> = { data };
  assignAll(study, ["data.train=5"]);
  expect(study).toEqual({ data: { name: "vee", train: 5 } });
  expect(data).toEqual({ name: "vee" });
});

test("no prototype is changed", () => {
  expect(() => assigned('__proto__={"replicas":9}')).toThrow(refusal("unknown-field", "study", "__proto__"));
  expect(() => assigned("optimizer.__proto__.x=1")).toThrow(refusal("unknown-field", "study.optimizer", "__proto__"));
  expect(({} as { x?: unknown }).x).toBeUndefined();
});
