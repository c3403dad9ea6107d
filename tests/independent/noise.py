"""Section 14: noise. Everything is drawn for all replicas at once, each by the key of its level; draws are replicas x ... ."""

import math

import numpy as np

import arithmetic
from streams import below, blocks, normal, replica_keys, uniform, words

f32 = np.float32
ZERO = f32(0)
DEFAULTS = {"labelNoise": 0, "inputNoise": 0, "augment": 0, "resample": False, "dropout": 0, "mcPasses": 0, "ulp": None, "oracle": None}


def complete(study):
    """The fields of noise of docs/study.md with every default filled in; dropout as the list q_0, q_1, ... ."""
    full = {name: study.get(name, default) for name, default in DEFAULTS.items()}
    dropout = full["dropout"] if isinstance(full["dropout"], dict) else {"hidden": full["dropout"]}
    hidden, layers = dropout.get("hidden", 0), len(study["hidden"])
    full["dropout"] = [dropout.get("inputs", 0), *(hidden if isinstance(hidden, list) else [hidden] * layers)]
    if full["ulp"] is not None:
        full["ulp"] = {"step": 0, "ulps": 1, "parameter": None, **full["ulp"]}
    if full["oracle"] is not None:
        named = {"name": full["oracle"]} if isinstance(full["oracle"], str) else full["oracle"]
        full["oracle"] = {"delta": 0.01, **named}
    full["arithmetic"] = arithmetic.complete(study.get("arithmetic"))
    return full


def resampled(study, n):
    """The example that stands at each position of the training set: replicas x n."""
    if not study["resample"]:
        return np.broadcast_to(np.arange(n), (study["replicas"], n))
    return below(words(replica_keys(study, "resample", 1), 0, np.arange(n)), n)


def normals(study, factor, part, shape):
    """Replicas x shape: the normal of block 0, 1, ... of a part, in the order of rows."""
    indices = np.arange(math.prod(shape)).reshape(shape)
    return normal(*blocks(replica_keys(study, factor, len(shape)), part, indices))


def noisy_inputs(study, x):
    """x: n x I. Returns replicas x n x I."""
    if study["inputNoise"] == 0:
        return np.broadcast_to(x, (study["replicas"], *x.shape))
    return x + (f32(study["inputNoise"]) * normals(study, "input", 0, x.shape))


def jittered(study, x, epoch):
    """x: replicas x n x I, after the noise of inputs. Returns the inputs of one epoch."""
    if study["augment"] == 0:
        return x
    return x + (f32(study["augment"]) * normals(study, "augment", epoch, x.shape[1:]))


def noisy_labels(study, y, classes):
    """y: n labels, or targets n x C with classes 0. Returns replicas x the shape of y."""
    if study["labelNoise"] == 0:
        return np.broadcast_to(y, (study["replicas"], *y.shape))
    if classes == 0:
        return y + (f32(study["labelNoise"]) * normals(study, "label", 0, y.shape))
    first, second = blocks(replica_keys(study, "label", 1), 0, np.arange(len(y)))
    return np.where(uniform(first) < f32(study["labelNoise"]), (y + 1 + below(second, classes - 1)) % classes, y)


def dropouts(study, widths, t, b, factor="dropout"):
    """For the inputs and each hidden layer at step t, a batch of b: None, or (replicas x b x units: is it kept, scale).

    In an evaluation by passes: of pass t over b examples, by the stream of "inference".
    """
    rates, units = study["dropout"], sum(widths[:-1])
    if not any(rates):
        return [None] * len(rates)
    draws = uniform(words(replica_keys(study, factor, 2), t, np.arange(b * units).reshape(b, units)))
    found, place = [], 0
    for rate, width in zip(rates, widths):
        kept = draws[:, :, place : place + width] >= f32(rate)
        found.append((kept, f32(1 / (1 - rate))) if rate != 0 else None)
        place += width
    return found


def thinned(dropout, values):
    """Values of units, or their gradient, after one of the above."""
    if dropout is None:
        return values
    kept, scale = dropout
    return np.where(kept, values * scale, ZERO)


def moved(study, parameters):
    """ulp: the parameters with one of each replica moved."""
    first, second = blocks(replica_keys(study, "ulp", 0), 0, 0)
    position, ulps = study["ulp"]["parameter"], study["ulp"]["ulps"]
    position = below(first, parameters.shape[1]) if position is None else position
    rows, parameters = np.arange(len(parameters)), parameters.copy()
    bits = parameters[rows, position].view(np.uint32).astype(np.int64)
    places = np.where(bits < 2**31, bits, -(bits - 2**31)) + np.where(second < 2**31, ulps, -ulps)
    parameters[rows, position] = np.where(places >= 0, places, 2**31 - places).astype(np.uint32).view(f32)
    return parameters


def direction(study, length, count):
    """oracle: for each replica a vector of that length (f64) over all parameters."""
    d = normals(study, "oracle", 0, (count,))
    squares = np.zeros(len(d))
    for p in range(count):
        squares = squares + d[:, p].astype(np.float64) * d[:, p].astype(np.float64)
    return (length / np.sqrt(squares)).astype(f32)[:, None] * d


def oracle(study, count):
    """What is added to the initial parameters (or None), and a function of the step t: what is added to the gradient (or None)."""
    if study["oracle"] is None:
        return None, lambda t: None
    name, delta = study["oracle"]["name"], float(study["oracle"]["delta"])
    if name == "start":
        return direction(study, delta / 2, count), lambda t: None
    if name == "gradient":
        shift = direction(study, delta, count)
        return None, lambda t: shift
    return None, lambda t: f32(delta / math.sqrt(count)) * normals(study, "oracle", t + 1, (count,))
