/** What the queue holds: which part of which folder, and never a number that was trained. */
import type { Part } from "../run/parts.js";
import { addressOf } from "../store/part-files.js";
import type { StudyPart } from "../store/parts.js";
import type { Store } from "../store/store.js";

/** A part is trained; trained once more by another worker and compared; all parts are measured. */
export type WorkKind = "part" | "audit" | "finish";

export interface WorkData {
  /** The folder of the store, on the machine that submitted it. */
  folder: string;
  /** SHA-256 of the study, and of the part if it is one. */
  address: string;
  /** The name of the part: "00-15"; empty where it is the whole study. */
  part: string;
  /** What the result has beside the rest. */
  with: readonly Part[];
  /** part: it is trained once more. */
  audited?: boolean;
  /** audit: the worker that trained it, which does not audit itself; empty where that is not known. */
  by?: string;
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
  data: Pick<WorkData, "folder" | "with" | "audited">,
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
  data: Pick<WorkData, "folder" | "with">,
): WorkItem {
  return { kind: "finish", id: `${identity}-finish`, data: { ...data, address: identity, part: "" } };
}
