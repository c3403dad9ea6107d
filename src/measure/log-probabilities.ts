/**
 * Log-probabilities of the classes in f64. From logits without cancellation; where only probabilities are given their
 * logs, -Infinity at 0.
 */
import { exp64, log1p64, log64 } from "../reference/float64.js";
import type { Block, Shape } from "./predictions.js";

/**
 * Writes the log-probabilities of all classes (2 for one column) of the example whose numbers begin at `at` in the
 * block.
 */
export type LogProbabilities = (block: Block, at: number, out: Float64Array) => void;

export function logProbabilities({ columns }: Shape, fromLogits: boolean): LogProbabilities {
  if (columns === 1) return fromLogits ? logSigmoids : logsOfOne;
  return fromLogits ? logSoftmax : logsOfAll;
}

/** log sigmoid(z) = min(z, 0) - log(1 + e^-abs(z)), and sigmoid(-z) is the other class. */
function logSigmoids({ logits }: Block, at: number, out: Float64Array): void {
  const z = logits![at]!;
  const rest = log1pExp(Math.abs(z));
  out[0] = Math.min(-z, 0) - rest;
  out[1] = Math.min(z, 0) - rest;
}

function logSoftmax({ logits }: Block, at: number, out: Float64Array): void {
  let top = logits![at]!;
  for (let c = 1; c < out.length; c++) top = Math.max(top, logits![at + c]!);
  let sum = 0;
  for (let c = 0; c < out.length; c++) {
    out[c] = logits![at + c]! - top;
    sum += out[c] === 0 ? 1 : exp64(out[c]!);
  }
  const rest = log64(sum);
  for (let c = 0; c < out.length; c++) out[c] = out[c]! - rest;
}

function logsOfOne({ values }: Block, at: number, out: Float64Array): void {
  out[0] = log1p64(-values[at]!);
  out[1] = log64(values[at]!);
}

function logsOfAll({ values }: Block, at: number, out: Float64Array): void {
  for (let c = 0; c < out.length; c++) out[c] = log64(values[at + c]!);
}

/**
 * Pieces a unit, terms a piece, and where the table ends: |d| <= 1/32 in a series of radius pi leaves (1/100)^8 / 8.
 */
const PIECES = 16;
export const TERMS = 8;
const END = 32;

/**
 * Taylor coefficients of log(1 + e^-t) in the middle of each piece. Its derivative is -s, s = 1 / (1 + e^t), and s' =
 * -s (1 - s) gives the coefficients of s one after the other: (k+1) s[k+1] = -s[k] + sum of s[i] s[k-i].
 */
export const TABLE = new Float64Array(PIECES * END * TERMS);
for (let at = 0; at < TABLE.length; at += TERMS) {
  const t = (at / TERMS + 0.5) / PIECES;
  const s = new Float64Array(TERMS);
  s[0] = 1 / (1 + exp64(t));
  TABLE[at] = log1p64(exp64(-t));
  for (let k = 0; k + 1 < TERMS; k++) {
    let product = 0;
    for (let i = 0; i <= k; i++) product += s[i]! * s[k - i]!;
    s[k + 1] = (product - s[k]!) / (k + 1);
    TABLE[at + k + 1] = -s[k]! / (k + 1);
  }
}

/** log(1 + e^-t), t >= 0, to about 1 ulp: from the table, beyond it by the functions. */
export function log1pExp(t: number): number {
  if (!(t < END)) return log1p64(exp64(-t));
  const piece = Math.floor(t * PIECES);
  const at = piece * TERMS;
  const d = t - (piece + 0.5) / PIECES;
  const square = d * d;
  const low = TABLE[at]! + TABLE[at + 1]! * d + (TABLE[at + 2]! + TABLE[at + 3]! * d) * square;
  const high = TABLE[at + 4]! + TABLE[at + 5]! * d + (TABLE[at + 6]! + TABLE[at + 7]! * d) * square;
  return low + high * square * square;
}
