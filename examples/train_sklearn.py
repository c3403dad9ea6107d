"""Trains one forest five times with scikit-learn and saves what each predicts, in one table.

    python3 examples/train_sklearn.py [FILE]
    doppelgrad compare FILE --group size

A row is an example as one model sees it: model, id, a column of probabilities for each class, label, and a group. Only
the seed differs between the models.
"""
import os
import sys

import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier

path = sys.argv[1] if len(sys.argv) > 1 else "forests.csv"
iris = pd.read_csv(os.path.join(os.path.dirname(os.path.abspath(__file__)), "data", "iris.csv"))
label = iris.columns[-1]
test = np.arange(len(iris)) % 3 == 0
train_x, train_y = iris.loc[~test].drop(columns=label), iris.loc[~test, label]
test_x, test_y = iris.loc[test].drop(columns=label), iris.loc[test, label]
width = test_x.iloc[:, 2]

tables = []
for seed in range(5):
    model = RandomForestClassifier(n_estimators=5, random_state=seed).fit(train_x, train_y)
    table = pd.DataFrame(model.predict_proba(test_x), columns=[f"p_{kind}" for kind in model.classes_])
    table.insert(0, "model", f"seed {seed}")
    table.insert(1, "id", [f"flower {n}" for n in test_x.index])
    table["label"] = test_y.to_numpy()
    table["size"] = np.where(width > width.median(), "large", "small")
    tables.append(table)
pd.concat(tables).to_csv(path, index=False)
