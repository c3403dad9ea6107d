"""The activations of section 7: for a study's activation, a function of z that returns (value, slope)."""

import numpy as np

from functions import erf, exp, expm1, sigmoid, softplus, tanh

f32 = np.float32
ZERO, HALF, ONE, THREE, SIX = f32(0), f32(0.5), f32(1), f32(3), f32(6)

DEFAULTS = {
    "identity": {},
    "relu": {},
    "relu6": {},
    "leaky_relu": {"alpha": 0.01},
    "elu": {"alpha": 1},
    "selu": {},
    "smelu": {"beta": 1},
    "gsmelu": {"gMinus": 0, "gPlus": 1, "alpha": 1, "beta": 1, "t": 0},
    "softplus": {"beta": 1},
    "swish": {"beta": 1},
    "silu": {"beta": 1},
    "gelu": {},
    "gelu_tanh": {},
    "mish": {},
    "tanh": {},
    "sigmoid": {},
    "softsign": {},
    "hard_swish": {},
}


def identity():
    return lambda z: (z, np.ones_like(z))


def relu():
    return lambda z: (np.where(z > 0, z, ZERO), np.where(z > 0, ONE, ZERO))


def relu6():
    def value_and_slope(z):
        return np.where(z >= SIX, SIX, np.where(z > 0, z, ZERO)), np.where(z >= SIX, ZERO, np.where(z > 0, ONE, ZERO))

    return value_and_slope


def leaky_relu(alpha):
    alpha = f32(alpha)
    return lambda z: (np.where(z > 0, z, alpha * z), np.where(z > 0, ONE, alpha))


def elu(alpha):
    alpha = f32(alpha)
    return lambda z: (np.where(z > 0, z, alpha * expm1(z)), np.where(z > 0, ONE, alpha * exp(z)))


def selu():
    scale, k = f32(1.0507009873554805), f32(1.0507009873554805 * 1.6732632423543772)
    return lambda z: (np.where(z > 0, scale * z, k * expm1(z)), np.where(z > 0, scale, k * exp(z)))


def smelu(beta):
    if beta == 0:
        return relu()
    quarter, half, beta = f32(1 / (4 * beta)), f32(1 / (2 * beta)), f32(beta)

    def value_and_slope(z):
        d = z + beta
        value = np.where(z >= beta, z, np.where(z > -beta, (d * d) * quarter, ZERO))
        return value, np.where(z >= beta, ONE, np.where(z > -beta, d * half, ZERO))

    return value_and_slope


def gsmelu(gMinus, gPlus, alpha, beta, t):
    a = b = c = 0.0
    if alpha + beta != 0:
        a = (gPlus - gMinus) / (2 * (alpha + beta))
        b = ((alpha * gPlus) + (beta * gMinus)) / (alpha + beta)
        c = t + ((((alpha * alpha) * (gPlus + gMinus)) + (((2 * alpha) * beta) * gMinus)) / (2 * (alpha + beta)))
    upper = f32((t + (((alpha + beta) / 2) * gMinus)) + (((alpha - beta) / 2) * gPlus))
    lower = f32(t + (gMinus * alpha))
    a, b, c, gMinus, gPlus, alpha, beta = map(f32, (a, b, c, gMinus, gPlus, alpha, beta))
    twice = f32(2) * a

    def value_and_slope(z):
        above, within = z >= beta, z > -alpha
        value = np.where(above, (gPlus * z) + upper, np.where(within, (((a * z) + b) * z) + c, (gMinus * z) + lower))
        return value, np.where(above, gPlus, np.where(within, (twice * z) + b, gMinus))

    return value_and_slope


def soft_plus(beta):
    beta = f32(beta)
    return lambda z: (softplus(beta * z) / beta, sigmoid(beta * z))


def swish(beta):
    beta = f32(beta)

    def value_and_slope(z):
        s = sigmoid(beta * z)
        return z * s, s + (((beta * z) * s) * (ONE - s))

    return value_and_slope


def gelu():
    root, density = f32(0.7071067811865476), f32(0.3989422804014327)

    def value_and_slope(z):
        e = ONE + erf(z * root)
        return (HALF * z) * e, (HALF * e) + (z * (density * exp((z * z) * -HALF)))

    return value_and_slope


def gelu_tanh():
    k, h, h3 = f32(0.7978845608028654), f32(0.044715), f32(3 * 0.044715)

    def value_and_slope(z):
        t = tanh(k * (z + (h * ((z * z) * z))))
        value = (HALF * z) * (ONE + t)
        return value, (HALF * (ONE + t)) + (((HALF * z) * (ONE - (t * t))) * (k * (ONE + (h3 * (z * z)))))

    return value_and_slope


def mish():
    def value_and_slope(z):
        t = tanh(softplus(z))
        return z * t, t + ((z * sigmoid(z)) * (ONE - (t * t)))

    return value_and_slope


def hyperbolic_tangent():
    def value_and_slope(z):
        a = tanh(z)
        return a, ONE - (a * a)

    return value_and_slope


def logistic_sigmoid():
    def value_and_slope(z):
        a = sigmoid(z)
        return a, a * (ONE - a)

    return value_and_slope


def softsign():
    def value_and_slope(z):
        d = ONE + np.abs(z)
        return z / d, ONE / (d * d)

    return value_and_slope


def hard_swish():
    def value_and_slope(z):
        value = np.where(z >= 3, z, np.where(z > -3, (z * (z + THREE)) / SIX, ZERO))
        return value, np.where(z > 3, ONE, np.where(z >= -3, (z / THREE) + HALF, ZERO))

    return value_and_slope


BY_NAME = {
    "identity": identity,
    "relu": relu,
    "relu6": relu6,
    "leaky_relu": leaky_relu,
    "elu": elu,
    "selu": selu,
    "smelu": smelu,
    "gsmelu": gsmelu,
    "softplus": soft_plus,
    "swish": swish,
    "silu": swish,
    "gelu": gelu,
    "gelu_tanh": gelu_tanh,
    "mish": mish,
    "tanh": hyperbolic_tangent,
    "sigmoid": logistic_sigmoid,
    "softsign": softsign,
    "hard_swish": hard_swish,
}


def activation(spec):
    """spec: { name, ...numbers }, defaults filled in."""
    return BY_NAME[spec["name"]](**{name: float(number) for name, number in spec.items() if name != "name"})
