/** Hands the claims to an engine that others run. */
import { join, resolve } from "node:path";
import type * as v from "valibot";
import { CLAIMS_OPTIONS, type ClaimsOptions, settingsOf } from "../claims/claims.js";
import { hasClaims } from "../claims/claims-into.js";
import { TRIALS } from "../claims/trials-in-folder.js";
import { OF_RUN } from "../run/elsewhere.js";
import { makeFolder } from "../store/durable.js";
import { checkPath } from "../store/store.js";
import { parseOptions } from "../study/options.js";
import { engineOf, HAND_OVER, type HandOverOptions, handOver, putWork, SHARES, type Submitted } from "./hand-over.js";
import { commonWords, type WorkPlan } from "./plan.js";
import { claimsIdentity, claimsWork } from "./work-data.js";

/** What fixes every bit of the claims. */
type Tested = Pick<ClaimsOptions, "replicas" | "draws" | "seed" | "data" | "margin" | "floor">;

/** Which claims are tested, and how they are handed to an engine. */
export interface SubmitClaimsOptions extends HandOverOptions, Tested {}

const { replicas, draws, seed, data, margin, floor } = CLAIMS_OPTIONS;
const SUBMIT_CLAIMS = {
  ...HAND_OVER,
  ...{ replicas, draws, seed, data, margin, floor },
} satisfies Record<keyof SubmitClaimsOptions, v.GenericSchema>;

/**
 * Hands the claims to an engine, in shares: each trains its own studies first, then those that nobody has trained, into
 * the folder that all machines share. A queue gets a job a share; the last one writes `claims.json`.
 *
 *     const { start } = await submitClaims("/shared/claims", { to: "parallel", replicas: 16_384, tasks: 8 });
 *
 * @param folder where the studies are kept, and which all machines share; it is made if it is not there
 * @param options the engine, and what is tested, as for `claims`; `tasks` are the shares, also in a queue
 * @returns what was written and started, or with `dryRun` what would be; `parts` are the shares
 * @throws InputError for a bad option, and for one that the engine cannot obey; Error where the folder cannot be written,
 *   or Slurm refuses the job; the signal's reason
 */
export async function submitClaims(folder: string, options: SubmitClaimsOptions): Promise<Submitted> {
  checkPath(folder);
  const given = parseOptions<SubmitClaimsOptions>(SUBMIT_CLAIMS, options, OF_RUN);
  const engine = engineOf(given, ["tasks"]);
  const settings = await settingsOf(given);
  const { tasks = SHARES, workers = 1 } = given;
  const finished = await hasClaims(folder, settings);
  const parts = { total: tasks, missing: finished ? 0 : tasks };
  const nothing = { parts, finished, files: {}, start: [], jobs: null, queued: null };
  if (finished) return nothing;

  const begin = () => makeFolder(join(folder, TRIALS));
  if (engine === "queue") {
    const shares = Array.from({ length: tasks }, (_, at) => ({ index: at + 1, of: tasks }));
    const items = shares.map((share) => claimsWork(resolve(folder), settings, share));
    return { ...nothing, ...(await putWork(items, given, begin)) };
  }
  const dealing = { tasks, workers };
  const plan: WorkPlan = {
    ...dealing,
    folder,
    identity: claimsIdentity(settings),
    words: ({ folder: place }) => [
      ...["claims", ...settings.data.flatMap((family) => ["--data", family]), "--out", place],
      ...(["replicas", "draws", "seed", "margin", "floor"] as const).flatMap((name) => [
        `--${name}`,
        String(settings[name]),
      ]),
      ...commonWords(dealing),
    ],
  };
  return { ...nothing, ...(await handOver(engine, plan, given, begin)) };
}
