/**
 * The witness: trains the same study with strict and with relaxed multiply-add, which each engine may fuse or not, and
 * shows where the two part and how far the predictions move in the end. What it trains is never a result: `bits` is
 * null.
 *
 * Source: the idea of implementation noise is Zhuang et al. 2021 (arXiv 2106.11872); here it is real, not simulated.
 */

import { hostOf } from "../host/machine.js";
import { toHex } from "../host/sha256.js";
import { inSlices } from "../host/slices.js";
import { type Kernel, kernelOf, loadKernel } from "../kernel/load.js";
import { predictionDifference } from "../measure/pairwise.js";
import type { Predictions } from "../measure/predictions.js";
import { OF_POOLS, OF_RUN, refuseEarlyStopping } from "../run/elsewhere.js";
import { EXECUTION } from "../run/execution.js";
import { withInitial } from "../run/named-initial.js";
import { type Prepared, prepare } from "../run/prepare.js";
import type { Estimate } from "../statistics/estimate.js";
import { meanOf } from "../statistics/sample.js";
import { elementName } from "../study/element-name.js";
import { parseOptions } from "../study/options.js";
import { refuseNoise } from "../study/refuse-noise.js";
import type { Study, StudyInput } from "../study/study.js";
import { replicaDigest, studyFingerprint, trailSteps } from "../train/fingerprint.js";
import type { Group } from "../train/group.js";
import { wasmGroup } from "../train/wasm-group.js";
import { relaxedModule } from "./module.js";

/** One replica, trained both ways. */
export interface WitnessReplica {
  /** r, counted from 0. */
  index: number;
  /** The first step after which a parameter differs, and which one; null where none ever does. */
  parted: {
    /** Counted from 1; 0 is the initial parameters. */
    step: number;
    /** "layer 1, W[4,9]". */
    element: string;
  } | null;
  /** Mean distance of the strict and the relaxed predictions on the test set (1/2 L1 for several classes). */
  moved: number;
  /**
   * First 8 hex digits of the relaxed fingerprint at the steps of a trail: compare them with those of another engine.
   */
  trail: string[];
}

/** What strict and relaxed training of one study have shown. */
export interface Witness {
  /** Never a number: what is trained here is no result. */
  bits: null;
  /** Name and version of the host, and the engine below it. */
  engine: string;
  /** System and processor: "linux x64". */
  architecture: string;
  /** The study with every default filled in. */
  study: Study;
  /** Whether this engine fuses the relaxed multiply-add. */
  fuses: boolean;
  /** Of the relaxed training on this engine. */
  relaxedFingerprint: string;
  /** Mean of `moved` over the replicas. */
  moved: number;
  /** Prediction difference (pairwise) of the strict replicas: what a change of seed does. */
  predictionDifference: Estimate;
  /** moved / predictionDifference; null where the latter is 0 or does not exist. */
  share: number | null;
  /** Each replica, in order. */
  replicas: WitnessReplica[];
}

/** What ends the training early, and is told of it. */
export interface WitnessOptions {
  /** Ends it early; the call rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Steps done, over all replicas. */
  onProgress?: (progress: { done: number; total: number }) => void;
}

/**
 * Trains every replica both ways in the calling thread.
 * @param input the study, as `run` takes it; by default that of `run`
 * @param options signal and progress; by default none
 * @returns where strict and relaxed arithmetic part, and how far the predictions move
 * @throws InputError for an engine without relaxed SIMD, and for a bad study
 */
export async function witness(input: StudyInput = {}, options: WitnessOptions = {}): Promise<Witness> {
  const elsewhere = { ...OF_RUN, ...OF_POOLS, backend: "the witness trains with two" };
  const { signal, onProgress } = parseOptions<WitnessOptions>(
    { signal: EXECUTION.signal, onProgress: EXECUTION.onProgress },
    options,
    elsewhere,
  );
  const module = await relaxedModule("witness");
  const setting = await prepare(await withInitial(input, signal), { signal });
  const { study, plan, train } = setting;
  refuseEarlyStopping(study);
  refuseNoise(study, "the relaxed build has no noise");
  const open = (kernel: Kernel): Group => wasmGroup(kernel, kernel.lanes, study, plan, train);
  const [strict, relaxed] = [open(await loadKernel("simd")), open(await kernelOf(module))];
  const { replicas, predictions, trained } = await inSlices(
    trainingBothWays(strict, relaxed, setting),
    signal,
    (done) => onProgress?.({ done, total: study.replicas * plan.steps }),
  );
  const seeds = predictionDifference(stacked(predictions, setting));
  const moved = meanOf(replicas.map((replica) => replica.moved));
  return {
    bits: null,
    ...hostOf(),
    study,
    fuses: await fuses(module),
    relaxedFingerprint: studyFingerprint(trained),
    moved,
    predictionDifference: seeds,
    share: seeds.value ? moved / seeds.value : null,
    replicas,
  };
}

/** What the two trainings leave of every replica. */
interface BothWays {
  replicas: WitnessReplica[];
  /** Of the strict training, on the test set. */
  predictions: Float32Array[];
  /** What the relaxed training gives to its fingerprint. */
  trained: { digest: Uint8Array; logits: Float32Array }[];
}

/** Trains all replicas in both groups. Yields the steps done, over all replicas. */
function* trainingBothWays(strict: Group, relaxed: Group, setting: Prepared): Generator<number, BothWays> {
  const { study, plan, test } = setting;
  const stops = new Set(trailSteps(plan.steps));
  const [replicas, predictions, trained]: [WitnessReplica[], Float32Array[], BothWays["trained"]] = [[], [], []];
  for (let first = 0; first < study.replicas; first += strict.lanes) {
    const members = Array.from({ length: Math.min(strict.lanes, study.replicas - first) }, (_, lane) => first + lane);
    const parted: WitnessReplica["parted"][] = members.map(() => null);
    const trails: string[][] = members.map(() => []);
    for (const group of [strict, relaxed]) group.start(members);
    for (let step = 0; step <= plan.steps; step++) {
      members.forEach((_, lane) => {
        if (parted[lane] && !stops.has(step)) return;
        const other = relaxed.snapshot(lane).parameters;
        if (stops.has(step)) trails[lane]!.push(toHex(replicaDigest(other)).slice(0, 8));
        if (parted[lane]) return;
        const at = firstDifference(strict.snapshot(lane).parameters, other);
        if (at >= 0) parted[lane] = { step, element: elementName(at, plan.layers) };
      });
      for (const group of [strict, relaxed]) group.advance(1);
      yield first * plan.steps + step * members.length;
    }
    const [left, right] = [strict.evaluate(test), relaxed.evaluate(test)];
    members.forEach((index, lane) => {
      predictions.push(left[lane]!.predictions);
      trained.push({ digest: replicaDigest(relaxed.snapshot(lane).parameters), logits: right[lane]!.logits });
      const both = stacked([left[lane]!.predictions, right[lane]!.predictions], setting);
      replicas.push({
        index,
        parted: parted[lane]!,
        moved: predictionDifference(both).value ?? 0,
        trail: trails[lane]!,
      });
    });
  }
  return { replicas, predictions, trained };
}

/** (1 + 2^-12)^2 - (1 + 2^-11) is 2^-24 when it is fused and 0 when the product is rounded first. */
async function fuses(module: WebAssembly.Module): Promise<boolean> {
  const [x, b] = [1.000244140625, -1.00048828125];
  const setting = await prepare({
    data: { name: "given", x: [[x], [x]], y: [0, 1], test: { x: [[x]], y: [0] } },
    hidden: [],
    initial: [{ W: [[x]], b: [b] }],
    batchSize: 1,
    replicas: 1,
    vary: [],
  });
  const kernel = await kernelOf(module);
  const group = wasmGroup(kernel, kernel.lanes, setting.study, setting.plan, setting.train);
  group.start([0]);
  return group.evaluate(setting.test)[0]!.logits[0] !== 0;
}

function firstDifference(a: Float32Array, b: Float32Array): number {
  const [left, right] = [new Uint32Array(a.buffer), new Uint32Array(b.buffer)];
  return left.findIndex((bits, at) => bits !== right[at]);
}

/** Replicas' predictions as one R x N x C. */
function stacked(replicas: readonly Float32Array[], { study, plan, test }: Prepared): Predictions {
  const values = new Float32Array(replicas.length * replicas[0]!.length);
  replicas.forEach((replica, r) => values.set(replica, r * replica.length));
  const kind = study.loss === "squared" ? "value" : "probability";
  return { values, replicas: replicas.length, examples: test.count, columns: plan.outputs, kind };
}
