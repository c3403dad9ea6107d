/**
 * A model as a module of plain PyTorch, which reads its weights from the .npz beside it.
 */
import type { Preprocessing } from "../data/preprocessing.js";
import type { LossName } from "../study/variants/losses.js";
import { type Algebra, activationIn } from "./activation-formulas.js";
import type { Which } from "./formats.js";
import type { Model } from "./model.js";

/** Expressions of Python. */
const ALGEBRA: Algebra<string> = {
  constant: (value) => String(value),
  add: (a, b) => `(${a} + ${b})`,
  multiply: (a, b) => `(${a} * ${b})`,
  divide: (a, b) => `(${a} / ${b})`,
  whereGreater: (a, b, x, y) => `torch.where(${a} > ${b}, ${x}, ${y})`,
  absolute: (a) => `torch.abs(${a})`,
  expm1: (a) => `torch.expm1(${a})`,
  erf: (a) => `torch.erf(${a})`,
  sigmoid: (a) => `torch.sigmoid(${a})`,
  softplus: (a) => `torch.nn.functional.softplus(${a})`,
  tanh: (a) => `torch.tanh(${a})`,
};

const PREDICTIONS: Record<LossName, string> = {
  logistic: "torch.sigmoid(logits)",
  softmax: "torch.softmax(logits, dim=-1)",
  squared: "logits",
};

const UNITS = 'PREPROCESSING["target"]["mean"] + PREPROCESSING["target"]["sd"] * logits.double()';

/**
 * @param weights the name of the .npz
 * @param said what stands in the head of the file
 */
export function pytorchModule(model: Model, which: Which, weights: string, said: string): string {
  const { layers, replicas, study, preprocessing } = model;
  const linear = layers.map(({ inputs, outputs }) => `nn.Linear(${inputs}, ${outputs})`).join(", ");
  const { outputs } = layers.at(-1)!;
  const shape = which === "all" ? `${replicas.length} x rows x ${outputs}` : `rows x ${outputs}`;
  return `"""${said}

Plain PyTorch. The inputs x of the network are rows x ${layers[0]!.inputs}; predictions are ${shape}:

    model = load()
    model.predict(x)
${preprocessing ? "\nOf rows as the data file has them, a pandas.DataFrame or a dict of columns: model.predict(inputs(rows)).\n" : ""}"""
${preprocessing ? "import json\n" : ""}from pathlib import Path

import numpy
import torch
from torch import nn


${preprocessing ? preprocessingText(preprocessing) : ""}def activation(z):
    return ${activationIn(study.activation, ALGEBRA, "z")}


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([${linear}])

    def forward(self, x):
        """Logits of one replica."""
        for layer in self.layers[:-1]:
            x = activation(layer(x))
        return self.layers[-1](x)

    def predict(self, x):
        with torch.no_grad():
            logits = self(x)
            return ${preprocessing?.target ? UNITS : PREDICTIONS[study.loss]}

${
  which === "one"
    ? ""
    : severalReplicas(
        replicas.map(({ index }) => index),
        which,
      )
}
def load(path=Path(__file__).with_name(${JSON.stringify(weights)})):
    model = ${which === "one" ? "Network" : "Replicas"}()
    with numpy.load(path) as arrays:
        model.load_state_dict({name: torch.from_numpy(arrays[name]) for name in arrays})
    return model.eval()
`;
}

function severalReplicas(indices: readonly number[], which: Which): string {
  const all = "torch.stack([replica.predict(x) for replica in self.replicas])";
  return `
class Replicas(nn.Module):
    def __init__(self):
        super().__init__()
        self.replicas = nn.ModuleList([Network() for _ in range(${indices.length})])

    def forward(self, x):
        """Logits of every replica."""
        return torch.stack([replica(x) for replica in self.replicas])

    def predict(self, x):
        ${which === "ensemble" ? `"""The mean of the replicas' predictions."""\n        return ${all}.mean(dim=0)` : `return ${all}`}

`;
}

/** How rows become inputs, in Python: in double precision, rounded once. */
function preprocessingText(preprocessing: Preprocessing): string {
  return `PREPROCESSING = json.loads(r"""${JSON.stringify(preprocessing)}""")


def scaled(values, column):
    x = numpy.asarray(values, dtype=numpy.float64)
    return numpy.zeros_like(x) if column["sd"] == 0 else (x - column["mean"]) / column["sd"]


def inputs(rows):
    """Inputs of the network; dates are days since 1970, and missing values None or NaN."""
    encoded = []
    for column in PREPROCESSING["inputs"]:
        values = [column["fill"] if v is None or v != v else v for v in rows[column["column"]]]
        if any(v is None for v in values):
            raise ValueError(f"{column['column']}: a value is missing")
        if column["kind"] != "category":
            encoded.append(scaled(values, column)[:, None])
        elif column["encoding"] == "ordinal":
            encoded.append(scaled([column["values"].index(str(v)) for v in values], column)[:, None])
        else:
            encoded.append(numpy.array([[float(str(v) == w) for w in column["values"]] for v in values]))
    return torch.from_numpy(numpy.concatenate(encoded, axis=1).astype(numpy.float32))


`;
}
