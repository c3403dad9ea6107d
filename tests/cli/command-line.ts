/** Runs the command line in a folder of its own: built, as a person would, or in this process, where its errors have fields. */
import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { program } from "../../src/cli/main.js";
import { InputError, type Refusal } from "../../src/study/errors.js";

const CLI = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));

/** Without the lines on how far it is, which are written where it takes long: a machine that does other work makes it. */
export function withoutProgress(stderr: string): string {
  return stderr.replace(/^ *\d+% {2}.*\n/gm, "");
}

export interface Finished {
  /** null where a signal ended it that it did not hear. */
  code: number | null;
  stdout: string;
  /** Without how far it is. */
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

/**
 * Runs a line of bash in a folder, in which `doppelgrad` is the built command line. Without --norc bash takes the socket
 * that it reads from for a remote shell, and what the machine starts such shells with may write to stderr.
 */
export function shell(line: string, folder: string): Promise<Finished> {
  return finished(
    spawn("bash", ["--norc", "-c", `doppelgrad() { "${process.execPath}" "${CLI}" "$@"; }; ${line}`], { cwd: folder }),
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

/** Runs `doppelgrad ...args` in a folder by this process, and throws what the command throws. */
export async function here(args: readonly string[], folder: string): Promise<void> {
  const before = process.cwd();
  process.chdir(folder);
  try {
    await program.parseAsync(args, { from: "user" });
  } finally {
    process.chdir(before);
  }
}

/**
 * Expects that a process says what the command refuses here, its fields and its sentence: one line on stderr, nothing
 * on stdout, exit code 2.
 * @param typed the path as it stands in the line, where that is an option
 */
export async function expectRefused(
  args: readonly string[],
  folder: string,
  refusal: Refusal,
  typed?: string,
): Promise<void> {
  const error = await here(args, folder).catch((reason: unknown) => reason as InputError);
  expect(error, args.join(" ")).toEqual(refusal);
  const { message } = new InputError({ ...(error as InputError), ...(typed !== undefined && { path: typed }) });
  expect(message).not.toContain("\n");
  expect(await doppelgrad(args, folder)).toEqual({ code: 2, stdout: "", stderr: `${message}\n` });
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
    child.on("close", (code) => resolve({ ...so, stderr: withoutProgress(so.stderr), code }));
    onStart?.(child);
  });
}

/** What `run --out` leaves in a folder. */
export const STORED = ["manifest.json", "parts", "report.html", "result.json", "store.json", "study.json"];
