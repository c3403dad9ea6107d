/**
 * Fields of a study by the names that other tools have for them, written as people write names: learning_rate,
 * batch-size, lr.
 */
import { studyFields } from "../study/resolve.js";

export const ELSEWHERE: Record<string, string> = {
  lr: "optimizer.learningRate",
  rate: "optimizer.learningRate",
  steps: "epochs",
  iterations: "epochs",
  maxiter: "epochs",
  nepochs: "epochs",
  numepochs: "epochs",
  numtrainepochs: "epochs",
  batch: "batchSize",
  bs: "batchSize",
  models: "replicas",
  nmodels: "replicas",
  runs: "replicas",
  nruns: "replicas",
  repeats: "replicas",
  randomseed: "seed",
  randomstate: "seed",
  units: "hidden",
  layers: "hidden",
  hiddenlayers: "hidden",
  hiddenlayersizes: "hidden",
  hiddensize: "hidden",
  hiddenunits: "hidden",
  width: "hidden",
  nonlinearity: "activation",
  act: "activation",
  optim: "optimizer",
  solver: "optimizer",
  criterion: "loss",
  lossfunction: "loss",
  lrscheduler: "schedule",
  scheduler: "schedule",
  wd: "optimizer.weightDecay",
  l2: "optimizer.weightDecay",
  eps: "optimizer.epsilon",
  gradclip: "clipNorm",
  clip: "clipNorm",
  clipgradnorm: "clipNorm",
  maxgradnorm: "clipNorm",
  init: "initial",
  initializer: "initial",
  kernelinitializer: "initial.weights",
  biasinitializer: "initial.biases",
  target: "data.label",
  labelcolumn: "data.label",
  sep: "data.delimiter",
  separator: "data.delimiter",
  idcolumn: "data.id",
  groupcolumn: "data.groups",
  dropna: "data.missing",
  cv: "data.folds",
  kfolds: "data.folds",
  nsplits: "data.folds",
  samples: "data.train",
  nsamples: "data.train",
  testsize: "data.test",
  validationsplit: "earlyStopping.share",
  validationfraction: "earlyStopping.share",
  niternochange: "earlyStopping.patience",
  classweight: "classWeights",
  dropoutrate: "dropout",
  pdrop: "dropout",
  bootstrap: "resample",
  jitter: "augment",
  gaussiannoise: "inputNoise",
  noisylabels: "labelNoise",
  shuffle: "reshuffle",
  shufflebuffer: "shuffleWindow",
  buffersize: "shuffleWindow",
};

/** Letters and digits alone. */
const plain = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, "");

/** The fields that a name means by its letters: learningRate, learning_rate and optimizer.learning-rate are one. */
function spelled(name: string): string[] {
  const fields = studyFields();
  if (fields.includes(name)) return [name];
  const same = (path: string) => plain(path) === plain(name) || plain(path.split(".").at(-1)!) === plain(name);
  return fields.filter(same);
}

/** The path of the one field that a name can mean by its letters; the name itself where that is none, or several. */
export function fieldOf(name: string): string {
  const fields = spelled(name);
  return fields.length === 1 ? fields[0]! : name;
}

/** The path of the field that is called so elsewhere, or here with another spelling; undefined where there is none. */
export function familiarField(name: string): string | undefined {
  return spelled(name)[0] ?? (Object.hasOwn(ELSEWHERE, plain(name)) ? ELSEWHERE[plain(name)] : undefined);
}
