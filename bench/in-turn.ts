/** What the benches have in common: how they are asked to run, and their rows in turn. */
import { rest } from "../src/host/slices.js";

/** How a bench is asked to run. */
export interface BenchOptions {
  /** A short run that shows that everything works; its times say little. */
  quick?: boolean;
  /** Ends the bench between two rows. */
  signal?: AbortSignal;
  /** What is timed next. */
  onProgress?: (done: number, total: number, what: string) => void;
}

/**
 * Calls `measure` for each item in turn; between two of them the event loop gets its turn, with signals and progress.
 */
export async function inTurn<Item, Row>(
  items: readonly Item[],
  name: (item: Item) => string,
  { signal, onProgress }: BenchOptions,
  measure: (item: Item) => Promise<Row>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const item of items) {
    onProgress?.(rows.length, items.length, name(item));
    await rest(signal);
    rows.push(await measure(item));
  }
  return rows;
}
