/**
 * The story of the page: what it begins with, and one preset a chapter. Each sentence has its check in
 * tests/playground/chapters.test.ts, which quotes it: along the whole training, over 20 seeds. Whoever changes a
 * sentence changes its check.
 */
import type { StudyInput } from "doppelgrad";
import { thrown } from "./seeds.js";

/** What a button of a chapter does: changes the study, goes to steps one after the other, or copies a link. */
export type Try = { label: string } & (
  | { change: (study: StudyInput) => StudyInput }
  | { steps: readonly number[] }
  | { share: true }
);

export interface Chapter {
  id: string;
  title: string;
  text: string;
  /** One thing to try. */
  tryThis: string;
  /** What does it. */
  tries: readonly Try[];
  /** The control that it speaks of, beside the switches. */
  control?: "hidden" | "activation" | "shuffleWindow";
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
    text: "Begin with the smallest network there is: one unit, no hidden layer. Its loss has a single lowest point, and sixteen replicas that begin differently and read the examples in different orders all move towards it. They begin more than ten percentage points apart, come closer all the way, and end less than half a percentage point apart, at nearly the same straight line.",
    tryThis: "Add a hidden layer: at the end the replicas are at least five times as far apart.",
    tries: [{ label: "Add a hidden layer", change: (study) => ({ ...study, hidden: [8] }) }],
    control: "hidden",
    study: {
      ...recipe,
      data: { name: "linear", train: 1000, test: 500 },
      hidden: [],
      optimizer: { name: "sgd", learningRate: 0.05 },
    },
  },
  {
    id: "init",
    title: "Initialization",
    text: "Now two hidden layers and a truth that winds. Only the initial weights differ; every replica reads the same examples in the same order. The loss now has many low points, and where a replica ends depends on where it began. All sixteen learn the task about equally well, their test losses within 0.1, and still two of them differ by more than five percentage points on average. Training does not mend it: at the end they are further apart than at step 100.",
    tryThis: "Throw the dice of the initial weights: other maps, much the same difference.",
    tries: [
      {
        label: "Throw the dice",
        change: (study) => ({ ...study, seeds: thrown(study, "init") }),
      },
    ],
    study: { ...recipe, vary: ["init"] },
  },
  {
    id: "order",
    title: "Order",
    text: "Now all replicas begin as one network, bit for bit, and only the order of the examples differs. At step 0 the difference is exactly 0. One step is enough: each replica has seen ten examples of its own, and they are more than ten percentage points apart. As they see more of the same data most of this goes, and at step 100 less than half of it is left. The rest stays and grows: at the end they are about as far apart as if they had begun apart, or further.",
    tryThis: "Go back to the start, take one step, and see it part them.",
    tries: [{ label: "One step from the start", steps: [0, 1] }],
    study: { ...recipe, vary: ["shuffle"] },
  },
  {
    id: "window",
    title: "Window",
    text: "How much disorder does it take? Here each next example is drawn from only the first three of the file that are still unread: the shuffle window is 3 of 1,000 examples. At first that helps: at step 100 the replicas are much closer than with a full shuffle. It does not last: at the end more than half of the difference of a full shuffle is there. A little disorder does most of what much of it does; only none at all does nothing.",
    tryThis: "Set the shuffle window to 1, the order of the file: the difference is 0.",
    tries: [{ label: "Set the window to 1", change: (study) => ({ ...study, shuffleWindow: 1 }) }],
    control: "shuffleWindow",
    study: { ...recipe, vary: ["shuffle"], shuffleWindow: 3 },
  },
  {
    id: "activation",
    title: "Activation",
    text: "Snapp and Shamir blame the kink of the relu: units switch on and off as weights move, and small causes grow. The smooth relu, smelu, rounds the kink. At step 2,000 its replicas are closer together than those of the relu are there; but they have also learned less: their test loss is higher, and they are right less often. So this training goes on, five times as long. At the end they fit better than the relu did at step 2,000, and are again about as far apart. Judge a difference beside the loss: the command doppelgrad claims compares the two at equal loss.",
    tryThis:
      "Go to step 2,000 and note difference and test loss; choose relu as the activation, go there again, and compare.",
    tries: [
      { label: "Go to step 2,000", steps: [2000] },
      { label: "Choose relu", change: (study) => ({ ...study, activation: "relu" }) },
    ],
    control: "activation",
    study: { ...recipe, activation: { name: "smelu", beta: 0.5 }, epochs: 100 },
  },
  {
    id: "depth",
    title: "Depth",
    text: "Four hidden layers fit the spirals better than two, and two better than one. From step 500 on the replicas of four are also the furthest apart, and at the end more than twice as far as with one layer. A network that can do more can also differ more.",
    tryThis: "Take layers away and watch both curves.",
    tries: [
      {
        label: "Take a layer away",
        change: ({ hidden = [], ...study }) => ({ ...study, hidden: hidden.slice(0, -1) }),
      },
    ],
    control: "hidden",
    study: { ...recipe, hidden: [16, 16, 16, 16] },
  },
  {
    id: "off",
    title: "All off",
    text: "Last, the control: the same deep network with every source of chance switched off. Sixteen replicas, trained one beside the other, are one network: every bit of every weight is the same, at every step. The difference is not small, it is 0. So every other difference on this page comes from the switches.",
    tryThis: "Copy a link, open it on your phone, and read MATCH.",
    tries: [{ label: "Copy a link", share: true }],
    study: { ...recipe, hidden: [16, 16, 16, 16], vary: [] },
  },
];
