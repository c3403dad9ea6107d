/**
 * The story of the page: what it begins with, and one preset a chapter. What the texts say of numbers is tested over several seeds (tests/playground/chapters.test.ts).
 */
import type { StudyInput } from "doppelgrad";

export interface Chapter {
  id: string;
  title: string;
  text: string;
  /** One thing to try. */
  tryThis: string;
  study: StudyInput;
}

/** What is shown at once, without a click. */
export const FIRST: StudyInput = {
  data: { name: "spirals", train: 1000, test: 500 },
  hidden: [16, 16],
  activation: "relu",
  optimizer: { name: "adagrad", learningRate: 0.1 },
  batchSize: 10,
  epochs: 20,
  replicas: 2,
};

/** What the chapters have in common. */
const recipe: StudyInput = { ...FIRST, replicas: 16 };

export const CHAPTERS: readonly Chapter[] = [
  {
    id: "unit",
    title: "One unit",
    text: "Begin with the smallest network there is: one unit, no hidden layer. Its loss has a single lowest point, so sixteen replicas that begin differently and read the examples in different orders all end at nearly the same straight line. Their predictions differ by less than half a percent.",
    tryThis: "Add a hidden layer and watch the agreement go.",
    study: { ...recipe, data: { name: "linear", train: 1000, test: 500 }, hidden: [], optimizer: { name: "sgd", learningRate: 0.05 } },
  },
  {
    id: "init",
    title: "Initialization",
    text: "Now two hidden layers and a truth that winds. Only the initial weights differ; every replica reads the same examples in the same order. The loss now has many low points, and where a replica ends depends on where it began. All sixteen do their task about equally well, and still two of them differ by five percent or more.",
    tryThis: "Throw the dice of the initial weights: other maps, much the same difference.",
    study: { ...recipe, vary: ["init"] },
  },
  {
    id: "order",
    title: "Order",
    text: "Now all replicas begin as one network, bit for bit, and only the order of the examples differs. At step 0 the difference is exactly 0. The first batches push the replicas a hair apart, the network carries them further, and at the end they are about as far apart as if they had begun apart.",
    tryThis: "Go back to the first steps with the slider and see the difference begin.",
    study: { ...recipe, vary: ["shuffle"] },
  },
  {
    id: "window",
    title: "Window",
    text: "How much disorder does it take? Here an example can only change places with its next neighbours: the shuffle window is 3 of 1,000 examples. More than half of the difference of a full shuffle remains. A little disorder is nearly as bad as much; only none at all is none.",
    tryThis: "Set the shuffle window to 1, the order of the file: the difference is 0.",
    study: { ...recipe, vary: ["shuffle"], shuffleWindow: 3 },
  },
  {
    id: "activation",
    title: "Activation",
    text: "Snapp and Shamir blame the kink of the relu: units switch on and off as weights move, and small causes grow. The smooth relu, smelu, rounds the kink. With it the replicas here come closer together; they also fit this truth less well, so the comparison is not yet a fair one. At equal loss it is made by the command doppelgrad claims.",
    tryThis: "Move beta, the width of the rounding, and weigh the difference against the test loss.",
    study: { ...recipe, activation: { name: "smelu", beta: 1 } },
  },
  {
    id: "depth",
    title: "Depth",
    text: "Four hidden layers fit the spirals better, and their replicas agree less: more than with two layers, and more than twice as much as with one. What makes a network able makes it free, and a free network has many ways to be right.",
    tryThis: "Take layers away with the minus and watch both curves.",
    study: { ...recipe, hidden: [16, 16, 16, 16] },
  },
  {
    id: "off",
    title: "All off",
    text: "Last, the control. The same deep network with every source of chance switched off: sixteen replicas, trained one beside the other, are one network in every bit of every weight at every step. The difference is not small. It is 0, here and on any machine, and that is why every other number on this page has a cause.",
    tryThis: "Copy a link, open it on your phone, and read MATCH.",
    study: { ...recipe, hidden: [16, 16, 16, 16], vary: [] },
  },
];
