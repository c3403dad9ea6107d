"""Trains one small network eight times with the seeds 0 to 7 and prints what each predicts, as JSON.

It stands for whatever you train with: PyTorch, JAX, scikit-learn. Only the standard library is needed.
"""
import csv
import json
import math
import os
import random

path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data", "iris.csv")
with open(path, newline="") as file:
    rows = list(csv.reader(file))[1:]
kinds = ["versicolor", "virginica"]
examples = [([float(x) - 3 for x in row[:-1]], kinds.index(row[-1])) for row in rows if row[-1] in kinds]
test = examples[::3]
training = [example for n, example in enumerate(examples) if n % 3 != 0]


def forward(W, v, x):
    h = [math.tanh(sum(w * value for w, value in zip(row, x)) + row[-1]) for row in W]
    return h, 1 / (1 + math.exp(-sum(a * b for a, b in zip(v, h)) - v[-1]))


def trained(seed, hidden=6, epochs=20, rate=0.1):
    chance = random.Random(seed)
    W = [[chance.gauss(0, 0.5) for _ in range(5)] for _ in range(hidden)]
    v = [chance.gauss(0, 0.5) for _ in range(hidden + 1)]
    for _ in range(epochs):
        for x, y in chance.sample(training, len(training)):
            h, p = forward(W, v, x)
            for j, row in enumerate(W):
                g = rate * (p - y) * v[j] * (1 - h[j] * h[j])
                for i, value in enumerate(x):
                    row[i] -= g * value
                row[-1] -= g
            for j, value in enumerate(h + [1]):
                v[j] -= rate * (p - y) * value
    return W, v


replicas = [trained(seed) for seed in range(8)]
predictions = [[forward(W, v, x)[1] for x, _ in test] for W, v in replicas]
print(json.dumps({"predictions": predictions, "labels": [y for _, y in test]}))
