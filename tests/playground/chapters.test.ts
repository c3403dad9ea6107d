/**
 * Every sentence of the chapters with its check: what is said of a training, along the whole of it and for each of 20
 * seeds; what is said of a study, of that study. The sentences are quoted in full, so that none can change, come or go
 * without its check.
 */
import { checkLink, makeLink, openTrainer, type Study, type StudyInput } from "doppelgrad";
import { expect, test } from "vitest";
import { CHAPTERS } from "../../playground/src/chapters.js";
import { streamKey } from "../../src/reference/random.js";
import { epochOrder } from "../../src/reference/shuffle.js";

const SEEDS = Array.from({ length: 20 }, (_, seed) => seed);
/** Where trainings are looked at. */
const MARKS = [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 1500, 2000, 4000, 6000, 8000, 10_000];

/** A training at a step. */
interface Look {
  step: number;
  difference: number;
  churn: number;
  accuracy: number;
  /** Mean test loss of each replica. */
  losses: number[];
  /** Their mean. */
  loss: number;
  /** How many replicas there are that differ in a bit of a parameter. */
  distinct: number;
}

/** A training, from step 0 to its last. */
type Curve = Look[];

async function curveOf(study: StudyInput): Promise<Curve> {
  const trainer = await openTrainer(study);
  return MARKS.filter((step) => step <= trainer.steps).map((step) => {
    trainer.advance(step - trainer.step);
    const { predictionDifference, churn, accuracy } = trainer.measure(["predictionDifference", "churn", "accuracy"]);
    const losses = trainer.evaluate().map((replica) => replica.loss);
    const parameters = trainer
      .parameters()
      .map((values) => Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString("latin1"));
    return {
      step,
      difference: predictionDifference.value!,
      churn: churn.value!,
      accuracy: accuracy.value!,
      losses,
      loss: losses.reduce((sum, loss) => sum + loss, 0) / losses.length,
      distinct: new Set(parameters).size,
    };
  });
}

const trained = new Map<string, Promise<Curve[]>>();
/** A curve a seed; trained once a study. */
function curvesOf(study: StudyInput): Promise<Curve[]> {
  const key = JSON.stringify(study);
  if (!trained.has(key)) trained.set(key, Promise.all(SEEDS.map((seed) => curveOf({ ...study, seed }))));
  return trained.get(key)!;
}

const at = (curve: Curve, step: number): Look => curve.find((look) => look.step === step)!;
const start = (curve: Curve): Look => curve[0]!;
const end = (curve: Curve): Look => curve.at(-1)!;
const spread = (values: number[]): number => Math.max(...values) - Math.min(...values);

/** The seeds for which what is said is false. */
type Check = () => Promise<number[]>;

/** Said of the curves of these studies, for each seed. */
const always =
  (studies: StudyInput[], holds: (...curves: Curve[]) => boolean): Check =>
  async () => {
    const arms = await Promise.all(studies.map(curvesOf));
    return SEEDS.filter((seed) => !holds(...arms.map((curves) => curves[seed]!)));
  };
/** Said of a study. */
const of =
  (study: StudyInput, holds: (study: Study) => boolean): Check =>
  async () =>
    holds((await openTrainer(study)).study) ? [] : [0];
const both =
  (...checks: Check[]): Check =>
  async () =>
    (await Promise.all(checks.map((check) => check()))).flat();
/** A question, a request, or what a paper says: nothing happens that could be otherwise. */
const nothing: Check = async () => [];

const [unit, init, order, window, smelu, four, off] = CHAPTERS.map(({ study }) => study) as [
  StudyInput,
  StudyInput,
  StudyInput,
  StudyInput,
  StudyInput,
  StudyInput,
  StudyInput,
];
const [one, two] = [
  { ...four, hidden: [16] },
  { ...four, hidden: [16, 16] },
];
const relu: StudyInput = { ...smelu, activation: "relu", epochs: 20 };
const sequential: StudyInput = { ...window, shuffleWindow: 1 };

/** Each next example is one of the first three that are unread, and each of the three comes. */
function drawnFromThree({ data, shuffleWindow, shuffleForm }: Study): boolean {
  const examples = (data as { train: number }).train;
  const unread = Array.from({ length: examples }, (_, i) => i);
  const places = [...epochOrder(streamKey(0, "shuffle", 0), 0, examples, shuffleWindow, shuffleForm)].map((example) => {
    const place = unread.indexOf(example);
    unread.splice(place, 1);
    return place;
  });
  return [...new Set(places)].sort().join() === "0,1,2";
}

/** The preset after a throw of the dice of the initial weights, 19 times. */
const otherDice: Check = async () => {
  const thrown = await Promise.all(SEEDS.map(async (seed) => end(await curveOf({ ...init, seeds: { init: seed } }))));
  const first = thrown[0]!;
  return SEEDS.slice(1).filter(
    (seed) =>
      thrown[seed]!.losses.join() === first.losses.join() ||
      Math.abs(thrown[seed]!.difference / first.difference - 1) > 0.25,
  );
};

/** All replicas are the same in every bit of every step: looked at after each. */
const oneNetwork: Check = async () => {
  const trainer = await openTrainer(off);
  for (; ; trainer.advance(1)) {
    const [first, ...others] = trainer
      .parameters()
      .map((values) => Buffer.from(values.buffer, values.byteOffset, values.byteLength));
    if (others.length !== 15 || others.some((other) => !other.equals(first!))) return [0];
    if (trainer.step === trainer.steps) return [];
  }
};

const SENTENCES: Record<string, Record<string, Check>> = {
  unit: {
    "Begin with the smallest network there is: one unit, no hidden layer.": of(
      unit,
      ({ hidden }) => hidden.length === 0,
    ),
    "Its loss has a single lowest point, and sixteen replicas that begin differently and read the examples in different orders all move towards it.":
      both(
        of(
          unit,
          ({ loss, replicas, vary }) => loss === "logistic" && replicas === 16 && vary.join() === "init,shuffle",
        ),
        always(
          [unit],
          (curve) =>
            start(curve).distinct === 16 && end(curve).losses.every((loss, r) => loss < start(curve).losses[r]!),
        ),
      ),
    "They begin more than ten percentage points apart, come closer all the way, and end less than half a percentage point apart, at nearly the same straight line.":
      always(
        [unit],
        (curve) =>
          start(curve).difference > 0.1 &&
          curve.every(({ difference }, i) => i === 0 || difference < curve[i - 1]!.difference) &&
          end(curve).difference < 0.005 &&
          end(curve).churn < 0.01,
      ),
    "Add a hidden layer: at the end the replicas are at least five times as far apart.": always(
      [unit, { ...unit, hidden: [8] }],
      (without, added) => end(added).difference >= 5 * end(without).difference,
    ),
  },
  init: {
    "Now two hidden layers and a truth that winds.": of(
      init,
      ({ hidden, data }) => hidden.length === 2 && data.name === "spirals",
    ),
    "Only the initial weights differ; every replica reads the same examples in the same order.": of(
      init,
      ({ vary }) => vary.join() === "init",
    ),
    "The loss now has many low points, and where a replica ends depends on where it began.": always(
      [init],
      (curve) => end(curve).distinct === 16 && spread(end(curve).losses) > 0.01,
    ),
    "All sixteen learn the task about equally well, their test losses within 0.1, and still two of them differ by more than five percentage points on average.":
      always(
        [init],
        (curve) =>
          end(curve).losses.every((loss, r) => loss < 0.9 * start(curve).losses[r]!) &&
          spread(end(curve).losses) < 0.1 &&
          end(curve).difference > 0.05,
      ),
    "Training does not mend it: at the end they are further apart than at step 100.": always(
      [init],
      (curve) => end(curve).difference > at(curve, 100).difference,
    ),
    "Throw the dice of the initial weights: other maps, much the same difference.": otherDice,
  },
  order: {
    "Now all replicas begin as one network, bit for bit, and only the order of the examples differs.": both(
      of(order, ({ vary }) => vary.join() === "shuffle"),
      always([order], (curve) => start(curve).distinct === 1),
    ),
    "At step 0 the difference is exactly 0.": always([order], (curve) => start(curve).difference === 0),
    "One step is enough: each replica has seen ten examples of its own, and they are more than ten percentage points apart.":
      both(
        of(order, ({ batchSize }) => batchSize === 10),
        always([order], (curve) => at(curve, 1).distinct === 16 && at(curve, 1).difference > 0.1),
      ),
    "As they see more of the same data most of this goes, and at step 100 less than half of it is left.": always(
      [order],
      (curve) =>
        at(curve, 10).difference < at(curve, 1).difference &&
        at(curve, 100).difference < at(curve, 10).difference &&
        at(curve, 100).difference < 0.5 * at(curve, 1).difference,
    ),
    "The rest stays and grows: at the end they are about as far apart as if they had begun apart, or further.": always(
      [order, init],
      (curve, apart) =>
        end(curve).difference > at(curve, 100).difference && end(curve).difference > 0.9 * end(apart).difference,
    ),
    "Go back to the start, take one step, and see it part them.": always(
      [order],
      (curve) => start(curve).difference === 0 && at(curve, 1).difference > 0,
    ),
  },
  window: {
    "How much disorder does it take?": nothing,
    "Here each next example is drawn from only the first three of the file that are still unread: the shuffle window is 3 of 1,000 examples.":
      of(
        window,
        (study) =>
          study.shuffleWindow === 3 && (study.data as { train: number }).train === 1000 && drawnFromThree(study),
      ),
    "At first that helps: at step 100 the replicas are much closer than with a full shuffle.": always(
      [window, order],
      (curve, full) => at(curve, 100).difference < 0.7 * at(full, 100).difference,
    ),
    "It does not last: at the end more than half of the difference of a full shuffle is there.": always(
      [window, order],
      (curve, full) => end(curve).difference > 0.5 * end(full).difference,
    ),
    "A little disorder does most of what much of it does; only none at all does nothing.": both(
      always([window, order], (curve, full) => end(curve).difference > 0.5 * end(full).difference),
      always([sequential], (curve) => curve.every(({ difference, distinct }) => difference === 0 && distinct === 1)),
    ),
    "Set the shuffle window to 1, the order of the file: the difference is 0.": always([sequential], (curve) =>
      curve.every(({ difference }) => difference === 0),
    ),
  },
  activation: {
    "Snapp and Shamir blame the kink of the relu: units switch on and off as weights move, and small causes grow.":
      nothing,
    "The smooth relu, smelu, rounds the kink.": of(smelu, ({ activation }) => activation.name === "smelu"),
    "At step 2,000 its replicas are closer together than those of the relu are there; but they have also learned less: their test loss is higher, and they are right less often.":
      always(
        [smelu, relu],
        (curve, kinked) =>
          at(curve, 2000).difference < end(kinked).difference &&
          at(curve, 2000).loss > end(kinked).loss &&
          at(curve, 2000).accuracy < end(kinked).accuracy,
      ),
    "So this training goes on, five times as long.": both(
      of(smelu, ({ epochs }) => epochs === 5 * 20),
      of(order, ({ epochs }) => epochs === 20),
    ),
    "At the end they fit better than the relu did at step 2,000, and are again about as far apart.": always(
      [smelu, relu],
      (curve, kinked) => {
        const ratio = end(curve).difference / end(kinked).difference;
        return end(curve).loss < end(kinked).loss && ratio > 0.8 && ratio < 1.25;
      },
    ),
    "Judge a difference beside the loss: the command doppelgrad claims compares the two at equal loss.": nothing,
    "Go to step 2,000 and note difference and test loss; choose relu as the activation, go there again, and compare.":
      nothing,
  },
  depth: {
    "Four hidden layers fit the spirals better than two, and two better than one.": always(
      [four, two, one],
      (...curves) => curves.every((curve, i) => i === 0 || end(curves[i - 1]!).loss < end(curve).loss),
    ),
    "From step 500 on the replicas of four are also the furthest apart, and at the end more than twice as far as with one layer.":
      always(
        [four, two, one],
        (curve, ...fewer) =>
          curve
            .filter(({ step }) => step >= 500)
            .every(({ step, difference }) => fewer.every((other) => difference > at(other, step).difference)) &&
          end(curve).difference > 2 * end(fewer[1]!).difference,
      ),
    "A network that can do more can also differ more.": always(
      [four, one],
      (curve, small) => end(curve).loss < end(small).loss && end(curve).difference > end(small).difference,
    ),
    "Take layers away and watch both curves.": nothing,
  },
  off: {
    "Last, the control: the same deep network with every source of chance switched off.": of(
      off,
      ({ vary, hidden }) => vary.length === 0 && hidden.join() === four.hidden!.join(),
    ),
    "Sixteen replicas, trained one beside the other, are one network: every bit of every weight is the same, at every step.":
      both(
        oneNetwork,
        always([off], (curve) => curve.every(({ distinct }) => distinct === 1)),
      ),
    "The difference is not small, it is 0.": always([off], (curve) =>
      curve.every(({ difference, churn }) => difference === 0 && churn === 0),
    ),
    "So every other difference on this page comes from the switches.": always([four], (curve) =>
      curve.every(({ difference }) => difference > 0),
    ),
    "Copy a link, open it on your phone, and read MATCH.": async () =>
      (await checkLink(await makeLink(off, 2000))).same ? [] : [0],
  },
};

test("every sentence has a check, and every check a sentence", () => {
  const sentences = CHAPTERS.map(({ id, text, tryThis }) => [id, [...text.split(/(?<=[.?!]) /), tryThis]]);
  expect(Object.entries(SENTENCES).map(([id, checks]) => [id, Object.keys(checks)])).toEqual(sentences);
});

for (const [id, checks] of Object.entries(SENTENCES)) {
  test.for(Object.entries(checks))(`${id}: %s`, async ([, falseFor]) =>
    expect(await falseFor(), "seeds for which it is false").toEqual([]),
  );
}
