/** `doppelgrad status` */
import { duration, list } from "../report/format.js";
import { studyName, variesText } from "../report/study-text.js";
import { SILENT, type StoreStatus, storeStatus } from "../store/status.js";
import { misplaced, readOrRefuse, visible } from "../study/errors.js";
import { interrupted } from "./interrupt.js";
import { print, printJson, WIDTH } from "./output.js";

interface StatusArguments {
  json?: boolean;
  watch?: boolean;
}

/** Milliseconds between two looks. */
const LOOK = 2000;

export async function statusCommand(folder: string, { json, watch }: StatusArguments): Promise<void> {
  if (json && watch) throw misplaced("--watch", "no --json with it: --json prints one document", "both");
  if (json) return printJson(await storeStatus(folder));
  let drawn: string[] = [];
  for (;;) {
    const status = await storeStatus(folder);
    const isLast = !watch || status.finished || (status.diverged !== null && status.running.length === 0);
    // Lines that a terminal breaks could not be counted.
    const lines = linesOf(status, folder).map((line) => (isLast ? line : cut(line)));
    if (lines.join("\n") !== drawn.join("\n")) {
      // A terminal shows the new lines in the place of the old ones.
      const back = process.stdout.isTTY && drawn.length > 0 ? `\u001b[${drawn.length}A\u001b[0J` : "";
      await print(back + lines.join("\n"));
      drawn = lines;
    }
    if (isLast) return;
    await pause(LOOK);
  }
}

/** @throws the reason of the interruption */
async function pause(milliseconds: number): Promise<void> {
  const { setTimeout } = await import("node:timers/promises");
  await setTimeout(milliseconds, undefined, { signal: interrupted }).catch(() => interrupted.throwIfAborted());
}

function linesOf(status: StoreStatus, folder: string): string[] {
  const { study, parts, replicas, checkpoints, running, diverged, finished, fingerprint } = status;
  const { total, done, missing, damaged } = parts;
  const said = readOrRefuse("study.json", "a study", study, () => ({
    name: studyName(study),
    varies: `${variesText(study)}${study.design ? "" : study.vary.length > 1 ? " vary" : " varies"}`,
  }));
  return [
    `${said.name}: ${study.replicas} ${study.replicas === 1 ? "replica" : "replicas"}, ${said.varies}`,
    `${done} of ${total} parts done (${replicas} of ${study.replicas} replicas), ${parts.running.length} running, ${missing.length} missing${damaged.length > 0 ? `, ${damaged.length} damaged` : ""}`,
    ...paceLines(status),
    ...running.map(processLine),
    ...checkpoints.map(checkpointLine),
    ...damaged.map(({ message }) => `damaged: ${message}; the next run trains it again`),
    ...(diverged ? [`replica ${diverged.replica} diverged at step ${diverged.step}: this study has no result`] : []),
    finished
      ? `finished: fingerprint ${fingerprint}`
      : `not finished${running.length === 0 ? `: doppelgrad run --out ${folder} continues it` : ""}`,
  ].map(visible);
}

function paceLines({ replicasPerSecond: rate, secondsLeft: left, finished }: StoreStatus): string[] {
  if (rate === null || finished) return [];
  const each = rate >= 0.1 ? `${Number(rate.toPrecision(3))} replicas a second` : `a replica in ${duration(1 / rate)}`;
  return [`${each}${left === null ? "" : `, about ${duration(left)} left`}`];
}

function checkpointLine({ first, last, step, steps }: StoreStatus["checkpoints"][number]): string {
  const which = first === last ? `replica ${first}` : `replicas ${first} to ${last}`;
  return `checkpoint: ${which} at step ${step}${steps === null ? "" : ` of ${steps} (${Math.floor((100 * step) / steps)}%)`}`;
}

function processLine({ host, pid, parts, done, total, silent, ended }: StoreStatus["running"][number]): string {
  const share = total > 0 ? ` (${Math.floor((100 * done) / total)}% of its steps)` : "";
  const does = parts.length > 0 ? `trains ${list(parts)}${share}` : "measures";
  const state = ended ? ", ended unexpectedly" : silent > SILENT ? `, silent for ${silent} s` : "";
  return `process ${pid} of ${host} ${does}${state}`;
}

/** As much of a line as a terminal has room for. */
function cut(line: string): string {
  return process.stdout.isTTY && line.length > WIDTH ? `${line.slice(0, WIDTH - 3)}...` : line;
}
