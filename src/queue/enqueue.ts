/** Puts work into a queue: what the store does not have, and the queue neither. */
import { chosenParts } from "../store/sample.js";
import { type Store, storedManifest } from "../store/store.js";
import type { WorkQueue } from "./server.js";
import { finishWork, partWork, type WorkData, type WorkItem } from "./work-data.js";

/** Times that a job is tried before it counts as failed, and milliseconds before the second time: then twice as many. */
const ATTEMPTS = 8;
const BACK_OFF = 1000;
/** Jobs that are put at a time. */
const AT_ONCE = 500;

interface Putting {
  /** Whether jobs that failed are tried anew. */
  retries: boolean;
}

/**
 * Puts jobs into the queue that are not in it.
 * @returns how many were put
 */
export async function put(queue: WorkQueue, items: readonly WorkItem[], { retries }: Putting): Promise<number> {
  let count = 0;
  for (let at = 0; at < items.length; at += AT_ONCE) {
    const some = items.slice(at, at + AT_ONCE);
    const states = await Promise.all(some.map(({ id }) => queue.getJobState(id)));
    // A queue takes no job that it has done, though what came of it is lost.
    const again = some.filter((_, n) => states[n] === "completed" || (retries && states[n] === "failed"));
    await Promise.all(again.map(({ id }) => queue.remove(id)));
    const absent = some.filter((item, n) => states[n] === "unknown" || again.includes(item));
    await queue.addBulk(
      absent.map(({ kind, id, data }) => ({
        name: kind,
        data,
        opts: {
          jobId: id,
          attempts: ATTEMPTS,
          backoff: { type: "exponential", delay: BACK_OFF },
          // The store says what is done.
          removeOnComplete: true,
        },
      })),
    );
    count += absent.length;
  }
  return count;
}

/**
 * What is left to do in a store: its missing parts; or where it has all of them and no manifest, to measure them; or
 * nothing.
 * @param audit a number or a share of the parts that are trained twice
 */
export async function workLeft(
  store: Store,
  data: Pick<WorkData, "folder" | "inside" | "with">,
  audit?: number | string,
): Promise<WorkItem[]> {
  const missing = await store.missing();
  if (missing.length > 0) {
    const audited = new Set(audit === undefined ? [] : await chosenParts(missing, { sample: audit }));
    return missing.map((part) => partWork(store, part, { ...data, ...(audited.has(part) && { audited: true }) }));
  }
  return (await storedManifest(store.folder)) === null ? [finishWork(store, data)] : [];
}
