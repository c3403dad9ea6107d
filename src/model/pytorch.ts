/**
 * A model as a module of plain PyTorch, which reads its weights from the .npz beside it.
 */
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

/**
 * @param weights the name of the .npz
 * @param said what stands in the head of the file
 */
export function pytorchModule({ layers, replicas, study }: Model, which: Which, weights: string, said: string): string {
  const linear = layers.map(({ inputs, outputs }) => `nn.Linear(${inputs}, ${outputs})`).join(", ");
  const { outputs } = layers.at(-1)!;
  const shape = which === "all" ? `${replicas.length} x rows x ${outputs}` : `rows x ${outputs}`;
  return `"""${said}

Plain PyTorch. The inputs x of the network are rows x ${layers[0]!.inputs}; predictions are ${shape}:

    model = load()
    model.predict(x)
"""
from pathlib import Path

import numpy
import torch
from torch import nn


def activation(z):
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
            return ${PREDICTIONS[study.loss]}

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
