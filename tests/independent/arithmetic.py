"""Section 15: simulated arithmetic. Sums run over the first axis of their factors; the axes behind it are replicas x ... ."""

import math

import numpy as np

from streams import below, replica_keys, words

f32, f64 = np.float32, np.float64
PRECISIONS = {"bf16": (8, -126, 127), "tf32": (11, -126, 127), "f16": (11, -14, 15)}


def complete(given):
    """{ order, n, operands, fma, double, flush, on } of the field of a study, or None."""
    if given is None:
        return None
    given = given if isinstance(given, dict) else {"profiles": given}
    profiles = [given["profiles"]] if isinstance(given["profiles"], str) else given["profiles"]
    found = {"order": None, "n": None, "operands": None, "on": given.get("on", "both")}
    for profile in profiles:
        name, _, n = profile.partition(":")
        if name in PRECISIONS:
            found["operands"] = PRECISIONS[name]
        elif name not in ("fma", "f64-accumulate", "flush-subnormals"):
            found["order"], found["n"] = name, int(n or 0)
    return {**found, "fma": "fma" in profiles, "double": "f64-accumulate" in profiles, "flush": "flush-subnormals" in profiles}


def rounded(x, form):
    """float32 numbers rounded to a precision in bits, with the exponents of the least and of the largest normal number."""
    if form is None:
        return x
    precision, least, most = form
    exponents = np.frexp(x.astype(f64))[1] - 1
    unit = np.ldexp(1.0, np.maximum(exponents, least) - (precision - 1))
    nearest = np.rint(x.astype(f64) / unit) * unit
    return np.where(np.abs(nearest) >= 2.0 ** (most + 1), np.copysign(np.inf, x), nearest).astype(f32)


def fused(a, b, s):
    """a b + s of three floats, rounded once to float32: in whole numbers."""
    if not (math.isfinite(a) and math.isfinite(b) and math.isfinite(s)):
        return f32(f64(a) * f64(b) + f64(s))
    (na, da), (nb, db), (ns, ds) = a.as_integer_ratio(), b.as_integer_ratio(), s.as_integer_ratio()
    numerator, denominator = na * nb * ds + ns * da * db, da * db * ds
    if numerator == 0:
        return f32(f64(a) * f64(b) + f64(s))  # exact, with the sign of IEEE-754
    size = abs(numerator)
    exponent = size.bit_length() - denominator.bit_length()  # denominators are powers of two
    place = max(exponent, -126) - 23
    size, denominator = (size, denominator << place) if place > 0 else (size << -place, denominator)
    units, rest = divmod(size, denominator)
    if 2 * rest > denominator or (2 * rest == denominator and units % 2 == 1):
        units += 1
    return f32(math.copysign(math.ldexp(units, place), numerator))


FUSED = np.vectorize(fused, otypes=[f32])


class Sums:
    """The sums of one step of t, of a batch of b."""

    def __init__(self, study, widths, t, b):
        self.study, self.how, self.widths, self.t, self.b = study, study["arithmetic"], widths, t, b

    def simulates(self, which):
        return self.how is not None and self.how["on"] in (which, "both")

    def order(self, index, table, count):
        """permuted: the order of each replica, count x replicas. table: z, dX or batch."""
        place = sum(i + o + self.b for i, o in zip(self.widths[:index], self.widths[1 : index + 1]))
        inputs, outputs = self.widths[index : index + 2]
        place += {"z": 0, "dX": inputs, "batch": inputs + outputs}[table]
        drawn = words(replica_keys(self.study, "arithmetic", 1), self.t, place + np.arange(count))
        orders = []
        for row in drawn:
            p = list(range(count))
            for k in range(count - 1, 0, -1):
                j = int(below(row[k], k + 1))
                p[k], p[j] = p[j], p[k]
            orders.append(p)
        return np.array(orders).T

    def flushed(self, x):
        return np.where(np.abs(x) < f32(2.0**-126), np.copysign(f32(0), x), x) if self.how["flush"] else x

    def add(self, s, t):
        return s + t if self.how["double"] else self.flushed(s + t)

    def take(self, s, a, b):
        """s <- a term."""
        if a is None:
            return self.add(s, b)
        if self.how["double"]:
            return s + (a * b)
        if self.how["fma"]:
            return self.flushed(FUSED(a, b, s))
        return self.add(s, self.flushed(a * b))

    def partial(self, s, a, b, terms):
        for k in terms:
            s = self.take(s, None if a is None else a[k], b[k])
        return s

    def total(self, index, table, start, a, b):
        """start + the sum of a b over the first axis; a is None where the terms are b."""
        how, count = self.how, len(b)
        name, n = how["order"], how["n"]
        if name == "permuted":
            order, rows = self.order(index, table, count), np.arange(b.shape[1])
            a, b = None if a is None else a[order, rows], b[order, rows]
        if a is not None:
            a, b = self.flushed(rounded(a, how["operands"])), rounded(b, how["operands"])
        b, start = self.flushed(b), self.flushed(start)
        if how["double"]:
            a, b, start = None if a is None else a.astype(f64), b.astype(f64), start.astype(f64)
        every = range(count)
        if name in (None, "permuted", "reverse"):
            s = self.partial(start, a, b, reversed(every) if name == "reverse" else every)
        else:
            size = {"tree": 2, "split-k": -(-count // n) if n else 0, "lanes": 0}[name]
            lists = [every[j::n] for j in range(min(n, count))] if name == "lanes" else [every[j : j + size] for j in range(0, count, size)]
            sums = [self.partial(np.zeros_like(start), a, b, terms) for terms in lists]
            while name == "tree" and len(sums) > 1:
                pairs = [self.add(one, other) for one, other in zip(sums[::2], sums[1::2])]
                sums = pairs + (sums[-1:] if len(sums) % 2 else [])
            t = sums[0]
            for s in sums[1:]:
                t = self.add(t, s)
            s = self.add(start, t)
        return self.flushed(s.astype(f32))

    def z(self, index, x, weights, biases):
        """x: replicas x b x I; weights: replicas x I x O; biases: replicas x O. Returns replicas x b x O."""
        start = np.repeat(biases[:, None, :], x.shape[1], axis=1)
        return self.total(index, "z", start, np.moveaxis(x, 2, 0)[..., None], np.moveaxis(weights, 1, 0)[:, :, None, :])

    def gradient(self, index, x, dz):
        """dz: replicas x b x O. Returns dW (replicas x I x O) and db (replicas x O)."""
        a, b = np.moveaxis(x, 1, 0), np.moveaxis(dz, 1, 0)
        dw = self.total(index, "batch", np.zeros((len(x), x.shape[2], dz.shape[2]), f32), a[..., None], b[:, :, None, :])
        return dw, self.total(index, "batch", np.zeros((len(dz), dz.shape[2]), f32), None, b)

    def dx(self, index, dz, weights):
        start = np.zeros((len(dz), dz.shape[1], weights.shape[1]), f32)
        return self.total(index, "dX", start, np.moveaxis(dz, 2, 0)[..., None], np.moveaxis(weights, 2, 0)[:, :, None, :])
