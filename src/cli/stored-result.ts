/** A result of `run` with its predictions: as they are stored, or trained again. */
import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { PredictedResult } from "../compare/result.js";
import { checkedClaim } from "../run/claimed.js";
import type { ExecutionOptions } from "../run/execution.js";
import { trainedAgain } from "../run/retrain.js";
import { visible } from "../study/errors.js";
import { namedFiles } from "./named-file.js";
import { progressLine } from "./progress.js";
import { readDocument } from "./result-file.js";

/** Whether a path is that of a result: JSON, or a folder. */
export async function isStoredResult(path: string): Promise<boolean> {
  if (/\.json$/i.test(path)) return true;
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

export interface StoredResult {
  result: PredictedResult;
  /** What was done for it, in a sentence; null where nothing was. */
  note: string | null;
}

/**
 * Reads a result, and trains it again where it has no predictions.
 * @throws InputError for what is no result; Error where it has another fingerprint when it is trained again; the
 *   signal's reason
 */
export async function readStoredResult(what: string, options: ExecutionOptions): Promise<StoredResult> {
  const { json, path } = await readDocument(what);
  const claim = checkedClaim(json);
  if (claim.predictions) return { result: claim as unknown as PredictedResult, note: null };
  const files = await namedFiles(Object(claim.study).data, dirname(path));
  const progress = progressLine("steps");
  try {
    const { result } = await trainedAgain(claim, {
      ...options,
      ...(files !== null && { data: files }),
      predictions: true,
      onProgress: ({ done, total }) => progress.update(done, total, "training again"),
    });
    const note = `${visible(what)} was trained again, for it has no predictions (run --with predictions,logits,examples stores them)`;
    return { result, note };
  } finally {
    progress.stop();
  }
}
