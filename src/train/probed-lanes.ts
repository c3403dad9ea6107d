/**
 * How many replicas a group of a setting has on this host.
 */
import { TOGETHER } from "../kernel/layout.js";
import type { Backend } from "./group.js";
import { isTogether, lanesOf, type Setting } from "./setting.js";

/** As `lanesOf`; but where this host does not keep the bits of steps that are taken together, each group takes its own. */
export async function probedLanes(setting: Setting, backend: Backend, workers: number): Promise<number> {
  const lanes = lanesOf(setting, backend, workers);
  if (backend === "reference" || !isTogether(backend, lanes)) return lanes;
  const { keepsFused } = await import("./fused-probe.js");
  return (await keepsFused(backend, lanes)) ? lanes : lanes / TOGETHER;
}
