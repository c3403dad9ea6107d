"""The data of docs/data.md: synthetic families and given numbers. CSV files, which draw nothing but a shuffle, are left out.

f and the truth are f64. The document leaves the last bits of f64 exp, sin and cos open to us: they decide a label only where a draw of
2^-24 steps falls within 1e-15 of the truth.
"""

import math
from dataclasses import dataclass

import numpy as np

from streams import below, blocks, normal, uniform, words

FAMILY = {"train": 6000, "test": 1000, "dimension": 2, "task": "binary", "scale": 4, "noise": 0}
FLAT = {name: value for name, value in FAMILY.items() if name != "dimension"}
DEFAULTS = {
    "linear": FAMILY,
    "vee": FAMILY,
    "xor": FAMILY,
    "circles": FAMILY,
    "moons": FLAT,
    "spirals": {**FLAT, "turns": 1},
    "staircase": {**FAMILY, "steps": 4},
    "gaussians": {"train": 6000, "test": 1000, "dimension": 2, "classes": 3, "spread": 0.5, "noise": 0},
    "teacher": {**FAMILY, "hidden": [16, 16], "activation": "tanh"},
    "uneven_gaussians": {
        "train": 6000, "test": 1000, "dimension": 3, "classes": 12, "spread": 0.15, "spreadStep": 0.04, "oddWeight": 0.2, "noise": 0,
    },
    "groups": {"train": 6000, "test": 1000, "dimension": 5, "minority": 0.1, "rotation": 60, "scale": 4, "noise": 0},
    "given": {"task": None, "weights": None},
}


@dataclass
class Dataset:
    """x: examples x inputs, float32. y: 0 or 1, or class indices (both integers), or targets (examples x targets, float32)."""

    task: str
    classes: int
    x: np.ndarray
    y: np.ndarray
    test_x: np.ndarray
    weights: np.ndarray | None = None  # of the training examples, float32


def complete(data):
    """The data of a study, a bare name or { name, ...parameters }, with every default filled in."""
    data = {"name": data} if isinstance(data, str) else data or {}
    name = data.get("name", "vee")
    if name not in DEFAULTS:
        raise ValueError(f"study.data: {name} is not among the data that the independent trainer makes.")
    regression = {"scale": 1, "noise": 0.1} if data.get("task") == "regression" and name != "given" else {}
    of_noise = {"minorityNoise": data.get("noise", 0)} if name == "groups" else {}
    return {"name": name, **DEFAULTS[name], **regression, **of_noise, **data}


def make_dataset(spec, key):
    """spec: { name, ... }, defaults filled in. key: of the data stream."""
    if spec["name"] == "given":
        return given(spec)
    if spec["name"] == "groups":
        return groups(spec, key)
    return gaussians(spec, key) if spec["name"].endswith("gaussians") else boxed(spec, key)


def given(spec):
    task, labels = spec["task"], spec["y"]
    x, test_x = (np.array(rows, np.float32) for rows in (spec["x"], spec["test"]["x"]))
    values = np.array(labels, np.float64)
    weights = None if spec["weights"] is None else np.array(spec["weights"], np.float32)
    distinct = set(values.flatten().tolist())
    if task is None:
        integers = values.ndim == 1 and all(v >= 0 and v == math.floor(v) for v in distinct)
        task = "regression" if not integers or len(distinct) > 20 else "classes" if max(distinct) > 1 else "binary"
    if task == "regression":
        return Dataset(task, 0, x, values.astype(np.float32).reshape(len(x), -1), test_x, weights)
    classes = 1 + int(max(list(distinct) + list(spec["test"]["y"])))
    return Dataset(task, max(2, classes), x, values.astype(int), test_x, weights)


def box(key, part, count, d):
    return np.float32(2) * uniform(words(key, part, np.arange(count * d))).reshape(count, d) - np.float32(1)


def boxed(spec, key):
    d = spec.get("dimension", 2)
    f = truth_of(spec, key)
    x, test_x = box(key, 0, spec["train"], d), box(key, 2, spec["test"], d)
    values = [spec["scale"] * f(row) for row in x.astype(np.float64).tolist()]
    places = np.arange(len(x))
    if spec["task"] == "regression":
        draws = normal(*blocks(key, 1, places)).astype(np.float64)
        y = [value + spec["noise"] * n for value, n in zip(values, draws.tolist())]
        return Dataset("regression", 0, x, np.array(y, np.float32)[:, None], test_x)
    chances = [(1 - spec["noise"]) / (1 + math.exp(-value)) + spec["noise"] / 2 for value in values]
    return Dataset("binary", 2, x, (uniform(words(key, 1, places)) < np.array(chances)).astype(int), test_x)


def truth_of(spec, key):
    """f: a list of d numbers -> a number."""
    name, d = spec["name"], spec.get("dimension", 2)

    def plane(x):
        return sum(value / 2**k for k, value in enumerate(x))

    if name == "linear":
        return plane
    if name == "vee":
        return lambda x: abs(plane(x)) - 0.5
    if name == "xor":
        return lambda x: 0.5 * math.prod(2 * value for value in x)
    if name == "circles":
        return lambda x: 2 * (math.sqrt(sum(value * value for value in x)) - math.sqrt(d / 3))
    if name == "moons":
        return moons
    if name == "spirals":
        return lambda x: spirals(x, spec["turns"])
    if name == "staircase":
        steps, reach = spec["steps"], 2 - 2.0 ** (1 - d)
        return lambda x: 2 * math.floor(steps * ((plane(x) / reach + 1) / 2)) / (steps - 1) - 1
    return teacher(spec, key)


def moons(x):
    a, b = 0.5 + 2 * x[0], 0.25 + 1.25 * x[1]

    def to_half_circle(u, v):
        """Distance to the half of the unit circle with v >= 0."""
        return abs(math.hypot(u, v) - 1) if v >= 0 else math.hypot(abs(u) - 1, v)

    return to_half_circle(a, b) - to_half_circle(a - 1, 0.5 - b)


def spirals(x, turns):
    angle = 2 * math.pi * turns * math.hypot(*x)
    return x[0] * math.cos(angle) + x[1] * math.sin(angle)


def teacher(spec, key):
    d = spec["dimension"]
    widths = [d, *spec["hidden"], 1]
    layers, position = [], 0
    for index, (inputs, outputs) in enumerate(zip(widths, widths[1:])):
        gain = 12 if index == 0 else 1 if spec["activation"] == "tanh" else 2
        count = (inputs + 1) * outputs
        draws = normal(*blocks(key, 4, np.arange(position, position + count))).astype(np.float64)
        weights = math.sqrt(gain / inputs) * draws[: inputs * outputs].reshape(inputs, outputs)
        layers.append((weights, draws[inputs * outputs :]))
        position += count
    act = np.tanh if spec["activation"] == "tanh" else lambda z: np.maximum(z, 0)

    def net(x):
        for weights, biases in layers[:-1]:
            x = act(x @ weights + biases)
        return (x @ layers[-1][0] + layers[-1][1])[..., 0]

    outputs = net(box(key, 6, 1024, d).astype(np.float64))
    mean, sd = outputs.mean(), outputs.std()
    return lambda x: float((net(np.array(x)) - mean) / (2 * sd))


def groups(spec, key):
    d, angle = spec["dimension"], math.radians(spec["rotation"])

    def inputs(part, count):
        x = box(key, part, count, d)
        u = uniform(words(key, part, d * np.arange(count) + d - 1)).astype(np.float64)
        minority = u < spec["minority"] if part == 0 else np.arange(count) % 2 == 1
        x[:, -1] = np.where(minority, 1, -1)
        return x

    def chance(row):
        a, b, of_minority = row[0], row[1], row[-1] == 1
        if of_minority:
            a, b = a * math.cos(angle) + b * math.sin(angle), b * math.cos(angle) - a * math.sin(angle)
        noise = spec["minorityNoise" if of_minority else "noise"]
        return (1 - noise) / (1 + math.exp(-spec["scale"] * (abs(a + b / 2) - 0.5))) + noise / 2

    x, test_x = inputs(0, spec["train"]), inputs(2, spec["test"])
    chances = np.array([chance(row) for row in x.astype(np.float64).tolist()])
    return Dataset("binary", 2, x, (uniform(words(key, 1, np.arange(len(x)))) < chances).astype(int), test_x)


def gaussians(spec, key):
    classes, d, noise = spec["classes"], spec["dimension"], spec["noise"]
    uneven = spec["name"] == "uneven_gaussians"
    c = np.arange(classes)
    spread = spec["spread"] + (spec["spreadStep"] * c if uneven else 0 * c)
    weight = np.where(c % 2 == 1, spec["oddWeight"] if uneven else 1.0, 1.0)
    places = 1000 * c[:, None] + np.arange(d)
    means = (np.float32(2) * uniform(words(key, 4, places)) - np.float32(1)).astype(np.float64)

    def clouds(part, count):
        first = (d + 1) * np.arange(count)
        chosen = blocks(key, part, first)[0]
        if uneven:
            reached = uniform(chosen).astype(np.float64) * np.cumsum(weight)[-1]
            cloud = np.minimum((reached[:, None] >= np.cumsum(weight)).sum(axis=1), classes - 1)
        else:
            cloud = below(chosen, classes)
        draws = normal(*blocks(key, part, first[:, None] + 1 + np.arange(d))).astype(np.float64)
        return (means[cloud] + spread[cloud][:, None] * draws).astype(np.float32)

    x, test_x = clouds(0, spec["train"]), clouds(2, spec["test"])
    distances = ((x.astype(np.float64)[:, None, :] - means) ** 2).sum(axis=2)
    weights = weight / spread**d * np.exp(-distances / (2 * spread * spread))
    posterior = (1 - noise) * weights / weights.sum(axis=1, keepdims=True) + noise / classes
    u = uniform(words(key, 1, np.arange(len(x))))[:, None]
    if classes == 2:
        return Dataset("binary", 2, x, (u < posterior[:, 1:]).astype(int)[:, 0], test_x)
    return Dataset("classes", classes, x, (u < posterior.cumsum(axis=1)).argmax(axis=1), test_x)
