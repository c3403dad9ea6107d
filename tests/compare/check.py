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
from scipy import special, stats
from scipy.spatial import distance
from sklearn import calibration, metrics

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


def correlation(p, of):
    """Over pairs and columns; of several classes the logs less their mean."""
    z = special.logit(p[..., 0]) if p.shape[2] == 1 else np.log(p) - np.log(p).mean(2, keepdims=True)
    z = z.reshape(*p.shape)
    return over_pairs(lambda r, s: np.mean([of(z[r, :, c], z[s, :, c])[0] for c in range(p.shape[2])]), len(p))


def areas(p, labels):
    return [metrics.roc_auc_score(labels, each[:, 0]) if p.shape[2] == 1 else metrics.roc_auc_score(labels, each, multi_class="ovr") for each in p]


def further(p, labels):
    """p[model, example, column]; one column has the probability of class 1."""
    count, n, columns = p.shape
    rows = np.concatenate([1 - p, p], 2) if columns == 1 else p
    decided = (p[..., 0] > 0.5).astype(int) if columns == 1 else p.argmax(2)
    soft = rows / rows.max(2, keepdims=True)
    churn = over_pairs(lambda r, s: (decided[r] != decided[s]).mean(), count)
    wrong = decided != labels
    chance = lambda r, s: 1 - np.sum([(decided[r] == c).mean() * (decided[s] == c).mean() for c in range(rows.shape[2])])
    found = {
        "softChurn": over_pairs(lambda r, s: np.abs(soft[r] - soft[s]).sum(1).mean() / 2, count),
        "jensenShannon": over_pairs(lambda r, s: np.mean(distance.jensenshannon(rows[r], rows[s], base=2, axis=1) ** 2), count),
        "churnNormalised": churn / wrong.mean(),
        "kappa": 1 - churn / over_pairs(chance, count),
        "selfConsistency": 1 - churn,
        "logitCorrelation": correlation(p, stats.pearsonr),
        "logitRankCorrelation": correlation(p, stats.spearmanr),
        "distributionWiseVariance": n / (n - 1) * (wrong.mean(1).var(ddof=1) - wrong.var(0, ddof=1).sum() / n**2),
        "auc": interval(areas(p, labels)),
        "aucStandardDeviation": np.std(areas(p, labels), ddof=1),
    }
    if count == 2:
        found["kappa"] = metrics.cohen_kappa_score(*decided)
    if columns == 1:
        found["calibrationRatio"] = interval(p[..., 0].sum(1) / labels.sum())
        each = []
        for model in p[..., 0]:
            observed, predicted = calibration.calibration_curve(labels, model, n_bins=10)
            sizes = np.histogram(model, np.linspace(0, 1, 11))[0]
            each.append(np.sum(np.abs(observed - predicted) * sizes[sizes > 0]) / n)
        found["calibrationError"] = interval(np.array(each))
    return found


def ensembles(p, labels):
    """By size: how many, then prediction difference, churn, loss and accuracy of the means of disjoint groups."""
    curve = []
    for size in [1, 2, 4, 8]:
        count = len(p) // size
        if size > 1 and count < 8:
            break
        together = measures(p[: count * size].reshape(count, size, *p.shape[1:]).mean(1), labels)
        curve.append([size, count, {name: together[name] for name in ("predictionDifference", "churn", "loss", "accuracy")}])
    return curve


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

tensors = {}
for name, shape in {"binary": (7, 60, 1), "pair": (2, 60, 1), "classes": (6, 50, 4)}.items():
    z = rng.normal(size=(1, *shape[1:])) + rng.normal(size=shape)
    each = special.expit(z) if shape[2] == 1 else special.softmax(z, 2)
    truth = rng.integers(0, max(2, shape[2]), shape[1])
    np.save(os.path.join(folder, f"{name}.npy"), each)
    np.save(os.path.join(folder, f"{name}-labels.npy"), truth)
    tensors[name] = further(each, truth)
    if name == "binary":
        moved = special.expit(z[::-1] / 2 + rng.normal(size=shape))
        np.save(os.path.join(folder, "moved.npy"), moved)
        gained = stats.ttest_rel(areas(moved, truth), areas(each, truth))
        tensors["auc"] = [np.mean(areas(moved, truth)) - np.mean(areas(each, truth)), *gained.confidence_interval()]

z = rng.normal(size=(1, 40, 3)) + rng.normal(size=(37, 40, 3))
many = special.softmax(z, 2)
many_labels = rng.integers(0, 3, 40)
np.save(os.path.join(folder, "many.npy"), many)
np.save(os.path.join(folder, "many-labels.npy"), many_labels)

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
            "tensors": tensors,
            "ensembles": ensembles(many, many_labels),
        }
    )
)
