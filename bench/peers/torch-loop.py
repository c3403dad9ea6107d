"""PyTorch as its tutorials write it: one net after the other, nn.Sequential, autograd and torch.optim."""
import torch
from torch import nn

from job import layers_of, mean_loss, measure, read_job

torch.set_num_threads(1)
job = read_job()
X, Y, TEST = torch.from_numpy(job.x), torch.from_numpy(job.y), torch.from_numpy(job.test_x)
if job.loss != "softmax":
    Y = Y[:, None]
criterion = {"squared": nn.MSELoss, "logistic": nn.BCEWithLogitsLoss, "softmax": nn.CrossEntropyLoss}[job.loss]()


def start(replicas):
    layers = []
    for W, b in layers_of(job, job.initial[replicas[0]]):
        linear = nn.Linear(*W.shape)
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(W.T.copy()))
            linear.bias.copy_(torch.from_numpy(b))
        layers += [linear, nn.ReLU() if job.activation == "relu" else nn.Tanh()]
    net = nn.Sequential(*layers[:-1])
    kind = {"sgd": torch.optim.SGD, "adagrad": torch.optim.Adagrad, "adam": torch.optim.Adam}[job.optimizer["name"]]
    return net, kind(net.parameters(), lr=job.optimizer["learningRate"])


def epoch(state, orders):
    net, optimizer = state
    for batch in torch.from_numpy(orders[0].astype("int64")).split(job.batchSize):
        optimizer.zero_grad()
        criterion(net(X[batch]), Y[batch]).backward()
        optimizer.step()


def loss(state):
    with torch.no_grad():
        return mean_loss(job, state[0](TEST).numpy())


measure("torch-loop", torch.__version__, job, start, epoch, loss)
