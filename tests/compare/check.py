"""What NumPy, SciPy, pandas and scikit-learn say of the files that the examples write: each measure from its definition,
pair by pair, with no formula of the project's code. Prints JSON.

    python3 tests/compare/check.py FOLDER, with pytorch/ (model-*.npy, labels.npy) and forests.csv in it
"""
import itertools
import json
import os
import sys

import numpy as np
import pandas as pd
from scipy import stats
from sklearn import metrics

folder = sys.argv[1]


def interval(values):
    """The mean of a number a model, with its 95% t interval; none where all models have the same."""
    if np.ptp(values) == 0:
        return [values[0], None, None]
    low, high = stats.t.interval(0.95, len(values) - 1, loc=np.mean(values), scale=stats.sem(values))
    return [np.mean(values), low, high]


def over_pairs(distance, count):
    return np.mean([distance(r, s) for r, s in itertools.combinations(range(count), 2)])


def measures(p, labels):
    """p[model, example, class]"""
    count, _, classes = p.shape
    decided = p.argmax(2)
    accuracy = [metrics.accuracy_score(labels, each) for each in decided]
    mean = p.mean(0)
    true = np.take_along_axis(p, np.broadcast_to(labels[None, :, None], (count, len(labels), 1)), 2)[:, :, 0]
    return {
        "predictionDifference": over_pairs(lambda r, s: np.abs(p[r] - p[s]).sum(1).mean() / 2, count),
        "predictionDifferenceAboutMean1": (np.abs(p - mean).sum(2) / 2).mean(),
        "predictionDifferenceAboutMean2": np.linalg.norm(p - mean, axis=2).mean(),
        "predictionDifferenceRelative": np.divide(np.abs(true - true.mean(0)), true.mean(0), where=true.mean(0) > 0, out=np.zeros_like(true)).mean(),
        "predictionDifferenceStandardDeviation": np.sqrt(p.var(0, ddof=1).sum(1).mean() / 2),
        "churn": over_pairs(lambda r, s: (decided[r] != decided[s]).mean(), count),
        "loss": interval([metrics.log_loss(labels, np.clip(each, 1e-300, 1), labels=range(classes)) for each in p]),
        "accuracy": interval(accuracy),
        "accuracyStandardDeviation": np.std(accuracy, ddof=1),
    }


def against(p, baseline, labels):
    decided, its = p.argmax(2), baseline.argmax(1)
    right, was = decided == labels, its == labels
    changed = decided != its
    return {
        "difference": interval((np.abs(p - baseline).sum(2) / 2).mean(1)),
        "churn": interval(changed.mean(1)),
        "rightToWrong": interval((was & ~right).mean(1)),
        "wrongToRight": interval((~was & right).mean(1)),
        "wrongToWrong": interval((changed & ~was & ~right).mean(1)),
    }


def several(p, marks):
    """p[model, example, label], each label a decision of its own."""
    decided = p > 0.5
    count = len(p)
    loss = [np.mean([metrics.log_loss(marks[:, c], each[:, c], labels=[0, 1]) for c in range(p.shape[2])]) for each in p]
    return {
        "predictionDifference": over_pairs(lambda r, s: np.abs(p[r] - p[s]).mean(), count),
        "churn": over_pairs(lambda r, s: metrics.hamming_loss(decided[r], decided[s]), count),
        "accuracy": interval([1 - metrics.hamming_loss(marks, each) for each in decided]),
        "loss": interval(loss),
        "churn of sets": over_pairs(lambda r, s: 1 - metrics.accuracy_score(decided[r], decided[s]), count),
        "accuracy of sets": interval([metrics.accuracy_score(marks, each) for each in decided]),
    }


def difference(a, b, labels):
    """Losses of b minus those of a: paired by model, and by Welch."""
    of, against = [[metrics.log_loss(labels, each, labels=range(each.shape[1])) for each in p] for p in (b, a)]
    paired = stats.ttest_rel(of, against).confidence_interval()
    n = len(of)
    v = [np.var(of, ddof=1) / n, np.var(against, ddof=1) / n]
    freedom = sum(v) ** 2 / (v[0] ** 2 / (n - 1) + v[1] ** 2 / (n - 1))
    mean = np.mean(of) - np.mean(against)
    welch = stats.t.interval(0.95, freedom, loc=mean, scale=np.sqrt(sum(v)))
    return {"paired": [mean, paired.low, paired.high], "welch": [mean, *welch]}


torch = np.stack([np.load(os.path.join(folder, "pytorch", f"model-{seed}.npy")) for seed in range(5)])
labels = np.load(os.path.join(folder, "pytorch", "labels.npy"))
table = pd.read_csv(os.path.join(folder, "forests.csv"))
kinds = [name for name in table.columns if name.startswith("p_")]
forests = np.stack([each[kinds].to_numpy() for _, each in table.groupby("model", sort=False)])
one = table[table.model == table.model[0]]
named = np.array([kinds.index(f"p_{label}") for label in one.label])
sizes = {size: measures(forests[:, (one["size"] == size).to_numpy()], named[one["size"] == size]) for size in ("large", "small")}
flips = (forests.argmax(2) != forests.argmax(2)[0]).any(0)

# The same flowers, labels and order: what the forests say may replace what the networks say.
rng = np.random.default_rng(0)
tags = rng.uniform(size=(4, 30, 3))
marks = (rng.uniform(size=(30, 3)) < 0.4).astype(int)
np.save(os.path.join(folder, "tags.npy"), tags)
np.save(os.path.join(folder, "marks.npy"), marks)
other = np.stack([0.9 * each + 0.1 / 3 for each in np.roll(torch, 1, axis=0)])
np.save(os.path.join(folder, "other.npy"), other)

print(
    json.dumps(
        {
            "torch": measures(torch, labels),
            "forests": measures(forests, named),
            "sizes": sizes,
            "baseline": against(forests[1:], forests[0], named),
            "several": several(tags, marks),
            "difference": difference(torch, other, labels),
            "flips": sorted(one.id[flips]),
        }
    )
)
