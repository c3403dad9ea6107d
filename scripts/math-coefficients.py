#!/usr/bin/env python3
"""
The coefficients of assembly/math/tables.ts: writes that file to standard output and the error of each polynomial to standard error.

Every polynomial interpolates its function at Chebyshev nodes (within a small factor of the best one), computed with 70 decimal digits; the
coefficients are rounded to f64 at the end, and the error is measured with the rounded ones. Python's standard library only.

    python3 scripts/math-coefficients.py > assembly/math/tables.ts
"""

import sys
from decimal import Decimal as D, getcontext

getcontext().prec = 70
EPSILON = D(10) ** -68


def series(first, ratio):
    """Sum of terms t, t * ratio(1), t * ratio(1) * ratio(2), ..."""
    total, term, n = D(0), first, 1
    while abs(term) > EPSILON * max(abs(total), EPSILON):
        total += term
        term *= ratio(n)
        n += 1
    return total


def arctan_inverse(n):
    return sum(D(-1) ** k / (D(2 * k + 1) * D(n) ** (2 * k + 1)) for k in range(60))


PI = 16 * arctan_inverse(5) - 4 * arctan_inverse(239)
LN2 = D(2).ln()


def sine(t):
    return series(t, lambda n: -t * t / (2 * n * (2 * n + 1)))


def cosine(t):
    return series(D(1), lambda n: -t * t / (2 * n * (2 * n - 1)))


def erf(x):
    return 2 / PI.sqrt() * (-x * x).exp() * series(x, lambda n: 2 * x * x / (2 * n + 1))


def expm1_rest(r):
    """(e^r - 1 - r) / r^2"""
    return series(D(1) / 2, lambda n: r / (n + 2))


def atanh_rest(z):
    """(2 atanh(s)/s - 2) / z with z = s^2"""
    return series(D(2) / 3, lambda n: z * (2 * n + 1) / (2 * n + 3))


def coth_rest(z):
    """(r coth(r) - 1) / z with z = r^2"""
    return series(D(1) / 3, lambda n: z / (2 * n * (2 * n + 3))) / series(D(1), lambda n: z / (2 * n * (2 * n + 1)))


def sinpi_rest(z):
    """(sin(pi r)/r - pi) / z with z = r^2"""
    return series(-(PI**3) / 6, lambda n: -PI * PI * z / ((2 * n + 2) * (2 * n + 3)))


def cospi_rest(z):
    """(cos(pi r) - 1) / z with z = r^2"""
    return series(-(PI**2) / 2, lambda n: -PI * PI * z / ((2 * n + 1) * (2 * n + 2)))


def erf_ratio(x):
    """erf(x)/x"""
    return erf(x) / x if x else 2 / PI.sqrt()


def interpolate(function, low, high, degree):
    """Coefficients c0 ... c_degree, as f64, of the polynomial through the Chebyshev nodes of [low, high]."""
    middle, half = (low + high) / 2, (high - low) / 2
    nodes = [middle + half * cosine(PI * (2 * k + 1) / (2 * (degree + 1))) for k in range(degree + 1)]
    # Newton's divided differences, then expansion into powers.
    table = [function(x) for x in nodes]
    for order in range(1, degree + 1):
        for i in range(degree, order - 1, -1):
            table[i] = (table[i] - table[i - 1]) / (nodes[i] - nodes[i - order])
    coefficients = [D(0)]
    for x, difference in zip(reversed(nodes), reversed(table)):
        shifted = [D(0)] + coefficients
        coefficients = [s - x * c for s, c in zip(shifted, coefficients + [D(0)])]
        coefficients[0] += difference
    return [float(c) for c in coefficients[: degree + 1]]


def evaluate(coefficients, x):
    total = D(0)
    for c in reversed(coefficients):
        total = total * x + D(c)
    return total


def largest_error(low, high, error):
    points = [low + (high - low) * D(k) / 400 for k in range(401)]
    return max(abs(error(x)) for x in points)


def binary(error):
    return "2^%.1f" % float(error.ln() / LN2) if error else "0"


def rows(values):
    return "".join("  %s, // %s\n" % (repr(v), v.hex()) for v in values)


def head(value, bits):
    """value rounded to a number of significant bits"""
    scale = D(2) ** (bits - 1 - int((abs(value).ln() / LN2).to_integral_value(rounding="ROUND_FLOOR")))
    return float((value * scale).to_integral_value() / scale)


def main():
    half_ln2 = LN2 / 2
    expm1 = interpolate(expm1_rest, -half_ln2, half_ln2, 10)
    largest_z = (D(2).sqrt() - 1) ** 2 / (D(2).sqrt() + 1) ** 2
    atanh = interpolate(atanh_rest, D(0), largest_z, 7)
    largest_square = (LN2 / 4) ** 2
    coth = interpolate(coth_rest, D(0), largest_square, 4)
    sixteenth = D(1) / 16
    sinpi = interpolate(sinpi_rest, D(0), sixteenth, 6)
    cospi = interpolate(cospi_rest, D(0), sixteenth, 6)
    ln2_head, half_ln2_head, pi_head = head(LN2, 33), head(half_ln2, 37), head(PI, 29)

    report = lambda name, error: print("%-8s %s" % (name, binary(error)), file=sys.stderr)
    report("expm1", largest_error(-half_ln2, half_ln2, lambda r: (evaluate(expm1, r) - expm1_rest(r)) * r / (1 + r * expm1_rest(r))))
    report("atanh", largest_error(D(0), largest_z, lambda z: (evaluate(atanh, z) - atanh_rest(z)) * z / 2))
    report("coth", largest_error(D(0), largest_square, lambda z: (evaluate(coth, z) - coth_rest(z)) * z / (1 + z * coth_rest(z))))
    report("sinpi", largest_error(D(0), sixteenth, lambda z: (evaluate(sinpi, z) - sinpi_rest(z)) * z / (PI + z * sinpi_rest(z))))
    report("cospi", largest_error(D(0), sixteenth, lambda z: (evaluate(cospi, z) - cospi_rest(z)) * z / (1 + z * cospi_rest(z))))

    pieces, worst = [], D(0)
    for i in range(64):
        center, reach = D(i) / 16, D(1) / 32
        piece = interpolate(lambda t: erf_ratio(center + t), -reach, reach, 8)
        # At 21 points: erf in 70 digits is slow.
        points = [-reach + reach * k / 10 for k in range(21)]
        worst = max([worst] + [abs(evaluate(piece, t) / erf_ratio(center + t) - 1) for t in points])
        pieces.append(piece)
    report("erf", worst)

    print("/**")
    print(" * Constants and coefficients, c0 first. Made by scripts/math-coefficients.py; derivations and error bounds: docs/math.md.")
    print(" * They stand in memory, not in the code: V8 rebuilds a v128 constant at every use, a load is cheaper.")
    print(" */")
    table = lambda doc, name, values: print("\n/** %s */\nexport const %s = memory.data<f64>([\n%s]);" % (doc, name, rows(values)))
    table("1/log(2); log(2) in two parts, the first with 33 bits.", "LN2", [float(1 / LN2), ln2_head, float(LN2 - D(ln2_head))])
    table("(e^r - 1 - r) / r^2 on |r| <= log(2)/2.", "EXPM1", expm1)
    table("(2 atanh(s) - 2s) / s^3 by s^2, on |s| <= (sqrt(2) - 1) / (sqrt(2) + 1).", "ATANH", atanh)
    table("2/log(2); log(2)/2 in two parts, the first with 37 bits, the second positive.", "HALF_LN2", [float(2 / LN2), half_ln2_head, float(half_ln2 - D(half_ln2_head))])
    table("(r coth(r) - 1) / r^2 by r^2, on |r| <= log(2)/4.", "COTH", coth)
    table("pi in two parts, the first with 29 bits.", "PI", [pi_head, float(PI - D(pi_head))])
    table("(sin(pi r) - pi r) / r^3 by r^2, on |r| <= 1/4.", "SINPI", sinpi)
    table("(cos(pi r) - 1) / r^2 by r^2, on |r| <= 1/4.", "COSPI", cospi)
    print("\n/** erf(x)/x by x - i/16 on |x - i/16| <= 1/32, for i = 0 ... 63: nine coefficients each. */")
    print("export const ERF = memory.data<f64>([")
    for piece in pieces:
        print("  %s," % ", ".join(repr(c) for c in piece))
    print("]);")


main()
