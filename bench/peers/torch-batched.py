"""PyTorch, all replicas in one net: weights replicas x inputs x outputs, torch.baddbmm, autograd and torch.optim on the stacked parameters."""
import torch
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from job import layers_of, mean_loss, measure, read_job

torch.set_num_threads(1)
job = read_job()
X, Y, TEST = torch.from_numpy(job.x), torch.from_numpy(job.y), torch.from_numpy(job.test_x)
activation = torch.relu if job.activation == "relu" else torch.tanh


def start(replicas):
    layers = [(torch.tensor(W, requires_grad=True), torch.tensor(b[:, None], requires_grad=True)) for W, b in layers_of(job, job.initial[replicas])]
    kind = {"sgd": torch.optim.SGD, "adagrad": torch.optim.Adagrad, "adam": torch.optim.Adam}[job.optimizer["name"]]
    return layers, kind([parameter for layer in layers for parameter in layer], lr=job.optimizer["learningRate"])


def forward(layers, x):
    for W, b in layers[:-1]:
        x = activation(torch.baddbmm(b, x, W))
    W, b = layers[-1]
    return torch.baddbmm(b, x, W)


def epoch(state, orders):
    layers, optimizer = state
    orders = torch.from_numpy(orders.astype("int64"))
    x, y = X[orders], Y[orders]
    for s in range(0, orders.shape[1], job.batchSize):
        targets = y[:, s:s + job.batchSize]
        optimizer.zero_grad()
        z = forward(layers, x[:, s:s + job.batchSize])
        # The mean over the batch, the sum over the replicas: each has the gradient that it would have alone.
        if job.loss == "squared":
            losses = (z[..., 0] - targets).square().mean(dim=1).sum()
        elif job.loss == "logistic":
            losses = binary_cross_entropy_with_logits(z[..., 0], targets, reduction="sum") / targets.shape[1]
        else:
            losses = cross_entropy(z.flatten(0, 1), targets.flatten(), reduction="sum") / targets.shape[1]
        losses.backward()
        optimizer.step()


def loss(state):
    with torch.no_grad():
        return mean_loss(job, forward([(W[:1], b[:1]) for W, b in state[0]], TEST[None])[0].numpy())


measure("torch-batched", torch.__version__, job, start, epoch, loss, together=True)
