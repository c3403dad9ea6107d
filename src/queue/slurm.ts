/**
 * Slurm: an array of tasks, and after it a job that needs all of them. A task that is requeued goes on where it was, for
 * what it has trained is in the folder.
 */
import { join } from "node:path";
import { type JobFiles, submittedFolder, type WorkPlan } from "./plan.js";
import { type Launch, MERGE, script, shareScripts, TRAIN } from "./share-scripts.js";
import { shellLine } from "./shell-words.js";

export const SLURM = "slurm.sh";

export function slurmFiles(plan: WorkPlan, start: Launch): JobFiles {
  const folder = submittedFolder(plan);
  const name = `doppelgrad-${plan.identity.slice(0, 8)}`;
  // Slurm reads a percent sign in the name of a log as its own.
  const log = (file: string) => join(folder.replaceAll("%", "%%"), file);
  const common = ["--parsable", `--cpus-per-task=${Math.max(1, plan.workers)}`, "--open-mode=append", ...start.pass];
  const array = [
    ...["sbatch", ...common, `--job-name=${name}`, `--array=0-${plan.tasks - 1}`, "--requeue"],
    ...[`--output=${log("%A-%a.log")}`, join(folder, TRAIN)],
  ];
  const merge = [`--job-name=${name}-merge`, `--output=${log("%j.log")}`, join(folder, MERGE)];
  return {
    files: {
      ...shareScripts(plan, start),
      [SLURM]: script(
        "Submits the array, and a job that follows when all of its tasks are done. Prints their numbers.",
        [
          // On several clusters a name follows the number.
          `array=$(${shellLine(array)} | cut -d ';' -f 1)`,
          `merge=$(${shellLine(["sbatch", ...common])} --dependency="afterok:$array" --kill-on-invalid-dep=yes ${shellLine(merge)} | cut -d ';' -f 1)`,
          'echo "$array $merge"',
        ],
      ),
    },
    start: ["bash", join(folder, SLURM)],
  };
}
