/** Claims into a folder: what was trained is kept there, so that they go on where they were interrupted. */
import { OF_RUN } from "../run/elsewhere.js";
import { STATISTICS_VERSION } from "../statistics/estimate.js";
import { SHARD, type Shard } from "../store/shard.js";
import { checkPath, storeFile } from "../store/store.js";
import { callback, flag } from "../study/fields.js";
import { parseOptions } from "../study/options.js";
import { CONTRACT_VERSION } from "../train/fingerprint.js";
import type { Claims } from "./claim.js";
import { CLAIMS_OPTIONS, type ClaimsOptions, type ClaimsSettings, claimsKept } from "./claims.js";
import { trialsIn } from "./trials-in-folder.js";

/** What was found, in the folder. */
export const CLAIMS_FILE = "claims.json";

/** What is tested, and how it is kept. */
export interface ClaimsIntoOptions extends ClaimsOptions {
  /**
   * Of several that share the folder, which one this is: it trains its own studies first, then those that nobody has
   * trained yet. Each ends with all claims. Default: the only one.
   */
  shard?: Shard;
  /** Trains what is there, too. Default false. */
  replace?: boolean;
  /** Told of a file that is damaged; its study is trained again. */
  onDamaged?: (message: string) => void;
  /** Told of each study that was there and is not trained again. */
  onFound?: () => void;
}

/**
 * Tests the claims, as `claims`, and keeps what each study leaves in the folder `trials/` of this one: the same command
 * goes on where it was interrupted, with the same bits.
 *
 *     const { claims } = await claimsInto("shared/claims", { replicas: 16384, shard: { index: 3, of: 8 } });
 *
 * @param folder where they are kept; it is made if it is not there
 * @param options as those of `claims`, and how they are kept; by default all claims, each study trained unless it is there
 * @returns what `claims` resolves to
 * @throws InputError for a bad option, before any training; the signal's reason; Error where the folder cannot be read or written
 */
export async function claimsInto(folder: string, options: ClaimsIntoOptions = {}): Promise<Claims> {
  checkPath(folder);
  const { shard, replace, onDamaged, onFound, ...tested } = parseOptions<ClaimsIntoOptions>(
    { ...CLAIMS_OPTIONS, shard: SHARD, replace: flag(), onDamaged: callback(), onFound: callback() },
    options,
    OF_RUN,
  );
  return claimsKept(tested, await trialsIn(folder, { shard, replace, onDamaged, onFound }));
}

/** Whether a folder has the verdicts of these claims. */
export async function hasClaims(folder: string, settings: ClaimsSettings): Promise<boolean> {
  const found = await storeFile(folder, CLAIMS_FILE).catch(() => null);
  const said = JSON.stringify([found?.options, found?.bits, found?.statistics]);
  return said === JSON.stringify([settings, CONTRACT_VERSION, STATISTICS_VERSION]);
}
