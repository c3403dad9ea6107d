// The same arithmetic in plain C++, one replica at a time: the operations of docs/arithmetic.md in their order, in loops that the compiler can
// vectorise, with the tanh and exp of the C library in place of the correctly rounded ones. The native yardstick.
//
//     g++ -O3 -msse4.1 -ffp-contract=off -o native native.cpp
//     ./native FOLDER SECONDS [FIRST COUNT]     the replicas FIRST ... FIRST + COUNT - 1; default all
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

using std::string;
using std::vector;

struct Job {
  string activation, loss, optimizer;
  double learningRate;
  int batchSize, epochs, replicas, train, test;
  vector<int> sizes;
  vector<float> x, y, testX, testY, initial;
  vector<uint32_t> order;
};

template <typename T>
vector<T> readArray(const string& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) throw std::runtime_error("cannot read " + path);
  vector<T> values(file.tellg() / sizeof(T));
  file.seekg(0).read(reinterpret_cast<char*>(values.data()), values.size() * sizeof(T));
  return values;
}

Job readJob(const string& folder) {
  Job job;
  int count = 0;
  std::ifstream words(folder + "/job.txt");
  words >> job.activation >> job.loss >> job.optimizer >> job.learningRate >> job.batchSize >> job.epochs >> job.replicas >> job.train >> job.test >> count;
  if (!words) throw std::runtime_error("cannot read " + folder + "/job.txt");
  job.sizes.resize(count);
  for (int& size : job.sizes) words >> size;
  job.x = readArray<float>(folder + "/x"), job.y = readArray<float>(folder + "/y");
  job.testX = readArray<float>(folder + "/testX"), job.testY = readArray<float>(folder + "/testY");
  job.initial = readArray<float>(folder + "/initial");
  job.order = readArray<uint32_t>(folder + "/order");
  return job;
}

// A new value of optimizer state below the normal range is zero.
inline float flushed(float value) { return std::fabs(value) < 1.17549435e-38f ? 0.0f : value; }

class Net {
 public:
  Net(const Job& job, const float* initial, int parameters)
      : job(job), last(int(job.sizes.size()) - 2), p(initial, initial + parameters), g(parameters), m(parameters), v(parameters) {
    for (size_t l = 0; l + 1 < job.sizes.size(); l++) {
      const int rows = std::max(job.batchSize, job.test);
      z.emplace_back(rows * job.sizes[l + 1]), a.emplace_back(rows * job.sizes[l + 1]), dz.emplace_back(rows * job.sizes[l + 1]);
    }
    gathered.resize(job.batchSize * job.sizes[0]);
    transposed.resize(parameters);
  }

  void step(const uint32_t* examples, int b) {
    const int inputs = job.sizes[0];
    for (int n = 0; n < b; n++) std::copy_n(&job.x[examples[n] * inputs], inputs, &gathered[n * inputs]);
    forward(gathered.data(), b);
    for (int n = 0; n < b; n++) gradientOfLoss(n, job.y[examples[n]], b);
    backward(b);
    if (job.optimizer == "sgd") sgd();
    else if (job.optimizer == "adagrad") adagrad();
    else adam();
  }

  double testLoss() {
    const int outputs = job.sizes.back();
    forward(job.testX.data(), job.test);
    double total = 0;
    for (int n = 0; n < job.test; n++) {
      const float* row = &z[last][n * outputs];
      if (job.loss == "squared") {
        total += (double(row[0]) - job.testY[n]) * (double(row[0]) - job.testY[n]);
        continue;
      }
      if (job.loss == "logistic") {
        total += std::log1p(std::exp(job.testY[n] == 0 ? double(row[0]) : -double(row[0])));
        continue;
      }
      const float largest = *std::max_element(row, row + outputs);
      double sum = 0;
      for (int c = 0; c < outputs; c++) sum += std::exp(double(row[c]) - largest);
      total += std::log(sum) - (row[int(job.testY[n])] - largest);
    }
    return total / job.test;
  }

 private:
  void forward(const float* x, int b) {
    int position = 0;
    for (int l = 0; l <= last; l++) {
      const int I = job.sizes[l], O = job.sizes[l + 1];
      const float* W = &p[position];
      const float* bias = W + I * O;
      for (int n = 0; n < b; n++) {
        float* __restrict zn = &z[l][n * O];
        for (int o = 0; o < O; o++) zn[o] = bias[o];
        for (int i = 0; i < I; i++) {
          const float xi = x[n * I + i];
          const float* __restrict row = W + i * O;
          for (int o = 0; o < O; o++) zn[o] = zn[o] + xi * row[o];
        }
      }
      if (l < last) {
        if (job.activation == "relu") for (int k = 0; k < b * O; k++) a[l][k] = z[l][k] > 0 ? z[l][k] : 0.0f;
        else for (int k = 0; k < b * O; k++) a[l][k] = std::tanh(z[l][k]);
      }
      x = a[l].data();
      position += (I + 1) * O;
    }
  }

  void gradientOfLoss(int n, float y, int b) {
    const int C = job.sizes.back();
    const float* row = &z[last][n * C];
    float* out = &dz[last][n * C];
    if (job.loss == "squared") {
      out[0] = (2 * (row[0] - y)) / float(b);
      return;
    }
    if (job.loss == "logistic") {
      out[0] = (1 / (1 + std::exp(-row[0])) - y) / float(b);
      return;
    }
    const float largest = *std::max_element(row, row + C);
    float sum = 0;
    for (int c = 0; c < C; c++) sum = sum + (out[c] = std::exp(row[c] - largest));
    for (int c = 0; c < C; c++) out[c] = (out[c] / sum - (c == int(y) ? 1.0f : 0.0f)) / float(b);
  }

  void backward(int b) {
    std::fill(g.begin(), g.end(), 0.0f);
    int end = int(p.size());
    for (int l = last; l >= 0; l--) {
      const int I = job.sizes[l], O = job.sizes[l + 1];
      const int position = end - (I + 1) * O;
      const float* x = l == 0 ? gathered.data() : a[l - 1].data();
      float* dW = &g[position];
      float* __restrict db = dW + I * O;
      for (int n = 0; n < b; n++) {
        const float* __restrict d = &dz[l][n * O];
        for (int i = 0; i < I; i++) {
          const float xi = x[n * I + i];
          float* __restrict row = dW + i * O;
          for (int o = 0; o < O; o++) row[o] = row[o] + xi * d[o];
        }
        for (int o = 0; o < O; o++) db[o] = db[o] + d[o];
      }
      if (l > 0) gradientOfInput(l, &p[position], b);
      end = position;
    }
  }

  // Rows of the transposed W, so that the inner loop runs over inputs that lie side by side.
  void gradientOfInput(int l, const float* W, int b) {
    const int I = job.sizes[l], O = job.sizes[l + 1];
    for (int i = 0; i < I; i++) for (int o = 0; o < O; o++) transposed[o * I + i] = W[i * O + o];
    for (int n = 0; n < b; n++) {
      const float* d = &dz[l][n * O];
      float* __restrict dx = &dz[l - 1][n * I];
      for (int i = 0; i < I; i++) dx[i] = 0;
      for (int o = 0; o < O; o++) {
        const float* __restrict row = &transposed[o * I];
        for (int i = 0; i < I; i++) dx[i] = dx[i] + d[o] * row[i];
      }
      const float* an = &a[l - 1][n * I];
      if (job.activation == "relu") for (int i = 0; i < I; i++) dx[i] = an[i] > 0 ? dx[i] : 0.0f * dx[i];
      else for (int i = 0; i < I; i++) dx[i] = dx[i] * (1 - an[i] * an[i]);
    }
  }

  void sgd() {
    const float rate = float(job.learningRate);
    for (size_t k = 0; k < p.size(); k++) p[k] = p[k] - rate * g[k];
  }

  void adagrad() {
    const float rate = float(job.learningRate), epsilon = 1e-10f;
    for (size_t k = 0; k < p.size(); k++) {
      v[k] = flushed(v[k] + g[k] * g[k]);
      p[k] = p[k] - (rate * g[k]) / (std::sqrt(v[k]) + epsilon);
    }
  }

  void adam() {
    const double beta1 = 0.9, beta2 = 0.999;
    power1 *= beta1, power2 *= beta2;
    const float b1 = float(beta1), b2 = float(beta2), c1 = float(1 - beta1), c2 = float(1 - beta2);
    const float rate = float(job.learningRate * std::sqrt(1 - power2) / (1 - power1)), epsilon = float(1e-8 * std::sqrt(1 - power2));
    for (size_t k = 0; k < p.size(); k++) {
      m[k] = flushed(b1 * m[k] + c1 * g[k]);
      v[k] = flushed(b2 * v[k] + c2 * (g[k] * g[k]));
      p[k] = p[k] - (rate * m[k]) / (std::sqrt(v[k]) + epsilon);
    }
  }

  const Job& job;
  const int last;
  vector<float> p, g, m, v, gathered, transposed;
  vector<vector<float>> z, a, dz;
  double power1 = 1, power2 = 1;
};

double cpuSeconds() { return double(std::clock()) / CLOCKS_PER_SEC; }
double wallSeconds() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

int main(int count, char** words) try {
  const string folder = words[1];
  const double budget = std::atof(words[2]);
  const Job job = readJob(folder);
  const int first = count > 3 ? std::atoi(words[3]) : 0, replicas = count > 4 ? std::atoi(words[4]) : job.replicas;
  const int parameters = int(job.initial.size()) / job.replicas;

  // There is nothing to warm up but the processor.
  double cpu = 0, wall = 0, loss = 0;
  int epochs = 0, lossEpochs = 0;
  for (int k = 0; cpu < budget; k++) {
    const int replica = first + k % replicas;
    Net net(job, &job.initial[size_t(replica) * parameters], parameters);
    int e = 0;
    do {
      const uint32_t* order = &job.order[(size_t(replica) * job.epochs + e++) * job.train];
      const double began = cpuSeconds(), at = wallSeconds();
      for (int s = 0; s < job.train; s += job.batchSize) net.step(order + s, std::min(job.batchSize, job.train - s));
      cpu += cpuSeconds() - began, wall += wallSeconds() - at;
      epochs++;
    } while (e < job.epochs && cpu < budget);
    if (k == 0) loss = net.testLoss(), lossEpochs = e;
  }
  const string name = folder.substr(folder.find_last_of('/') + 1);
  std::printf("{\"peer\":\"native\",\"version\":\"g++ %s\",\"job\":\"%s\",\"replicas\":%.9g,\"cpuSeconds\":%.9g,\"wallSeconds\":%.9g,\"loss\":%.9g,\"lossEpochs\":%d}\n",
              __VERSION__, name.c_str(), double(epochs) / job.epochs, cpu, wall, loss, lossEpochs);
} catch (const std::exception& error) {
  std::fprintf(stderr, "Error: %s\n", error.what());
  return 1;
}
