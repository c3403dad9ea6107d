/**
 * The probe of the steps that four groups take as one: the tiny training of probe.ts, an example at a time. Only where
 * a study can take such steps is it asked.
 */
import type { Build } from "../kernel/load.js";
import golden from "./fused-probe.json" with { type: "json" };
import { tinyFingerprint } from "./probe.js";

const known: Partial<Record<Build, Promise<boolean>>> = {};

/** Whether this host keeps the bits of groups of so many replicas, which are trained together. */
export function keepsFused(build: Build, lanes: number): Promise<boolean> {
  known[build] ??= probed(build, lanes);
  return known[build];
}

async function probed(build: Build, lanes: number): Promise<boolean> {
  try {
    return (await tinyFingerprint(build, 1, lanes)) === golden.fingerprint;
  } catch (error) {
    if (error instanceof WebAssembly.CompileError) return false;
    throw error;
  }
}
