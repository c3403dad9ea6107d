/**
 * The backends that train, and which of them this host can run.
 */
import { hostOf } from "../host/machine.js";
import type { Build } from "../kernel/load.js";
import { wrongValue } from "../study/errors.js";
import type { Backend } from "../train/group.js";
import { probe } from "../train/probe.js";

/** All backends. */
export const BACKENDS = ["simd", "scalar", "reference"] as const satisfies readonly Backend[];

/** The fastest backend whose probe this host passes, and why it is not simd; null where it passes none. */
export async function hostBackend(): Promise<{ backend: Build | null; reason: string | null }> {
  const { problem } = await probe("simd");
  if (problem === null) return { backend: "simd", reason: null };
  const scalar = await probe("scalar");
  return {
    backend: scalar.problem === null ? "scalar" : null,
    reason: scalar.problem === null ? `simd: ${problem}` : `scalar: ${scalar.problem}`,
  };
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
  if (requested === undefined) {
    const { backend, reason } = await hostBackend();
    if (backend === null)
      throw new Error(`${hostOf().engine} can run no WebAssembly backend: ${reason}. ${await plainRemedy()}`.trimEnd());
    return { backend, reason };
  }
  const { problem } = await probe(requested);
  if (problem !== null) {
    const plain = (await hostBackend()).backend === null ? await plainRemedy() : "";
    throw wrongValue(
      "options.backend",
      "a backend that this host can run",
      requested,
      `${capital(problem)}. ${plain}`.trimEnd(),
    );
  }
  return { backend: requested, reason: null };
}

/** The way out where no build runs: the reference trainer, if its bits are right here. */
export async function plainRemedy(): Promise<string> {
  const { problem } = await probe("reference");
  return problem === null
    ? 'Use backend: "reference" (--backend reference): plain JavaScript, the same bits, many times slower.'
    : "";
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
