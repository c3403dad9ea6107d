"""
What every Python peer shares: reading a job and measuring its training; the same as job.mjs.

    python3 PEER.py FOLDER SECONDS [FIRST COUNT]     the replicas FIRST ... FIRST + COUNT - 1; default all
"""
import json
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np


def read_job():
    """The job of the command line: the fields of job.json with its arrays, and the `replicas` that this process trains."""
    folder, _, *part = sys.argv[1:]
    job = SimpleNamespace(**json.loads((Path(folder) / "job.json").read_text()))
    array = lambda name, kind: np.fromfile(Path(folder) / name, dtype=kind)
    inputs = job.sizes[0]
    job.x, job.test_x = array("x", "<f4").reshape(-1, inputs), array("testX", "<f4").reshape(-1, inputs)
    job.y, job.test_y = array("y", "<f4"), array("testY", "<f4")
    if job.loss == "softmax":
        job.y, job.test_y = job.y.astype(np.int64), job.test_y.astype(np.int64)
    job.initial = array("initial", "<f4").reshape(job.replicas, -1)
    job.order = array("order", "<u4").reshape(job.replicas, job.epochs, job.train)
    first, count = map(int, part) if part else (0, job.replicas)
    job.replicas = list(range(first, first + count))
    return job


def layers_of(job, flat):
    """Views of W (inputs x outputs) and b in flat parameters, whose last axis they are cut from."""
    layers, position = [], 0
    for inputs, outputs in zip(job.sizes, job.sizes[1:]):
        end = position + inputs * outputs
        layers.append((flat[..., position:end].reshape(*flat.shape[:-1], inputs, outputs), flat[..., end:end + outputs]))
        position = end + outputs
    return layers


def mean_loss(job, logits):
    """Mean loss of logits, examples x outputs, on the test set."""
    logits = logits.astype(np.float64)
    if job.loss == "squared":
        return float(np.mean((logits[:, 0] - job.test_y) ** 2))
    if job.loss == "logistic":
        return float(np.mean(np.logaddexp(0, np.where(job.test_y == 0, logits[:, 0], -logits[:, 0]))))
    logits = logits - logits.max(axis=1, keepdims=True)
    return float(np.mean(np.log(np.exp(logits).sum(axis=1)) - logits[np.arange(job.test), job.test_y]))


def measure(peer, version, job, start, epoch, loss, together=False):
    """
    Warms up for a fifth of the time, on ever longer pieces of the first epoch; then trains group after group of replicas, and around again, until
    the time is over at the end of an epoch. CPU time of the whole process in the epochs only. Prints one line of JSON.

    start(replicas) -> state; epoch(state, orders) trains on these examples, one order a replica; loss(state) on the test set, of the first replica.
    """
    groups = [job.replicas] if together else [[replica] for replica in job.replicas]
    budget = float(sys.argv[2])

    warmed, length = time.process_time() + budget / 5, 4 * job.batchSize
    while time.process_time() < warmed:
        epoch(start(groups[0]), job.order[groups[0], 0, :length])
        length = min(2 * length, job.train)

    cpu = wall = 0.0
    epochs = k = 0
    while cpu < budget:
        group = groups[k % len(groups)]
        state = start(group)
        for e in range(job.epochs):
            orders = job.order[group, e]
            began, at = time.process_time(), time.perf_counter()
            epoch(state, orders)
            cpu += time.process_time() - began
            wall += time.perf_counter() - at
            epochs += len(group)
            if cpu >= budget:
                break
        if k == 0:
            found = {"loss": loss(state), "lossEpochs": e + 1}
        k += 1
    print(json.dumps({"peer": peer, "version": version, "job": job.name, "replicas": epochs / job.epochs, "cpuSeconds": cpu, "wallSeconds": wall, **found}))
