"""Trains one small network five times with PyTorch, as anybody retrains a model, and saves what each predicts.

    python3 examples/train_pytorch.py [FOLDER]
    doppelgrad compare FOLDER/model-*.npy --labels FOLDER/labels.npy

Each file is an array N x C of class probabilities on the same test examples. Only the seed differs between the models.
"""
import os
import sys

import numpy as np
import torch

folder = sys.argv[1] if len(sys.argv) > 1 else "pytorch-models"
os.makedirs(folder, exist_ok=True)

table = np.genfromtxt(os.path.join(os.path.dirname(os.path.abspath(__file__)), "data", "iris.csv"), delimiter=",", dtype=str)
kinds = sorted(set(table[1:, -1]))
x = table[1:, :-1].astype(np.float32)
y = np.array([kinds.index(kind) for kind in table[1:, -1]])
test = np.arange(len(x)) % 3 == 0
mean, sd = x[~test].mean(0), x[~test].std(0)
x = torch.from_numpy((x - mean) / sd)
train_x, train_y = x[~test], torch.from_numpy(y)[~test]

for seed in range(5):
    torch.manual_seed(seed)
    model = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.ReLU(), torch.nn.Linear(8, len(kinds)))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    for epoch in range(3):
        for batch in torch.randperm(len(train_x)).split(10):
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(model(train_x[batch]), train_y[batch]).backward()
            optimizer.step()
    with torch.no_grad():
        # In double precision a row adds up to 1 to the last digits.
        probabilities = torch.softmax(model(x[test]).double(), dim=1)
    np.save(os.path.join(folder, f"model-{seed}.npy"), probabilities.numpy())
np.save(os.path.join(folder, "labels.npy"), y[test])
