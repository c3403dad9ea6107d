"""
scikit-learn: MLPRegressor and MLPClassifier, an epoch a call of partial_fit, in the given order. Its squared loss is half of ours: sgd takes twice
the rate, and adam, which the scale of a gradient does not change, half the epsilon.
"""
import json
import sys
import warnings

import numpy as np
import sklearn
from sklearn.neural_network import MLPClassifier, MLPRegressor

from job import layers_of, mean_loss, measure, read_job

warnings.filterwarnings("ignore")
job = read_job()
if job.optimizer["name"] == "adagrad":
    print(json.dumps({"cannot": "has no adagrad"}))
    sys.exit()
half = 2 if job.loss == "squared" else 1
name, rate = job.optimizer["name"], job.optimizer["learningRate"]


def start(replicas):
    solver = {"learning_rate_init": rate * half, "momentum": 0, "nesterovs_momentum": False} if name == "sgd" else {"learning_rate_init": rate, "epsilon": 1e-8 / half}
    kind = MLPRegressor if job.loss == "squared" else MLPClassifier
    net = kind(job.sizes[1:-1], activation=job.activation, solver=name, alpha=0, batch_size=job.batchSize, shuffle=False, **solver)
    # The parameters exist only after a first call: it trains on one example, then they, and the optimizer that holds them, are ours.
    fit(net, job.order[replicas[0], 0, :1])
    layers = layers_of(job, job.initial[replicas[0]])
    net.coefs_, net.intercepts_ = [W.copy() for W, _ in layers], [b.copy() for _, b in layers]
    del net._optimizer
    return net


def fit(net, order):
    net.batch_size = min(job.batchSize, len(order))
    if job.loss == "squared":
        net.partial_fit(job.x[order], job.y[order])
    else:
        net.partial_fit(job.x[order], job.y[order], classes=np.arange(job.sizes[-1]))


def epoch(net, orders):
    fit(net, orders[0])


def loss(net):
    if job.loss == "squared":
        return mean_loss(job, net.predict(job.test_x)[:, None])
    return mean_loss(job, net.predict_log_proba(job.test_x))


measure("sklearn-mlp", sklearn.__version__, job, start, epoch, loss)
