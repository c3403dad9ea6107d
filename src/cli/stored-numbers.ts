/** What a folder with parts has beside its result: nothing is trained for it again. */
import type { PredictedResult } from "../compare/result.js";
import type { Claimed } from "../run/claimed.js";
import type { GivenFile } from "../run/given-file.js";
import { prepareAgain } from "../run/retrain.js";
import { partsOfResult } from "../store/stored-arrays.js";
import { IN_MEMORY } from "../study/plan.js";
import { interrupted } from "./interrupt.js";

/** The parameters of all replicas; null where the folder is no finished store of that result. */
export async function storedParameters(what: string, { fingerprint }: Claimed): Promise<Float32Array[] | null> {
  const parts = await partsOfResult(what, fingerprint);
  if (parts === null) return null;
  const all: Float32Array[] = [];
  for await (const { replicas } of parts) {
    interrupted.throwIfAborted();
    all.push(...replicas.map(({ parameters }) => parameters));
  }
  return all;
}

/**
 * What all replicas predict, and what is known of the examples; null where the folder is no finished store of that
 * result, or has more than is kept in memory.
 * @param data the file that the study names
 */
export async function storedPredictions(
  what: string,
  claim: Claimed,
  data: GivenFile | undefined,
): Promise<Required<Pick<PredictedResult, "predictions" | "logits" | "examples">> | null> {
  const parts = await partsOfResult(what, claim.fingerprint);
  if (parts === null) return null;
  const pieces: { predictions: Float32Array; logits: Float32Array }[] = [];
  for await (const { predictions, logits, replicas } of parts) {
    interrupted.throwIfAborted();
    if ((8 * predictions.length * claim.replicas.length) / replicas.length > IN_MEMORY) return null;
    pieces.push({ predictions, logits });
  }
  const { dataset } = await prepareAgain(claim.study, { data, signal: interrupted });
  const { y, rows = null, ids = null, groups = null } = dataset.test;
  return {
    predictions: joined(pieces.map(({ predictions }) => predictions)),
    logits: joined(pieces.map(({ logits }) => logits)),
    examples: { labels: y, rows, ids, groups },
  };
}

function joined(pieces: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
