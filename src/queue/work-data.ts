/** What the queue holds: which part of which folder, and never a number that was trained. */
import { version } from "../../package.json";
import type { ClaimsSettings } from "../claims/claims.js";
import { sha256, toHex } from "../host/sha256.js";
import type { Part } from "../run/parts.js";
import { addressOf } from "../store/part-files.js";
import type { StudyPart } from "../store/parts.js";
import type { Shard } from "../store/shard.js";
import type { Store } from "../store/store.js";
import { CONTRACT_VERSION } from "../train/fingerprint.js";

/**
 * A part is trained; trained once more by another worker and compared; all parts are measured. A share of claims is
 * trained; their verdicts are written.
 */
export type WorkKind = "part" | "audit" | "finish" | "share" | "claims";

export interface WorkData {
  /** The folder that was submitted, on the machine that did so. */
  folder: string;
  /** Where in it the store is: "settings/epochs=1" of a sweep. Default: the folder is the store. */
  inside?: string;
  /** SHA-256 of the study, and of the part if it is one; of claims, that of their settings. */
  address: string;
  /** The name of the part: "00-15"; empty where it is the whole study. */
  part: string;
  /** What the result has beside the rest. */
  with: readonly Part[];
  /** part: it is trained once more. */
  audited?: boolean;
  /** audit: the worker that trained it, which does not audit itself; empty where that is not known. */
  by?: string;
  /** share, claims: what is tested. */
  claims?: ClaimsSettings;
  /** share: which one it is. */
  share?: Shard;
}

/** A job as it is queued. Its id says what it is, so none is there twice. */
export interface WorkItem {
  kind: WorkKind;
  id: string;
  data: WorkData;
}

export function partWork(
  { owner: { identity } }: Pick<Store, "owner">,
  part: StudyPart,
  data: Pick<WorkData, "folder" | "inside" | "with" | "audited">,
): WorkItem {
  const address = addressOf(identity, part);
  return { kind: "part", id: address, data: { ...data, address, part: part.name } };
}

/** The other training of a part, behind that which has just ended. */
export function auditWork({ audited: _, ...data }: WorkData, by: string): WorkItem {
  return { kind: "audit", id: `${data.address}-audit`, data: { ...data, by } };
}

export function finishWork(
  { owner: { identity } }: Pick<Store, "owner">,
  { folder, inside, with: parts }: Pick<WorkData, "folder" | "inside" | "with">,
): WorkItem {
  const data = { folder, ...(inside !== undefined && { inside }), with: parts };
  return { kind: "finish", id: `${identity}-finish`, data: { ...data, address: identity, part: "" } };
}

/** @param share which one is trained; without it the verdicts are written */
export function claimsWork(folder: string, claims: ClaimsSettings, share?: Shard): WorkItem {
  const address = claimsIdentity(claims);
  const id = share ? `${address}-share-${share.index}-of-${share.of}` : `${address}-claims`;
  const data = { folder, address, part: "", with: [], claims, ...(share && { share }) };
  return { kind: share ? "share" : "claims", id, data };
}

/** SHA-256 of what fixes every bit of them. */
export function claimsIdentity(claims: ClaimsSettings): string {
  return toHex(sha256(new TextEncoder().encode(JSON.stringify([CONTRACT_VERSION, version, claims]))));
}
