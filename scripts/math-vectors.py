#!/usr/bin/env python3
"""
Writes tests/vectors/math.json (f32, correctly rounded) and tests/vectors/float64.json (f64 nearest to the value of the f64 functions).

Values come from Python's decimal module with 250 digits and from Taylor series, nothing of ours. Arguments: special values, the edges of each
function, every hard case of assembly/math/hardcases.ts, and draws with random exponents. Python's standard library only.

    python3 scripts/math-vectors.py
"""

import json
import math
import pathlib
import random
import re
import struct
from decimal import Decimal as D, getcontext
from fractions import Fraction

getcontext().prec = 250
EPSILON = D(10) ** -240
ROOT = pathlib.Path(__file__).resolve().parent.parent
NAN = 0x7FC00000


def series(first, ratio):
    total, term, n = D(0), first, 1
    while abs(term) > EPSILON * abs(total):
        total += term
        term *= ratio(n)
        n += 1
    return total


def arctan_inverse(n):
    return sum(D(-1) ** k / (D(2 * k + 1) * D(n) ** (2 * k + 1)) for k in range(200))


PI = 16 * arctan_inverse(5) - 4 * arctan_inverse(239)


def sinpi(x):
    x = x % 2
    x = 1 - x if x > D(1) / 2 else -1 - x if x < D(-1) / 2 else x
    t = PI * x
    return series(t, lambda n: -t * t / (2 * n * (2 * n + 1)))


def cospi(x):
    return sinpi(D(1) / 2 - abs(x % 2))


def erf(x):
    if abs(x) > 6:
        return D(1).copy_sign(x) * (1 - D(10) ** -15)
    return 2 / PI.sqrt() * (-x * x).exp() * series(x, lambda n: 2 * x * x / (2 * n + 1))


def bounded(x):
    """e^x is far out of range on both sides, in f32 and in f64."""
    return max(D(-2000), min(D(2000), x))


def exp(x):
    return bounded(x).exp()


def expm1(x):
    return exp(x) - 1


def tanh(x):
    return D(1).copy_sign(x) * (1 - D(10) ** -15) if abs(x) > 20 else expm1(2 * x) / (expm1(2 * x) + 2)


FUNCTIONS = {
    "exp": exp,
    "expm1": expm1,
    "log": lambda x: x.ln(),
    "log1p": lambda x: (1 + x).ln(),
    "tanh": tanh,
    "sigmoid": lambda x: 1 / (1 + exp(-x)),
    "softplus": lambda x: x if x > 1000 else (1 + exp(x)).ln(),
    "erf": erf,
    "sinpi": sinpi,
    "cospi": cospi,
}

INFINITY = math.inf
AT_INFINITY = {  # at -infinity and +infinity
    "exp": (0.0, INFINITY), "expm1": (-1.0, INFINITY), "log": (math.nan, INFINITY), "log1p": (math.nan, INFINITY), "tanh": (-1.0, 1.0),
    "sigmoid": (0.0, 1.0), "softplus": (0.0, INFINITY), "erf": (-1.0, 1.0), "sinpi": (math.nan, math.nan), "cospi": (math.nan, math.nan),
}


def exact(name, x):
    """The value where it is exact or special, else None."""
    if math.isnan(x):
        return math.nan
    if math.isinf(x):
        return AT_INFINITY[name][x > 0]
    pole = {"log": 0, "log1p": -1}.get(name)
    if pole is not None and x <= pole:
        return -INFINITY if x == pole else math.nan
    if name == "sinpi" and x == math.floor(x):
        return math.copysign(0.0, x)
    if name == "cospi" and x - math.floor(x) == 0.5:
        return 0.0
    if x == 0 and name in ("expm1", "log1p", "tanh", "erf"):
        return x
    return None


def float_of(bits):
    return struct.unpack("<f", struct.pack("<I", bits))[0]


def bits_of(x):
    return NAN if math.isnan(x) else struct.unpack("<I", struct.pack("<f", x))[0]


def nearest(value):
    """Bits of the f32 nearest to a Decimal, ties to even."""
    sign, value = (0x80000000, -value) if value < 0 else (0, value)
    value = Fraction(value)
    exponent = -126
    while exponent < 128 and value >= Fraction(2) ** (exponent + 1):
        exponent += 1
    significand = round(value / Fraction(2) ** (exponent - 23))  # round() of a Fraction is half to even
    return sign | min(0x7F800000, ((exponent + 126) << 23) + significand)


def result_bits(name, argument):
    x = float_of(argument)
    known = exact(name, x)
    return bits_of(known) if known is not None else nearest(FUNCTIONS[name](D(x)))


def around(bits):
    return [bits - 1, bits, bits + 1]


SPECIAL = [0, 0x80000000, 0x7F800000, 0xFF800000, NAN, 1, 0x80000001, 0x7FFFFF, 0x807FFFFF, 0x800000, 0x80800000, 0x7F7FFFFF, 0xFF7FFFFF]
COMMON = SPECIAL + [b | s for x in (0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 10.0, 2.0**-24, 2.0**-12, 8388608.0, 16777216.0, 16777218.0)
                    for b in around(bits_of(x)) for s in (0, 0x80000000)]
EDGES = {  # overflow, underflow to subnormals and to 0, saturation
    "exp": [0x42B17217, 0x42B17218, 0xC2AEAC4F, 0xC2AEAC50, 0xC2CFF1B4, 0xC2CFF1B5],
    "expm1": [0x42B17217, 0x42B17218, 0xC18AA122, 0xC18AA123],
    "log": [], "log1p": [0xBF7FFFFF, 0xBF7FFFFE],
    "tanh": [0x41102CB3, 0x41102CB4, 0xC1102CB3],
    "sigmoid": [0x418AA122, 0x418AA123, 0xC2AEAC4F, 0xC2AEAC50, 0xC2CFF1B4, 0xC2CFF1B5],
    "softplus": [0xC2AEAC4F, 0xC2AEAC50, 0xC2CFF1B4, 0xC2CFF1B5],
    "erf": [0x407AD445, 0x407AD446, 0xC07AD445],
    "sinpi": [bits_of(x) for x in (4194304.5, -4194304.5, 8388607.5, -8388607.5, 1.25, -1.75)],
    "cospi": [bits_of(x) for x in (4194304.5, -4194304.5, 8388607.5, -8388607.5, 1.25, -1.75)],
}
RANGE = {"log": (-126, 127), "log1p": (-30, 100), "sinpi": (-30, 22), "cospi": (-14, 22)}


def hard_cases():
    """Arguments of assembly/math/hardcases.ts by function."""
    text = (ROOT / "assembly/math/hardcases.ts").read_text()
    return {
        name.lower(): [int(row, 16) for row in re.findall(r"^\s*0x([0-9a-f]{8}),\s*0x", rows, re.M)]
        for name, rows in re.findall(r"export const (\w+)_HARD = memory.data<u32>\(\[(.*?)\]\)", text, re.S)
    }


def drawn(name, draw, count):
    """Arguments with random exponents; a negative one only where the function has it."""
    low, high = RANGE.get(name, (-30, 6))
    while count:
        x = (1 + draw.random()) * 2.0 ** (low + math.floor(draw.random() * (high - low + 1)))
        x = x if name == "log" or draw.random() < 0.5 else -x
        if name == "log1p" and x <= -1:
            continue
        count -= 1
        yield x


def write(path, note, rows):
    body = ",\n".join('"%s": [\n%s\n]' % (name, ",\n".join(json.dumps(row) for row in lines)) for name, lines in rows.items())
    (ROOT / path).parent.mkdir(exist_ok=True)
    (ROOT / path).write_text('{ "note": %s,\n%s\n}\n' % (json.dumps(note), body))


def main():
    hard = hard_cases()
    rows = {}
    for name in FUNCTIONS:
        arguments = COMMON + EDGES[name] + hard.get(name, []) + [bits_of(x) for x in drawn(name, random.Random(name), 110)]
        rows[name] = ["%08x %08x" % (a, result_bits(name, a)) for a in dict.fromkeys(arguments)]
    write("tests/vectors/math.json", "Bits of argument and correctly rounded result, f32. Made by scripts/math-vectors.py.", rows)

    rows = {}
    for name in ("exp", "expm1", "log", "log1p", "sinpi", "cospi"):
        arguments = list(drawn(name, random.Random(name + "64"), 80)) + ([700.5, -744.0, -720.25] if name == "exp" else [])
        hexadecimal = lambda x: struct.pack(">d", x).hex()
        rows[name] = ["%s %s" % (hexadecimal(x), hexadecimal(float(Fraction(FUNCTIONS[name](D(x)))))) for x in arguments]
    write("tests/vectors/float64.json", "Bits of argument and nearest result, f64. Made by scripts/math-vectors.py.", rows)


main()
