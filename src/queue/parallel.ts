/** GNU parallel: the shares as its jobs, with a log by which it goes on, and after them the result. */
import { join } from "node:path";
import { type JobFiles, submittedFolder, type WorkPlan } from "./plan.js";
import { type Launch, MERGE, script, shareScripts, TRAIN } from "./share-scripts.js";
import { shellLine } from "./shell-words.js";

export const PARALLEL = "parallel.sh";
/** What parallel has done: a line a job. */
export const JOB_LOG = "parallel.log";

export function parallelFiles(plan: WorkPlan, start: Launch): JobFiles {
  const folder = submittedFolder(plan);
  // A share of the processors; of two --jobs the last counts, so that a user may pass another.
  const jobs = `${Math.floor(100 / Math.max(1, plan.workers))}%`;
  const options = ["--jobs", jobs, "--retries", "3", "--resume-failed", "--joblog", join(folder, JOB_LOG)];
  return {
    files: {
      ...shareScripts(plan, start),
      [PARALLEL]: script("Trains the shares, as many at a time as there are processors, then writes the result.", [
        // In the environment, for parallel would replace braces in a path.
        `export DOPPELGRAD_TRAIN=${shellLine([join(folder, TRAIN)])}`,
        `${shellLine(["parallel", ...options, ...start.pass])} 'bash "$DOPPELGRAD_TRAIN" {}/${plan.tasks}' ::: {1..${plan.tasks}}`,
        `exec bash ${shellLine([join(folder, MERGE)])}`,
      ]),
    },
    start: ["bash", join(folder, PARALLEL)],
  };
}
