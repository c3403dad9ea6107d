/** The machine and the engine of a bench, as far as the host tells. */
import { hostOf } from "../src/host/machine.js";

export interface Machine {
  engine: string;
  architecture: string;
  /** The model of the processor; null where the host does not say. */
  processor: string | null;
  processors: number;
  /**
   * Mean number of runnable tasks in the last minute, before the bench: other work makes medians worse. Null where the
   * host does not say.
   */
  load: number | null;
}

export async function machineOf(): Promise<Machine> {
  const host = hostOf();
  if (typeof process === "undefined" || !process.versions?.node) {
    return { ...host, processor: null, processors: navigator.hardwareConcurrency ?? 1, load: null };
  }
  const { cpus, loadavg } = await import("node:os");
  const all = cpus();
  return {
    ...host,
    processor: all[0]?.model.trim() || null,
    processors: Math.max(1, all.length),
    load: loadavg()[0] ?? null,
  };
}

/** One line. */
export function machineText({ engine, architecture, processor, processors, load }: Machine): string {
  const machine = `${processor ?? "processor unknown"}, ${processors} ${processors === 1 ? "processor" : "processors"}`;
  return [
    machine,
    engine,
    architecture,
    load === null ? null : `load ${load.toFixed(1)}${load > processors / 2 ? " (not quiet)" : ""}`,
  ]
    .filter(Boolean)
    .join("; ");
}
