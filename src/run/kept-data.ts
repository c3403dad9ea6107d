/** Data that several studies share are made once. */
import { type Dataset, makeDataset, type Split } from "../data/dataset.js";
import { LARGEST } from "../study/plan.js";
import type { MakeData } from "./prepare.js";

/**
 * Makes data sets, and keeps the last ones for whoever asks for the same.
 * @param most values of those that are kept; the last one always is
 */
export function keptData(most = LARGEST): MakeData {
  const kept = new Map<string, Promise<Dataset>>();
  const sizes = new Map<string, number>();

  function drop(key: string): void {
    kept.delete(key);
    sizes.delete(key);
  }

  function makeRoom(): void {
    let held = [...sizes.values()].reduce((sum, size) => sum + size, 0);
    for (const [key, size] of sizes) {
      if (held <= most || sizes.size === 1) return;
      held -= size;
      drop(key);
    }
  }

  return async (data, seed, signal) => {
    const key = JSON.stringify([data, seed]);
    const making = kept.get(key) ?? makeDataset(data, seed, signal);
    kept.delete(key);
    kept.set(key, making);
    try {
      const dataset = await making;
      sizes.delete(key);
      sizes.set(key, valuesOf(dataset.train) + valuesOf(dataset.test));
      makeRoom();
      return dataset;
    } catch (error) {
      drop(key);
      throw error;
    }
  };
}

function valuesOf({ x, y }: Split): number {
  return x.length + y.length;
}
