/**
 * Claims in a queue: a job a share, which trains what the folder lacks, its own first; who has trained the last one finds
 * the verdicts. A worker has one of them at a time, for each keeps all of its threads busy.
 */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { Claims } from "../claims/claim.js";
import { settingsOf } from "../claims/claims.js";
import { CLAIMS_FILE, claimsInto, hasClaims } from "../claims/claims-into.js";
import { TRIALS } from "../claims/trials-in-folder.js";
import type { Pool } from "../pool/pool.js";
import { documentText } from "../store/document.js";
import { writeDurably } from "../store/durable.js";
import { shown, wrongValue } from "../study/errors.js";
import type { Backend } from "../train/group.js";
import { put } from "./enqueue.js";
import type { WorkQueue } from "./server.js";
import { claimsWork, type WorkData, type WorkItem } from "./work-data.js";

/** Claims whose studies are all trained. */
export interface WholeClaims {
  /** Their folder on this machine. */
  folder: string;
  /** What `claims` resolves to. */
  claims: Claims;
  /** Seconds that it took to find this. */
  seconds: number;
  /** Aborted when the worker is told to stop. */
  signal: AbortSignal;
}

/** The claims on which a worker works. */
export interface ClaimsJobs {
  /**
   * Trains a share, or finds the verdicts.
   * @param folder on this machine
   * @returns whether there was anything to do
   */
  run(data: WorkData, folder: string): Promise<boolean>;
  /** The verdicts that are in no folder yet. */
  left(): Promise<WorkItem[]>;
}

interface ClaimsShop {
  queue: WorkQueue;
  pool: Pool;
  backend: Backend;
  signal: AbortSignal;
  finish: (claims: WholeClaims) => Promise<unknown>;
}

export function openClaimsJobs({ queue, pool, backend, signal, finish }: ClaimsShop): ClaimsJobs {
  const begun = new Map<string, WorkData>();
  let last: Promise<unknown> = Promise.resolve();

  async function tested({ folder: submitted, claims, share }: WorkData, folder: string): Promise<boolean> {
    signal.throwIfAborted();
    // The server of a queue may give the fields in another order.
    const settings = await settingsOf(claims!);
    if (await hasClaims(folder, settings)) return false;
    const started = performance.now();
    const found = await claimsInto(folder, { ...settings, ...(share && { shard: share }), pool, backend, signal });
    if (share) await put(queue, [claimsWork(submitted, settings)], { retries: false });
    else await finish({ folder, claims: found, seconds: (performance.now() - started) / 1000, signal });
    return true;
  }

  return {
    async run(data, folder) {
      await checkFolder(folder);
      begun.set(folder, data);
      const turn = last.then(() => tested(data, folder));
      last = turn.catch(() => undefined);
      return turn;
    },
    async left() {
      const items: WorkItem[] = [];
      for (const [folder, { folder: submitted, claims }] of begun) {
        const settings = await settingsOf(claims!);
        if (await hasClaims(folder, settings)) begun.delete(folder);
        else items.push(claimsWork(submitted, settings));
      }
      return items;
    },
  };
}

/** By default the verdicts are written, and no page. */
export async function writeClaims({ folder, claims }: WholeClaims): Promise<void> {
  await writeDurably(join(folder, CLAIMS_FILE), documentText(claims));
}

async function checkFolder(folder: string): Promise<void> {
  const isThere = await stat(join(folder, TRIALS)).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isThere) throw wrongValue("folder", "the folder of the claims, which all machines share", shown(folder));
}
