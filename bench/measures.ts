/**
 * The measures, a prediction: prediction difference alone and all measures with their intervals, by number of replicas;
 * in plain TypeScript, and by the kernels.
 */
import { addingOf } from "../src/measure/adding.js";
import type { MeasureInput } from "../src/measure/input.js";
import { measure } from "../src/measure/measure.js";
import { MEASURE_NAMES, type MeasureName } from "../src/measure/names.js";
import { plain } from "../src/measure/plain.js";
import type { Adding } from "../src/measure/sums.js";
import { uniform, word } from "../src/reference/random.js";
import { prepare } from "../src/run/prepare.js";
import { type BenchOptions, inTurn } from "./in-turn.js";
import { effortOf, interleaved, type Piece, type Timing } from "./measure.js";
import { type Sheet, short } from "./sheet.js";

/** Nanoseconds a prediction. */
export interface MeasuresRow {
  what: "prediction difference" | "all measures";
  replicas: number;
  /** Whether both ways have the same bits. */
  same: boolean;
  plain: Timing;
  kernels: Timing;
}

const WHAT: readonly (readonly [MeasuresRow["what"], readonly MeasureName[]])[] = [
  ["prediction difference", ["predictionDifference"]],
  ["all measures", MEASURE_NAMES],
];
const REPLICAS = [16, 64, 1024] as const;

export async function benchMeasures(options: BenchOptions = {}): Promise<MeasuresRow[]> {
  const rows = WHAT.flatMap(([what, names]) => REPLICAS.map((replicas) => ({ what, names, replicas })));
  return inTurn(
    rows,
    ({ what, replicas }) => `${what}, ${replicas} replicas`,
    options,
    async ({ what, names, replicas }) => {
      const input = await drawnPredictions(replicas, options.quick ? 50 : Math.max(500, Math.round(64000 / replicas)));
      const ways = { plain, kernels: await addingOf("simd", input.predictions) };
      const bits = Object.values(ways).map((adding) => JSON.stringify(measure(input, names, adding)));
      const piece = (adding: Adding): Piece => ({
        units: input.predictions.values.length,
        run(times) {
          for (let k = 0; k < times; k++) measure(input, names, adding);
        },
      });
      const times = await interleaved({ plain: piece(ways.plain), kernels: piece(ways.kernels) }, effortOf(options));
      return { what, replicas, same: bits[0] === bits[1], ...times };
    },
  );
}

/** Replicas whose predictions are drawn: the measures ask for no training. */
async function drawnPredictions(replicas: number, examples: number): Promise<MeasureInput> {
  const { study, dataset } = await prepare({ data: { train: 100, test: examples } });
  const shape = { replicas, examples, columns: 1 };
  const values = Float32Array.from({ length: replicas * examples }, (_, k) => uniform(word([1, 2], 0, k)));
  return {
    predictions: { ...shape, values, kind: "probability" },
    logits: values.map((p) => 4 * p - 2),
    labels: dataset.test.y,
    truth: dataset.test.truth,
    task: dataset.task,
    loss: study.loss,
  };
}

export function measuresSheet(rows: readonly MeasuresRow[]): Sheet {
  return {
    title: "the measures with their intervals, ns a prediction",
    note: "Predictions of two classes with labels and truth. With more than 64 replicas the symmetric measure is none of them.",
    heads: [
      "what",
      "replicas",
      "bits",
      "plain least",
      "plain median",
      "kernels least",
      "kernels median",
      "plain / kernels",
    ],
    rows: rows.map(({ what, replicas, same, plain, kernels }) => [
      what,
      String(replicas),
      same ? "same" : "DIFFER",
      short(plain.least),
      short(plain.median),
      short(kernels.least),
      short(kernels.median),
      (plain.least / kernels.least).toFixed(2),
    ]),
  };
}
