/** A result of `run` with its predictions: as they are stored, or trained again. */
import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { PredictedResult } from "../compare/result.js";
import { checkedClaim } from "../run/claimed.js";
import type { ExecutionOptions } from "../run/execution.js";
import { trainedAgain } from "../run/retrain.js";
import { isStore } from "../store/store.js";
import { misplaced, shown, visible } from "../study/errors.js";
import { namedFiles } from "./named-file.js";
import { progressLine } from "./progress.js";
import { readDocument } from "./result-file.js";
import { storedPredictions } from "./stored-numbers.js";

/** Whether a path is that of a result: JSON, or a folder. */
export async function isStoredResult(path: string): Promise<boolean> {
  if (/\.json$/i.test(path)) return true;
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** @throws InputError for --data beside predictions, which need none */
export function refuseData(data: string | undefined): void {
  if (data !== undefined) throw misplaced("--data", "nothing beside predictions", shown(data));
}

export interface StoredResult {
  result: PredictedResult;
  /** What was done for it, in a sentence; null where nothing was. */
  note: string | null;
}

/**
 * Reads a result, and trains it again where it has no predictions.
 * @param data the file of --data
 * @param document what was read of it, where it was
 * @throws InputError for what is no result; Error where it has another fingerprint when it is trained again; the
 *   signal's reason
 */
export async function readStoredResult(
  what: string,
  data: string | undefined,
  options: ExecutionOptions,
  document?: { json: unknown; path: string },
): Promise<StoredResult> {
  const { json, path } = document ?? (await readDocument(what));
  const claim = checkedClaim(json);
  if (claim.predictions) return { result: claim as unknown as PredictedResult, note: null };
  const files = await namedFiles(Object(claim.study).data, dirname(path), data);
  const stored = (await isStore(what)) ? await storedPredictions(what, claim, files ?? undefined) : null;
  if (stored) return { result: { ...claim, ...stored }, note: null };
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
