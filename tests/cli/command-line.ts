/** Runs the built command line as a person would, in a folder of its own. */
import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const CLI = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));

export interface Finished {
  /** null where a signal ended it that it did not hear. */
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
  /** Told once, when it has started. */
  onStart?: (child: ChildProcess) => void;
  /** Added to the environment. */
  env?: Record<string, string>;
}

/** Runs a line of bash in a folder, in which `doppelgrad` is the built command line. */
export function shell(line: string, folder: string): Promise<Finished> {
  return finished(
    spawn("bash", ["-c", `doppelgrad() { "${process.execPath}" "${CLI}" "$@"; }; ${line}`], { cwd: folder }),
    {},
  );
}

/** Runs `doppelgrad ...args` in a folder. */
export function doppelgrad(args: readonly string[], folder: string, watch: Watch = {}): Promise<Finished> {
  return finished(
    spawn(process.execPath, [CLI, ...args], { cwd: folder, env: { ...process.env, ...watch.env } }),
    watch,
  );
}

function finished(child: ChildProcessWithoutNullStreams, { onStdout, onStderr, onStart }: Watch): Promise<Finished> {
  return new Promise((resolve) => {
    const so: Finished = { code: null, stdout: "", stderr: "" };
    child.stdout.on("data", (data: Buffer) => {
      so.stdout += data.toString();
      onStdout?.(so.stdout, child.pid!);
    });
    child.stderr.on("data", (data: Buffer) => {
      so.stderr += data.toString();
      onStderr?.(so.stderr, child.pid!);
    });
    child.on("close", (code) => resolve({ ...so, code }));
    onStart?.(child);
  });
}
