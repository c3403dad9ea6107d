"""The trainer of doppelgrad once more, in Python with NumPy float32.

Written from docs/arithmetic.md, docs/study.md and docs/data.md alone, without a look at the source, to show that the documents are
complete: equal fingerprints mean that they fix every bit. Made to be compared with the text, not to be fast. The sums run in Python loops, in
the order of the text; only the independent dimensions (replicas, examples, outputs) are left to NumPy.

    python3 trainer.py STUDY.json

reads a study, or a list of { "name", "study" }, from a file or from standard input, and prints its fingerprint, or a line
`fingerprint  name` for each.
"""

import hashlib
import json
import math
import sys

import numpy as np

import activations
import arithmetic
import datasets
import noise
import optimizers
from functions import exp, log, sigmoid, softplus
from streams import FACTORS, below, blocks, level, normal, stream_key, uniform, words

f32 = np.float32
LOSSES = {"binary": "logistic", "classes": "softmax", "regression": "squared"}
SCHEMES = {
    "zeros": {},
    "constant": {"value": 0},
    "uniform": {"low": -0.05, "high": 0.05},
    "normal": {"mean": 0, "stddev": 0.05},
    "glorot_uniform": {"gain": 1},
    "glorot_normal": {"gain": 1},
    "he_uniform": {"gain": 1},
    "he_normal": {"gain": 1},
    "lecun_uniform": {"gain": 1},
    "lecun_normal": {"gain": 1},
}


def variant(given, default, table):
    """A bare name or { name, ...parameters } with the defaults of its table filled in."""
    given = {"name": given} if isinstance(given, str) else given or {}
    name = given.get("name", default)
    return {"name": name, **table[name], **given}


def complete(study):
    """The study with every default of docs/study.md filled in, but for those that need the data: loss and shuffleWindow."""
    defaults = {
        "hidden": [8], "loss": None, "classWeights": None, "clipNorm": None, "batchSize": 1, "epochs": 1, "earlyStopping": None, "shuffleWindow": None, "shuffleForm": "buffer",
        "reshuffle": True, "order": None, "vary": FACTORS, "design": None, "seed": 0, "seeds": {},
    }
    full = {**defaults, **study}
    full["data"] = datasets.complete(full.get("data"))
    full["activation"] = variant(full.get("activation"), "relu", activations.DEFAULTS)
    full["optimizer"] = variant(full.get("optimizer"), "adagrad", optimizers.DEFAULTS)
    full["schedule"] = variant(full.get("schedule"), "constant", optimizers.SCHEDULES)
    if full["earlyStopping"] is not None:
        full["earlyStopping"] = {"share": 0.1, "patience": 5, "minDelta": 0, **full["earlyStopping"]}
    full.setdefault("replicas", math.prod(full["design"].values()) if full["design"] else 16)
    initial = full.get("initial") or {}
    if isinstance(initial, str):
        initial = {"weights": initial}
    if isinstance(initial, dict):
        initial = {
            "weights": variant(initial.get("weights"), "glorot_uniform", SCHEMES),
            "biases": variant(initial.get("biases"), "zeros", SCHEMES),
        }
    full["initial"] = initial
    return {**full, **noise.complete(full)}


def draw(scheme, key, position, count, inputs, outputs):
    """Section 4: the parameters from a flat position on, of one layer's weights or biases."""
    name = scheme["name"]
    if name in ("zeros", "constant"):
        return np.full(count, f32(scheme.get("value", 0)))
    first, second = blocks(key, 0, np.arange(position, position + count))
    if name == "uniform":
        return f32(scheme["low"]) + (f32(scheme["high"] - scheme["low"]) * uniform(first))
    if name == "normal":
        return f32(scheme["mean"]) + (f32(scheme["stddev"]) * normal(first, second))
    family, shape = name.split("_")
    fan = {"glorot": inputs + outputs, "he": inputs, "lecun": inputs}[family]
    variance = {"glorot": 2, "he": 2, "lecun": 1}[family] * (3 if shape == "uniform" else 1) / fan
    factor = f32(scheme["gain"] * math.sqrt(variance))
    if shape == "uniform":
        return factor * ((f32(2) * uniform(first)) - f32(1))
    return factor * normal(first, second)


def initial_parameters(study, widths, replica):
    """The flat list of one replica."""
    if isinstance(study["initial"], list):
        return np.concatenate([np.array(layer[part], f32).flatten() for layer in study["initial"] for part in ("W", "b")])
    key = stream_key(study, "init", level(study, "init", replica))
    parts, position = [], 0
    for inputs, outputs in zip(widths, widths[1:]):
        for scheme, count in ((study["initial"]["weights"], inputs * outputs), (study["initial"]["biases"], outputs)):
            parts.append(draw(scheme, key, position, count, inputs, outputs))
            position += count
    return np.concatenate(parts)


def epoch_order(study, key, epoch, n):
    """Section 5: the order of the n examples in one epoch."""
    window = min(study["shuffleWindow"] or n, n)
    draws = words(key, epoch if study["reshuffle"] else 0, np.arange(n))
    if study["shuffleForm"] == "block":
        order = list(range(n))
        for start in range(0, n, window):
            for i in range(min(start + window, n) - 1, start, -1):
                j = start + int(below(draws[i], i - start + 1))
                order[i], order[j] = order[j], order[i]
        return order
    slots, rest, order = list(range(window)), iter(range(window, n)), []
    for word in draws:
        j = int(below(word, len(slots)))
        order.append(slots[j])
        following = next(rest, None)
        if following is not None:
            slots[j] = following
        else:
            last = slots.pop()
            if j < len(slots):
                slots[j] = last
    return order


def batches(study, n):
    """The steps: for each an array of replicas x examples of the batch."""
    replicas = study["replicas"]
    if study["order"] is not None:
        return [np.array([step] * replicas) for step in study["order"]]
    keys = [stream_key(study, "shuffle", level(study, "shuffle", r)) for r in range(replicas)]
    sample = noise.resampled(study, n)
    size, steps = study["batchSize"], []
    for epoch in range(study["epochs"]):
        orders = np.take_along_axis(sample, np.array([epoch_order(study, key, epoch, n) for key in keys]), axis=1)
        steps += [orders[:, start : start + size] for start in range(0, n, size)]
    return steps


def layers_of(parameters, widths):
    """The flat lists (replicas x positions) as (W: replicas x I x O, b: replicas x O) of each layer."""
    layers, position = [], 0
    for inputs, outputs in zip(widths, widths[1:]):
        weights = parameters[:, position : position + inputs * outputs].reshape(-1, inputs, outputs)
        position += inputs * outputs
        layers.append((weights, parameters[:, position : position + outputs]))
        position += outputs
    return layers


def forward(layers, x, activation, dropouts=None, sums=None):
    """Section 6.1, and 15 with `sums`. x: replicas x examples x inputs. Returns the input of each layer, the slope below each layer but the first, the logits."""
    dropouts = dropouts or [None] * len(layers)
    inputs, slopes = [noise.thinned(dropouts[0], x)], []
    for index, (weights, biases) in enumerate(layers):
        x = inputs[-1]
        if sums and sums.simulates("forward"):
            z = sums.z(index, x, weights, biases)
        else:
            z = np.repeat(biases[:, None, :], x.shape[1], axis=1)
            for i in range(x.shape[2]):
                z = z + (x[:, :, i, None] * weights[:, None, i, :])
        if index < len(layers) - 1:
            value, slope = activation(z)
            inputs.append(noise.thinned(dropouts[index + 1], value))
            slopes.append(slope)
    return inputs, slopes, z


def loss_and_gradient(loss, z, y):
    """Section 6.2. z: replicas x b x C; y: replicas x b x C. Returns the f32 losses (replicas x b) and dz."""
    b, columns = z.shape[1:]
    if loss == "logistic":
        return np.where(y == 0, softplus(z), softplus(-z))[:, :, 0], (sigmoid(z) - y) / f32(b)
    if loss == "squared":
        d = z - y
        s = np.zeros(z.shape[:2], f32)
        for c in range(columns):
            s = s + (d[:, :, c] * d[:, :, c])
        return s / f32(columns), (f32(2) * d) / f32(b * columns)
    m = z[:, :, 0]
    for c in range(1, columns):
        m = np.where(z[:, :, c] > m, z[:, :, c], m)
    e = exp(z - m[:, :, None])
    s = np.zeros(z.shape[:2], f32)
    for c in range(columns):
        s = s + e[:, :, c]
    own = np.take_along_axis(z, y.argmax(axis=2)[:, :, None], axis=2)[:, :, 0]
    return log(s) - (own - m), ((e / s[:, :, None]) - y) / f32(b)


def backward(layers, inputs, slopes, dropouts, dz, sums):
    """Section 6.3, and 15. Returns the gradient as flat lists."""
    parts = []
    for index in range(len(layers) - 1, -1, -1):
        weights, x = layers[index][0], inputs[index]
        dw, db = np.zeros_like(weights), np.zeros_like(dz[:, 0, :])
        if sums.simulates("backward"):
            dw, db = sums.gradient(index, x, dz)
        else:
            for n in range(x.shape[1]):
                dw = dw + (x[:, n, :, None] * dz[:, n, None, :])
                db = db + dz[:, n, :]
        parts = [dw.reshape(len(dw), -1), db, *parts]
        if index > 0:
            dx = np.zeros_like(x)
            if sums.simulates("backward"):
                dx = sums.dx(index, dz, weights)
            else:
                for o in range(dz.shape[2]):
                    dx = dx + (dz[:, :, o, None] * weights[:, None, :, o])
            dz = noise.thinned(dropouts[index], dx) * slopes[index - 1]
    return np.concatenate(parts, axis=1)


def clip(g, largest):
    """Section 6.4."""
    squares = np.zeros(len(g))
    for position in range(g.shape[1]):
        squares = squares + g[:, position].astype(np.float64) * g[:, position].astype(np.float64)
    norm = np.sqrt(squares)
    clipped = norm > largest
    factor = np.divide(largest, norm, out=np.ones_like(norm), where=clipped).astype(f32)
    return np.where(clipped[:, None], g * factor[:, None], g)


def target_columns(data, loss, y):
    """These labels or targets as float32 columns, one-hot for softmax and for the squared loss on more than two classes."""
    if data.task == "regression":
        return y
    if loss == "softmax" or (loss == "squared" and data.classes > 2):
        return np.eye(data.classes, dtype=f32)[y]
    return y.astype(f32)[..., None]


def weights_of(data, class_weights):
    """Section 11: one float32 a training example, or None."""
    if data.weights is None and class_weights is None:
        return None
    n = len(data.x)
    if class_weights == "balanced":
        counts = [int((data.y == k).sum()) for k in range(data.classes)]
        class_weights = [n / (data.classes * count) if count else 0 for count in counts]
    given = [1.0] * n if data.weights is None else [float(weight) for weight in data.weights]
    products = [given[i] * (1 if class_weights is None else float(class_weights[data.y[i]])) for i in range(n)]
    total = 0.0
    for product in products:
        total = total + product
    return np.array([(product * n) / total for product in products], np.float64).astype(f32)


def kept_for_validation(study, m):
    """Section 12: the training examples that are trained on, and those for validation."""
    n = min(max(math.floor(m * study["earlyStopping"]["share"] + 0.5), 1), m - 1)
    draws = words(stream_key(study, "data", 0), 8, np.arange(m))
    examples = list(range(m))
    for i in range(m - 1, 0, -1):
        j = int(below(draws[i], i + 1))
        examples[i], examples[j] = examples[j], examples[i]
    return sorted(examples[: m - n]), sorted(examples[m - n :])


class Stopping:
    """Section 12: which epoch of each replica is the best, which is the last, and the parameters of the best."""

    def __init__(self, study, evaluate):
        self.patience, self.delta = study["earlyStopping"]["patience"], float(study["earlyStopping"]["minDelta"])
        self.evaluate, self.epoch, self.kept = evaluate, 0, None
        self.best, self.last = (np.zeros(study["replicas"], int) for _ in range(2))
        self.stopped = np.zeros(study["replicas"], bool)

    def after_epoch(self, parameters):
        losses = self.evaluate(parameters)
        self.epoch += 1
        if self.epoch == 1:
            self.least, self.kept = losses.copy(), parameters.copy()
            better = np.ones(len(losses), bool)
        else:
            better = ~self.stopped & (losses < self.least - self.delta)
        self.best[better], self.least[better], self.kept[better] = self.epoch, losses[better], parameters[better]
        self.last[~self.stopped] = self.epoch
        self.stopped |= self.epoch - self.best >= self.patience
        return bool(self.stopped.all())


def note_divergence(diverged, step, logits, losses, parameters, bounded):
    """Section 9: adds to { replica: (step, reason) } the replicas that diverge at this step, each for its first reason."""
    wrong_logits = ~np.isfinite(logits) | (np.abs(logits) >= f32(2.0**24) if bounded else False)
    for reason, wrong in (
        ("a logit is out of range", wrong_logits.any(axis=(1, 2))),
        ("the loss is not finite", ~np.isfinite(losses)),
        ("a parameter is not finite", ~np.isfinite(parameters).all(axis=1)),
    ):
        for replica in np.flatnonzero(wrong):
            diverged.setdefault(int(replica), (int(np.broadcast_to(step, len(losses))[replica]), reason))


def batch_losses(losses):
    """The f64 means, in example order."""
    total = np.zeros(len(losses))
    for n in range(losses.shape[1]):
        total = total + losses[:, n].astype(np.float64)
    return total / losses.shape[1]


def test_logits(study, parameters, widths, x, activation):
    """Section 6, or section 14 where predictions are made by passes with dropout."""
    layers, passes = layers_of(parameters, widths), study["mcPasses"]
    if passes == 0:
        return forward(layers, x, activation)[2]
    total = 0.0
    for t in range(passes):
        drops = noise.dropouts(study, widths, t, x.shape[1], "inference")
        total = total + forward(layers, x, activation, drops)[2].astype(np.float64)
    return (total / passes).astype(f32)


def train(study):
    """Trains a study (a dict as in JSON). Returns the final parameters, replicas x positions, and the test logits, replicas x N x C."""
    study = complete(study)
    data = datasets.make_dataset(study["data"], stream_key(study, "data", 0))
    loss = study["loss"] or LOSSES[data.task]
    replicas, stopping = study["replicas"], None
    if study["earlyStopping"] is not None:
        trained, held = kept_for_validation(study, len(data.x))
        held_columns = target_columns(data, loss, data.y[held])
        held_x, held_y = (np.repeat(values[None], replicas, axis=0) for values in (data.x[held], held_columns))
        data.x, data.y = data.x[trained], data.y[trained]
        data.weights = None if data.weights is None else data.weights[trained]

        def validation_losses(parameters):
            logits = forward(layers_of(parameters, widths), held_x, activation)[2]
            return batch_losses(loss_and_gradient(loss, logits, held_y)[0])

        stopping = Stopping(study, validation_losses)
    n, rows = len(data.x), np.arange(replicas)[:, None]
    x, y = noise.noisy_inputs(study, data.x), target_columns(data, loss, noise.noisy_labels(study, data.y, data.classes))
    widths = [data.x.shape[1], *study["hidden"], y.shape[2]]
    activation = activations.activation(study["activation"])
    parameters = np.stack([initial_parameters(study, widths, r) for r in range(replicas)])
    decay = study["optimizer"]["weightDecay"] if study["optimizer"]["name"] != "adamw" else 0
    update = optimizers.optimizer(study["optimizer"], parameters.shape)
    weights = weights_of(data, study["classWeights"])
    steps, steps_of_epoch = batches(study, n), math.ceil(n / study["batchSize"])
    start, gradient_error = noise.oracle(study, parameters.shape[1])
    if start is not None:
        parameters = parameters + start
    diverged = {}
    for t, examples in enumerate(steps):
        if t % steps_of_epoch == 0:
            epoch_x = noise.jittered(study, x, t // steps_of_epoch)
        if study["ulp"] is not None and t == study["ulp"]["step"]:
            parameters = noise.moved(study, parameters)
        layers, dropouts = layers_of(parameters, widths), noise.dropouts(study, widths, t, examples.shape[1])
        sums = arithmetic.Sums(study, widths, t, examples.shape[1])
        inputs, slopes, logits = forward(layers, epoch_x[rows, examples], activation, dropouts, sums)
        losses, dz = loss_and_gradient(loss, logits, y[rows, examples])
        if weights is not None:
            losses, dz = weights[examples] * losses, weights[examples][:, :, None] * dz
        g, error = backward(layers, inputs, slopes, dropouts, dz, sums), gradient_error(t)
        if error is not None:
            g = g + error
        if study["clipNorm"] is not None:
            g = clip(g, float(study["clipNorm"]))
        if decay != 0:
            g = g + (f32(decay) * parameters)
        rate = optimizers.learning_rate(
            study["schedule"], float(study["optimizer"]["learningRate"]), t, len(steps), steps_of_epoch
        )
        parameters = update(t, rate, parameters, g)
        found = {}
        note_divergence(found, t, logits, batch_losses(losses), parameters, loss != "squared")
        diverged = {**{r: why for r, why in found.items() if not (stopping and stopping.stopped[r])}, **diverged}
        if stopping and (t + 1) % steps_of_epoch == 0 and stopping.after_epoch(parameters):
            break
    if stopping:
        parameters = stopping.kept
    test = np.repeat(data.test_x[None], replicas, axis=0)
    logits = test_logits(study, parameters, widths, test, activation)
    note_divergence(diverged, len(steps) if stopping is None else stopping.last * steps_of_epoch, logits, np.zeros(replicas), parameters, loss != "squared")
    if diverged:
        replica = min(diverged)
        step, reason = diverged[replica]
        raise ArithmeticError(f"replica {replica} diverged at step {step}: {reason}.")
    return parameters, logits


def fingerprint(study):
    """Section 10, hexadecimal."""
    with np.errstate(all="ignore"):
        parameters, logits = train(study)
    digests = [hashlib.sha256(row.astype("<f4").tobytes()).digest() for row in parameters]
    return hashlib.sha256(b"".join(digests) + logits.astype("<f4").tobytes()).hexdigest()


def main():
    with open(sys.argv[1]) if len(sys.argv) > 1 else sys.stdin as file:
        studies = json.load(file)
    if isinstance(studies, dict):
        print(fingerprint(studies.get("study", studies)))
        return
    for entry in studies:
        print(f"{fingerprint(entry['study'])}  {entry['name']}", flush=True)


if __name__ == "__main__":
    main()
