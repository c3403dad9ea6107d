/**
 * Whether probabilities mean what they say: their sum against the number of labels, and by bins of the probability how
 * often it comes true.
 *
 * Source: expected calibration error by Naeini et al. 2015, of several classes by the largest probability, Guo et al.
 * 2017. Checked: tests/further/further.test.ts, tests/compare/python.test.ts (scikit-learn).
 */
import type { Block, Shape } from "../measure/predictions.js";
import { type FoundMeasure, nothing, ofMean } from "./found.js";

/** Predictions of a bin: more than `from` and at most `to`; the first also of 0. */
export interface ReliabilityBin {
  /** Lower end. */
  from: number;
  /** Upper end, which belongs to it. */
  to: number;
  /** Predictions in it, of all replicas. */
  predictions: number;
  /** Their mean; null where there is none. */
  predicted: number | null;
  /** Share of them that came true; null where there is none. */
  observed: number | null;
}

const BINS = 10;
const [NO_LABELS, NO_CLASSES] = ["the labels are not known", "values are no probabilities"];

export interface Calibration {
  add(tile: Block): void;
  found: { calibrationRatio(): FoundMeasure; calibrationError(): FoundMeasure };
  /** By bin, from 0 to 1; null where nothing is known. */
  reliability(): ReliabilityBin[] | null;
}

/**
 * Of one column the probability of the positive class, of several the largest one and whether it is that of the label.
 */
export function openCalibration(
  { replicas, examples, columns, kind }: Shape,
  labels: ArrayLike<number> | null,
): Calibration {
  const none = kind === "value" ? NO_CLASSES : labels ? null : NO_LABELS;
  /** [replica][bin] */
  const [counts, sums, trues] = Array.from({ length: 3 }, () => new Float64Array(replicas * BINS)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  let positive = 0;
  const totals = new Float64Array(replicas);
  const isOne = columns === 1;
  const form = isOne ? "of the positive class, ten bins" : "of the largest class, ten bins";
  return {
    add({ first, examples: some, values, stride, offset }) {
      if (none !== null) return;
      for (let n = 0; n < some; n++) if (labels![first + n] === 1) positive++;
      for (let r = 0; r < replicas; r++) {
        for (let n = 0; n < some; n++) {
          const at = r * stride + offset + n * columns;
          let best = 0;
          for (let c = 1; c < columns; c++) if (values[at + c]! > values[at + best]!) best = c;
          const p = values[at + best]!;
          let bin = 0;
          while (bin + 1 < BINS && p > (bin + 1) / BINS) bin++;
          const i = r * BINS + bin;
          counts[i] = counts[i]! + 1;
          sums[i] = sums[i]! + p;
          totals[r] = totals[r]! + p;
          if (labels![first + n] === (isOne ? 1 : best)) trues[i] = trues[i]! + 1;
        }
      }
    },
    found: {
      calibrationRatio() {
        const ratio = "sum p / sum y";
        if (none !== null) return nothing(ratio, none);
        if (!isOne) return nothing(ratio, "of several classes every sum is the number of examples");
        if (positive === 0) return nothing(ratio, "no label is positive");
        return ofMean(
          ratio,
          totals.map((total) => total / positive),
          [0, Infinity],
        );
      },
      calibrationError() {
        if (none !== null) return nothing(form, none);
        const errors = Float64Array.from({ length: replicas }, (_, r) => {
          let sum = 0;
          for (let i = r * BINS; i < (r + 1) * BINS; i++) sum += Math.abs(sums[i]! - trues[i]!);
          return sum / examples;
        });
        return ofMean(form, errors, [0, 1]);
      },
    },
    reliability() {
      if (none !== null) return null;
      return Array.from({ length: BINS }, (_, b) => {
        let [count, sum, right] = [0, 0, 0];
        for (let i = b; i < replicas * BINS; i += BINS) {
          count += counts[i]!;
          sum += sums[i]!;
          right += trues[i]!;
        }
        const of = (total: number) => (count > 0 ? total / count : null);
        return { from: b / BINS, to: (b + 1) / BINS, predictions: count, predicted: of(sum), observed: of(right) };
      });
    },
  };
}
