"""The elementary functions of section 2, float32 -> float32, correctly rounded.

Each is computed by a textbook formula in decimal arithmetic of 70 digits and rounded once, exactly, in integers. At least 25 digits are left
after the worst cancellation here (1 against 2^-149, 45 digits), where the result is the float32 x itself; near 1 hardly any is lost.
"""

import math
from decimal import Context, Decimal, setcontext
from fractions import Fraction

import numpy as np

setcontext(Context(prec=70, Emin=-999999, Emax=999999))


def nearest(value):
    """The float32, as a Python float, that is nearest to a Decimal: ties to even, subnormals, overflow to infinity."""
    size = Fraction(abs(value))
    if size == 0:
        return 0.0
    exponent = size.numerator.bit_length() - size.denominator.bit_length()
    if size < Fraction(2) ** exponent:
        exponent -= 1  # now 2^exponent <= size < 2^(exponent + 1)
    quantum = max(exponent, -126) - 23
    rounded = math.ldexp(round(size / Fraction(2) ** quantum), quantum)  # round() of a Fraction takes ties to even
    return math.copysign(math.inf if rounded >= 2.0**128 else rounded, value)


def arctan_inverse(n):
    """arctan(1/n) by its series."""
    total, power, k = Decimal(0), Decimal(1) / n, 0
    while power > Decimal("1e-75"):
        total += power / (2 * k + 1) if k % 2 == 0 else -power / (2 * k + 1)
        power /= n * n
        k += 1
    return total


PI = 16 * arctan_inverse(5) - 4 * arctan_inverse(239)  # Machin
TINY = Decimal("1e-72")


def exp(x):
    if abs(x) > 200:
        return math.inf if x > 0 else 0.0
    return nearest(Decimal(x).exp())


def expm1(x):
    if x == 0:
        return x
    if abs(x) > 200:
        return math.inf if x > 0 else -1.0
    return nearest(Decimal(x).exp() - 1)


def log(x):
    if x == 0:
        return -math.inf
    if x < 0:
        return math.nan
    return x if x == math.inf else nearest(Decimal(x).ln())


def log1p(x):
    if x == 0 or x == math.inf:
        return x
    if x <= -1:
        return -math.inf if x == -1 else math.nan
    return nearest((1 + Decimal(x)).ln())


def tanh(x):
    if x == 0:
        return x
    if abs(x) > 200:
        return math.copysign(1.0, x)
    e = (2 * Decimal(x)).exp()
    return nearest((e - 1) / (e + 1))


def sigmoid(x):
    if abs(x) > 200:
        return 1.0 if x > 0 else 0.0
    return nearest(1 / (1 + (-Decimal(x)).exp()))


def softplus(x):
    if abs(x) > 200:
        return x if x > 0 else 0.0
    return nearest((1 + Decimal(x).exp()).ln())


def erf(x):
    if x == 0:
        return x
    if abs(x) > 10:
        return math.copysign(1.0, x)
    d = Decimal(x)
    square = d * d
    total, term, n = Decimal(0), d, 0
    while abs(term) > abs(total) * TINY:
        total += term
        n += 1
        term *= 2 * square / (2 * n + 1)
    return nearest(2 / PI.sqrt() * (-square).exp() * total)


def sine(angle):
    """sin of a Decimal between -pi/2 and pi/2, by its series."""
    total, term, n = Decimal(0), angle, 1
    while abs(term) > abs(total) * TINY:
        total += term
        term *= -angle * angle / ((n + 1) * (n + 2))
        n += 2
    return total


def sinpi(x):
    if math.isinf(x):
        return math.nan
    turn = math.fmod(x, 2)  # exact, with the sign of x
    if turn == math.trunc(turn):
        return math.copysign(0.0, x)
    part = abs(turn)
    sign = math.copysign(1.0, x)
    if part > 1:
        part, sign = part - 1, -sign
    return math.copysign(nearest(sine(PI * Decimal(min(part, 1 - part)))), sign)


def cospi(x):
    if math.isinf(x):
        return math.nan
    part = abs(math.fmod(x, 2))
    return nearest(sine(PI * (Decimal("0.5") - Decimal(2 - part if part > 1 else part))))


def elementwise(function):
    """Takes a function of one number to arrays of float32; NaN stays NaN, and no input is computed twice."""
    known = {}

    def apply(array):
        array = np.asarray(array, np.float32)
        bits, where = np.unique(array.view(np.uint32), return_inverse=True)
        for b, x in zip(bits.tolist(), bits.view(np.float32).tolist()):
            if b not in known:
                known[b] = math.nan if math.isnan(x) else function(x)
        return np.array([known[b] for b in bits.tolist()], np.float32)[where].reshape(array.shape)

    return apply


exp, expm1, log, log1p, tanh, sigmoid, softplus, erf, sinpi, cospi = map(
    elementwise, [exp, expm1, log, log1p, tanh, sigmoid, softplus, erf, sinpi, cospi]
)
