/**
 * The peers as processes: how each is started, and what it says.
 */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { WrittenJob } from "./jobs.js";

/** A process that takes longer for one job is ended. */
const LONGEST = 600000;

/** What one process said of one job. */
export interface PeerRun {
  version: string;
  /** Replicas trained; a fraction where the last one, or the only one, was not trained for all epochs. */
  replicas: number;
  /** CPU time of the whole process in training alone; none from runs on workers. */
  cpuSeconds?: number;
  wallSeconds: number;
  /** Mean test loss of its first replica after `lossEpochs` epochs. */
  loss: number;
  lossEpochs: number;
}

/** A measurement; or what the peer has no words for, or why it could not be asked. */
export type Said = PeerRun | { cannot: string } | { absent: string };

export interface Peer {
  name: string;
  /** Program and arguments in the folder of the scripts. */
  command: [string, ...string[]];
  environment?: Record<string, string>;
  /** Has workers of its own, so that one process is enough. */
  ownWorkers?: boolean;
}

/** One thread for every library that would start more; and Python leaves nothing beside its scripts. */
const ENVIRONMENT = {
  PYTHONDONTWRITEBYTECODE: "1",
  OMP_NUM_THREADS: "1",
  OPENBLAS_NUM_THREADS: "1",
  MKL_NUM_THREADS: "1",
  BLIS_NUM_THREADS: "1",
};

const node = (script: string): Peer["command"] => [process.execPath, script];
/** Debian's Python, for which setup-peers installs; on other systems the one that is there. */
const python = (script: string): Peer["command"] => [
  existsSync("/usr/bin/python3") ? "/usr/bin/python3" : "python3",
  script,
];

/** All peers, in the order of their rows; every ratio is to the first. */
export const PEERS: readonly Peer[] = [
  { name: "doppelgrad", command: node("doppelgrad.mjs"), ownWorkers: true },
  { name: "native", command: ["./native"] },
  { name: "numpy-batched", command: python("numpy-batched.py") },
  { name: "torch-batched", command: python("torch-batched.py") },
  { name: "torch-loop", command: python("torch-loop.py") },
  { name: "sklearn-mlp", command: python("sklearn-mlp.py") },
  { name: "tfjs-cpu", command: node("tfjs.mjs"), environment: { TFJS_BACKEND: "cpu" } },
  { name: "tfjs-wasm", command: node("tfjs.mjs"), environment: { TFJS_BACKEND: "wasm" } },
  { name: "jax-js", command: node("jax-js.mjs") },
  { name: "brain", command: node("brain.mjs") },
  { name: "convnetjs", command: node("convnetjs.mjs") },
];

const execute = promisify(execFile);

/** Compiles the native peer; a reason where it cannot be. */
export async function compileNative(scripts: string, scratch: string): Promise<string | null> {
  const flags = process.arch === "x64" ? ["-msse4.1"] : [];
  try {
    await execute("g++", [
      "-O3",
      ...flags,
      "-ffp-contract=off",
      "-o",
      join(scratch, "native"),
      join(scripts, "native.cpp"),
    ]);
    return null;
  } catch (error) {
    return reasonOf(error);
  }
}

interface Where {
  scripts: string;
  scratch: string;
  seconds: number;
  workers: number;
}

/** One measurement: one process, or as many as there are workers, each with its share of the replicas. */
export async function ask(peer: Peer, job: WrittenJob, { scripts, scratch, seconds, workers }: Where): Promise<Said> {
  const { replicas } = job.study;
  const [program, ...words] = peer.command;
  const command = program.startsWith("./") ? join(scratch, program) : program;
  const one = async (first: number, count: number, ...rest: number[]): Promise<Said> => {
    const args = [...words, job.folder, ...[seconds, first, count, ...rest].map(String)];
    try {
      const { stdout } = await execute(command, args, {
        cwd: scripts,
        env: { ...process.env, ...ENVIRONMENT, ...peer.environment },
        timeout: LONGEST,
      });
      return JSON.parse(stdout.trim().split("\n").at(-1)!) as Said;
    } catch (error) {
      return { absent: reasonOf(error) };
    }
  };
  if (workers === 1) return one(0, replicas);
  if (peer.ownWorkers) return one(0, replicas, workers);
  const share = Math.ceil(replicas / workers);
  const starts = Array.from({ length: Math.ceil(replicas / share) }, (_, k) => k * share);
  return together(await Promise.all(starts.map((first) => one(first, Math.min(share, replicas - first)))));
}

/** Processes that ran side by side: their rates by wall time add up, over the time of the first. */
function together(parts: Said[]): Said {
  const other = parts.find((part) => !("loss" in part));
  if (other) return other;
  const measured = parts as PeerRun[];
  const { cpuSeconds: _, ...first } = measured[0]!;
  const rate = measured.reduce((sum, { replicas, wallSeconds }) => sum + replicas / wallSeconds, 0);
  return { ...first, replicas: rate * first.wallSeconds };
}

/** The line of an error that says what is missing. */
function reasonOf(error: unknown): string {
  const { code, killed, stderr, message } = error as {
    code?: unknown;
    killed?: boolean;
    stderr?: string;
    message: string;
  };
  if (code === "ENOENT") return message.replace(/^spawn (.*) ENOENT$/, "$1 is not installed");
  if (killed) return `took more than ${LONGEST / 1000} s`;
  const lines = (stderr || message).split("\n").filter((line) => /(Error|error)\b.*:/.test(line));
  return (lines.at(-1) ?? message.split("\n")[0]!).trim();
}
