"""
NumPy, all replicas in one array operation. The bias is a last row of the weights, met by a column of ones in the inputs, so the flat parameters
are the matrices themselves, an optimizer is a few operations on one array, and nothing is allocated in a step.
"""
import numpy as np

from job import layers_of, mean_loss, measure, read_job

job = read_job()
RATE, BETA1, BETA2 = np.float32(job.optimizer["learningRate"]), np.float32(0.9), np.float32(0.999)
EPSILON = job.optimizer.get("epsilon", 0)
LAYERS = list(zip(job.sizes, job.sizes[1:]))


class Nets:
    """The replicas of a group: P, G, M, V are replicas x parameters, W and dW views of P and G as (inputs + 1) x outputs."""

    def __init__(self, replicas):
        self.R, self.step = len(replicas), 0
        self.P = job.initial[replicas].copy()
        self.G, self.T = np.zeros_like(self.P), np.zeros_like(self.P)
        self.M, self.V = np.zeros_like(self.P), np.zeros_like(self.P)
        self.W, self.dW = matrices(self.P), matrices(self.G)
        self.Wt = [W[:, :-1].transpose(0, 2, 1) for W in self.W]
        self.buffers = {}

    def buffers_for(self, b):
        """Of a batch of b examples: z, the inputs of the next layer with their column of ones, dz, the slopes."""
        if b not in self.buffers:
            of = lambda columns, kind=np.float32: [np.ones((self.R, b, outputs + columns), kind) for _, outputs in LAYERS]
            self.buffers[b] = of(0), of(1), of(0), of(0, bool)
        return self.buffers[b]


def matrices(flat):
    found, position = [], 0
    for inputs, outputs in LAYERS:
        end = position + (inputs + 1) * outputs
        found.append(flat[:, position:end].reshape(len(flat), inputs + 1, outputs))
        position = end
    return found


def epoch(nets, orders):
    x = np.ones((*orders.shape, job.sizes[0] + 1), np.float32)
    x[..., :-1] = job.x[orders]
    y = job.y[orders]
    for s in range(0, orders.shape[1], job.batchSize):
        train_step(nets, x[:, s:s + job.batchSize], y[:, s:s + job.batchSize])


def train_step(nets, x, y):
    b, last = y.shape[1], len(LAYERS) - 1
    z, a, dz, slope = nets.buffers_for(b)
    inputs = [x, *a]
    for l, W in enumerate(nets.W):
        np.matmul(inputs[l], W, out=z[l])
        if l == last:
            break
        if job.activation == "relu":
            np.maximum(z[l], 0, out=a[l][..., :-1])
        else:
            np.tanh(z[l], out=a[l][..., :-1])

    if job.loss == "squared":
        np.subtract(z[last], y[..., None], out=dz[last])
        np.multiply(dz[last], np.float32(2 / b), out=dz[last])
    elif job.loss == "logistic":
        np.negative(z[last], out=dz[last])
        np.exp(dz[last], out=dz[last])
        np.add(dz[last], 1, out=dz[last])
        np.divide(1, dz[last], out=dz[last])
        np.subtract(dz[last], y[..., None], out=dz[last])
        np.multiply(dz[last], np.float32(1 / b), out=dz[last])
    else:
        np.subtract(z[last], z[last].max(axis=2, keepdims=True), out=dz[last])
        np.exp(dz[last], out=dz[last])
        np.divide(dz[last], dz[last].sum(axis=2, keepdims=True), out=dz[last])
        rows = dz[last].reshape(-1, job.sizes[-1])
        rows[np.arange(len(rows)), y.ravel()] -= 1
        np.multiply(dz[last], np.float32(1 / b), out=dz[last])

    for l in range(last, -1, -1):
        np.matmul(inputs[l].transpose(0, 2, 1), dz[l], out=nets.dW[l])
        if l == 0:
            break
        np.matmul(dz[l], nets.Wt[l], out=dz[l - 1])
        if job.activation == "relu":
            np.greater(z[l - 1], 0, out=slope[l - 1])
            np.multiply(dz[l - 1], slope[l - 1], out=dz[l - 1])
        else:
            t = z[l - 1]
            np.square(a[l - 1][..., :-1], out=t)
            np.subtract(1, t, out=t)
            np.multiply(dz[l - 1], t, out=dz[l - 1])
    update(nets)


def update(nets):
    P, G, T, M, V = nets.P, nets.G, nets.T, nets.M, nets.V
    if job.optimizer["name"] == "sgd":
        np.multiply(G, RATE, out=G)
        np.subtract(P, G, out=P)
        return
    if job.optimizer["name"] == "adagrad":
        np.multiply(G, G, out=T)
        np.add(V, T, out=V)
        np.sqrt(V, out=T)
        np.add(T, np.float32(EPSILON), out=T)
        np.multiply(G, RATE, out=G)
        np.divide(G, T, out=T)
        np.subtract(P, T, out=P)
        return
    nets.step += 1
    root = (1 - 0.999 ** nets.step) ** 0.5
    np.multiply(M, BETA1, out=M)
    np.multiply(G, 1 - BETA1, out=T)
    np.add(M, T, out=M)
    np.multiply(V, BETA2, out=V)
    np.multiply(G, G, out=G)
    np.multiply(G, 1 - BETA2, out=G)
    np.add(V, G, out=V)
    np.sqrt(V, out=T)
    np.add(T, np.float32(EPSILON * root), out=T)
    np.divide(M, T, out=T)
    np.multiply(T, np.float32(RATE * root / (1 - 0.9 ** nets.step)), out=T)
    np.subtract(P, T, out=P)


def loss(nets):
    a = job.test_x
    layers = layers_of(job, nets.P[0])
    for l, (W, b) in enumerate(layers):
        z = a @ W + b
        a = z if l == len(layers) - 1 else np.maximum(z, 0) if job.activation == "relu" else np.tanh(z)
    return mean_loss(job, a)


measure("numpy-batched", np.__version__, job, Nets, epoch, loss, together=True)
