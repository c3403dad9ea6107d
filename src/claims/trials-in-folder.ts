/**
 * Trials of claims in a folder: `trials/` has a file for each that is trained, its summary, addressed by what fixes every
 * bit of it. So claims that were interrupted go on, others with another margin train nothing again, and several machines
 * share them.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { version } from "../../package.json";
import { sha256, toHex } from "../host/sha256.js";
import { codeOf } from "../host/system-error.js";
import { STATISTICS_VERSION } from "../statistics/estimate.js";
import { couldNot, makeFolder, removeStale, writeDurably } from "../store/durable.js";
import type { Shard } from "../store/shard.js";
import { visible } from "../study/errors.js";
import { isPlain } from "../study/fields.js";
import { CONTRACT_VERSION } from "../train/fingerprint.js";
import { readSummary, summaryText } from "./summary-text.js";
import type { KeptSummary, KeptTrials } from "./trials.js";

export const TRIALS = "trials";

/** How trials are kept in a folder. */
interface InFolder {
  /** Of several that share the folder, which one this is. Default: the only one. */
  shard?: Shard;
  /** Trains them all, whatever is there. */
  replace?: boolean;
  /** Told of a file that is damaged; its trial is trained again. */
  onDamaged?: (message: string) => void;
  /** Told of each trial that was there. */
  onFound?: () => void;
}

/** The trials of a folder, which is made when the first is kept. */
export async function trialsIn(folder: string, { shard, replace, onDamaged, onFound }: InFolder): Promise<KeptTrials> {
  const trials = join(folder, TRIALS);
  const pathOf = (key: string) => join(trials, `${key}.json`);
  let made: Promise<void> | undefined;
  await removeStale(trials);
  return {
    async read(address) {
      if (replace) return null;
      const key = keyOf(address);
      const text = await textOf(pathOf(key));
      if (text === null) return null;
      const kept = keptOf(text, address);
      if (kept) onFound?.();
      else onDamaged?.(`${visible(pathOf(key))} is damaged: its study is trained again`);
      return kept;
    },
    async keep(address, { summary, work }) {
      made ??= makeFolder(trials);
      await made;
      const text = summaryText(summary);
      const file = { address, digest: digestOf(text), work, summary: text };
      await writeDurably(pathOf(keyOf(address)), `${JSON.stringify(file)}\n`);
    },
    placeOf(address) {
      const key = keyOf(address);
      if (!shard || numberOf(key) % shard.of === shard.index - 1) return 0;
      // An order for each shard, so that few of them meet at one trial.
      return 1 + numberOf(digestOf(`${key} ${shard.index}`));
    },
  };
}

/** The name of a trial: what its address says, and what says how that becomes numbers. */
function keyOf(address: string): string {
  return digestOf(JSON.stringify([CONTRACT_VERSION, STATISTICS_VERSION, version, address]));
}

function digestOf(text: string): string {
  return toHex(sha256(new TextEncoder().encode(text)));
}

function numberOf(digest: string): number {
  return Number.parseInt(digest.slice(0, 8), 16);
}

async function textOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    if (codeOf(cause) === "ENOENT") return null;
    throw couldNot("be read", path, cause);
  }
}

/** Null for what is not whole, and for the file of another trial. */
function keptOf(text: string, address: string): KeptSummary | null {
  try {
    const file: unknown = JSON.parse(text);
    if (!isPlain(file)) return null;
    const { summary, digest, work } = file as Record<string, unknown>;
    const isWhole = typeof summary === "string" && digest === digestOf(summary) && Number.isFinite(work);
    return isWhole && Object(file).address === address ? { summary: readSummary(summary), work: work as number } : null;
  } catch {
    return null;
  }
}
