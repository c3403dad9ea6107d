/** `doppelgrad worker` as a process of its own. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Background, background } from "./servers.js";

const CLI = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));

export interface WorkerProcess extends Background {
  /** Whether it trains a part of a folder now. */
  trainsIn(folder: string): boolean;
}

/** @param folder in which it is started */
export function startWorker(address: string, folder: string, ...options: string[]): WorkerProcess {
  const worker = background(process.execPath, [CLI, "worker", "--from", address, "--workers", "1", ...options], {
    cwd: folder,
  });
  return {
    ...worker,
    trainsIn: (store) => {
      const running = join(folder, store, "running");
      const names = existsSync(running) ? readdirSync(running) : [];
      return names.some((name) => name.endsWith(`-${worker.child.pid}.json`));
    },
  };
}
