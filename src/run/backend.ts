/**
 * The backends that train, and which of them this host can run.
 */
import { hostOf } from "../host/machine.js";
import { capital, wrongValue } from "../study/errors.js";
import { BACKENDS, type Backend } from "../train/group.js";
import { probe } from "../train/probe.js";

/** The fastest backend whose probe this host passes, or null; and why it is none that is faster. */
export async function hostBackend(): Promise<{ backend: Backend | null; reason: string | null }> {
  let reason: string | null = null;
  for (const backend of BACKENDS) {
    const { problem } = await probe(backend);
    if (problem === null) return { backend, reason };
    reason = `${backend}: ${problem}`;
  }
  return { backend: null, reason };
}

/** A backend to train with, and why it is not simd where nobody asked for another. */
export interface ChosenBackend {
  backend: Backend;
  reason: string | null;
}

/**
 * A backend that this host can run: the requested one, or the fastest.
 * @throws InputError for one whose probe this host does not pass, Error where it passes none
 */
export async function chooseBackend(requested?: Backend): Promise<ChosenBackend> {
  const { backend, reason } = requested ? { backend: requested, reason: null } : await hostBackend();
  if (backend === null) throw new Error(`${hostOf().engine} can run no backend: ${reason}.`);
  const { problem } = await probe(backend);
  if (problem === null) return { backend, reason };
  const other = (await hostBackend()).backend;
  const remedy = `${capital(problem)}.${other ? ` Without this option ${other} trains: the same bits.` : ""}`;
  throw wrongValue("options.backend", "a backend that this host can run", backend, remedy);
}
