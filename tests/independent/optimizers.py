"""The optimizers and learning rates of section 8. Parameters and gradients are float32 arrays of replicas x positions."""

import math

import numpy as np

from functions import cospi

f32 = np.float32
ONE = f32(1)

DEFAULTS = {
    "sgd": {"learningRate": 0.01, "weightDecay": 0},
    "momentum": {"learningRate": 0.01, "weightDecay": 0, "momentum": 0.9, "dampening": 0},
    "nesterov": {"learningRate": 0.01, "weightDecay": 0, "momentum": 0.9},
    "adagrad": {"learningRate": 0.1, "weightDecay": 0, "epsilon": 1e-10, "initialAccumulator": 0, "learningRateDecay": 0},
    "rmsprop": {"learningRate": 0.01, "weightDecay": 0, "alpha": 0.99, "epsilon": 1e-8, "momentum": 0, "centered": False},
    "adam": {"learningRate": 0.001, "weightDecay": 0, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "amsgrad": False},
    "adamw": {"learningRate": 0.001, "weightDecay": 0.01, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "amsgrad": False},
}
SCHEDULES = {"constant": {}, "step": {"factor": 0.1, "every": 1}, "linear": {"final": 0}, "cosine": {"final": 0}}


def learning_rate(schedule, lr, t, total, steps_per_epoch):
    """lr_t, a Python float (f64)."""
    name = schedule["name"]
    if name == "step":
        for _ in range(math.floor(t // steps_per_epoch / schedule["every"])):
            lr = lr * schedule["factor"]
    elif name == "linear":
        lr = lr + (((schedule["final"] - lr) * t) / total)
    elif name == "cosine":
        c = float(cospi(f32(t / total)))
        lr = schedule["final"] + (((lr - schedule["final"]) * (1 + c)) / 2)
    return lr


def flush(state):
    return np.where(np.abs(state) < f32(2.0**-126), f32(0), state)


def optimizer(spec, shape):
    """update(t, lr_t, p, g) -> the new parameters; the state lives in the closure."""
    return UPDATES[spec["name"]](spec, np.zeros(shape, np.float32))


def sgd(spec, zeros):
    return lambda t, lr, p, g: p - (f32(lr) * g)


def momentum(spec, m, nesterov=False):
    keep, take = f32(spec["momentum"]), f32(1 - spec.get("dampening", 0))

    def update(t, lr, p, g):
        nonlocal m
        m = flush(g if t == 0 else (keep * m) + (take * g))
        return p - (f32(lr) * (g + (keep * m) if nesterov else m))

    return update


def adagrad(spec, zeros):
    s = zeros + f32(spec["initialAccumulator"])
    epsilon = f32(spec["epsilon"])

    def update(t, lr, p, g):
        nonlocal s
        s = flush(s + (g * g))
        rate = f32(lr / (1 + t * spec["learningRateDecay"]))
        return p - ((rate * g) / (np.sqrt(s) + epsilon))

    return update


def rmsprop(spec, zeros):
    s = mg = buf = zeros
    keep, take, epsilon, inertia = f32(spec["alpha"]), f32(1 - spec["alpha"]), f32(spec["epsilon"]), f32(spec["momentum"])

    def update(t, lr, p, g):
        nonlocal s, mg, buf
        s = flush((keep * s) + (take * (g * g)))
        d = s
        if spec["centered"]:
            mg = flush((keep * mg) + (take * g))
            d = s - (mg * mg)
            d = np.where(d > 0, d, f32(0))
        u = g / (np.sqrt(d) + epsilon)
        if spec["momentum"] != 0:
            u = buf = flush((inertia * buf) + u)
        return p - (f32(lr) * u)

    return update


def adam(spec, zeros):
    m = v = vmax = zeros
    b1 = b2 = 1.0
    keep1, take1, keep2, take2 = f32(spec["beta1"]), f32(1 - spec["beta1"]), f32(spec["beta2"]), f32(1 - spec["beta2"])

    def update(t, lr, p, g):
        nonlocal m, v, vmax, b1, b2
        b1, b2 = b1 * spec["beta1"], b2 * spec["beta2"]
        m = flush((keep1 * m) + (take1 * g))
        v = flush((keep2 * v) + (take2 * (g * g)))
        vmax = np.where(v > vmax, v, vmax) if spec["amsgrad"] else v
        rate = f32((lr * math.sqrt(1 - b2)) / (1 - b1))
        epsilon = f32(spec["epsilon"] * math.sqrt(1 - b2))
        return p - ((rate * m) / (np.sqrt(vmax) + epsilon))

    return update


def adamw(spec, zeros):
    step = adam(spec, zeros)
    return lambda t, lr, p, g: step(t, lr, p * f32(1 - (lr * spec["weightDecay"])), g)


UPDATES = {
    "sgd": sgd,
    "momentum": momentum,
    "nesterov": lambda spec, zeros: momentum(spec, zeros, nesterov=True),
    "adagrad": adagrad,
    "rmsprop": rmsprop,
    "adam": adam,
    "adamw": adamw,
}
