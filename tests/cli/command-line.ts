/** Runs the built command line as a person would, in a folder of its own. */
import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const CLI = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));

export interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}

export function scratchFolder(): string {
  return mkdtempSync(join(tmpdir(), "doppelgrad-cli-"));
}

export interface Watch {
  /** Told of each piece of output, with all of the stream so far. */
  onStdout?: (text: string, pid: number) => void;
  onStderr?: (text: string, pid: number) => void;
  /** Added to the environment. */
  env?: Record<string, string>;
}

/** Runs `doppelgrad ...args` in a folder. */
export function doppelgrad(args: readonly string[], folder: string, { onStdout, onStderr, env }: Watch = {}): Promise<Finished> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [CLI, ...args], { cwd: folder, env: { ...process.env, ...env } });
    const finished: Finished = { code: null, stdout: "", stderr: "" };
    child.stdout.on("data", (data: Buffer) => {
      finished.stdout += data.toString();
      onStdout?.(finished.stdout, child.pid!);
    });
    child.stderr.on("data", (data: Buffer) => {
      finished.stderr += data.toString();
      onStderr?.(finished.stderr, child.pid!);
    });
    child.on("close", (code) => resolve({ ...finished, code }));
  });
}
