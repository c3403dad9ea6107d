/**
 * The same work by the tools that a user could pick instead, in one run: bench/peers/ has a script for each. A peer
 * counts only where its loss agrees.
 */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { hostOf } from "../src/host/machine.js";
import { shown, suggestion, wrongValue } from "../src/study/errors.js";
import { JOBS, quickJob, type WrittenJob, writeJob } from "./peers/jobs.js";
import { ask, compileNative, PEERS, type PeerRun, type Said } from "./peers/processes.js";

/**
 * Relative difference of losses that is still agreement. Float32 sums in another order move a short run by less than
 * 0.0004 of its loss, and the long ones by less than 0.005; a learning rate that is wrong by a tenth moves a short run
 * by 0.005 or more.
 */
const TOLERANCE = { quick: 0.001, whole: 0.01 };

export interface PeerRow {
  peer: string;
  job: string;
  state: "agrees" | "does not agree" | "cannot" | "not run";
  /** Why it cannot, was not run, or does not agree. */
  reason: string | null;
  /**
   * Replicas a second: of CPU time, or of wall time where there are two workers. The most of all rounds, and their
   * median.
   */
  most: number | null;
  median: number | null;
  /** The loss of doppelgrad's replica 0 after as many epochs. */
  expectedLoss: number | null;
  /** Every round. */
  measured: PeerRun[];
}

export interface PeerReport {
  machine: { processor: string; processors: number; engine: string };
  date: string;
  /** Workers of doppelgrad, and processes of every peer. */
  workers: number;
  quick: boolean;
  seconds: number;
  rounds: number;
  tolerance: number;
  jobs: { name: string; text: string; replicas: number; epochs: number; losses: number[] }[];
  rows: PeerRow[];
}

export interface PeersOptions {
  /** Default: all. */
  peers?: readonly string[];
  jobs?: readonly string[];
  /**
   * A tenth of the examples, two epochs, one short round: shows that everything runs and agrees, and measures nothing.
   */
  quick?: boolean;
  /**
   * 1: one thread, by CPU time. 2 or more: so many workers of doppelgrad against so many processes of a peer, by wall
   * time. Default 1.
   */
  workers?: number;
  /** CPU-seconds of training in one round, at least an epoch. Default 2. */
  seconds?: number;
  /** Default 3. */
  rounds?: number;
  onProgress?: (progress: { done: number; total: number; peer: string; job: string }) => void;
}

/**
 * Measures the peers, one process after the other, every peer once a round.
 * @throws RangeError for a name that there is not, Error where the scripts are not there
 */
export async function benchPeers(options: PeersOptions = {}): Promise<PeerReport> {
  const { quick = false, workers = 1, onProgress } = options;
  const seconds = options.seconds ?? (quick ? 0.05 : 2);
  const rounds = options.rounds ?? (quick ? 1 : 3);
  const tolerance = quick ? TOLERANCE.quick : TOLERANCE.whole;
  const peers = chosen(PEERS, options.peers, "peers");
  const jobs = chosen(JOBS, options.jobs, "jobs").map((job) => (quick ? quickJob(job) : job));
  const scripts = scriptsFolder();
  const scratch = mkdtempSync(join(tmpdir(), "doppelgrad-peers-"));
  try {
    const failed = peers.some(({ name }) => name === "native") ? await compileNative(scripts, scratch) : null;
    const written: WrittenJob[] = [];
    for (const job of jobs) written.push(await writeJob(job, scratch));

    const said = new Map<string, Said[]>();
    let done = 0;
    for (let round = 0; round < rounds; round++) {
      for (const job of written) {
        for (const peer of peers) {
          onProgress?.({ done: done++, total: rounds * written.length * peers.length, peer: peer.name, job: job.name });
          const key = `${peer.name} ${job.name}`;
          const before = said.get(key) ?? [];
          // What cannot be run has been said in the first round.
          if (before[0] && !("loss" in before[0])) continue;
          const missing = peer.name === "native" ? failed : null;
          before.push(missing ? { absent: missing } : await ask(peer, job, { scripts, scratch, seconds, workers }));
          said.set(key, before);
        }
      }
    }
    const processor = cpus()[0]?.model.trim() || "unknown";
    return {
      machine: { processor, processors: cpus().length, engine: hostOf().engine },
      date: new Date().toISOString().slice(0, 10),
      workers,
      quick,
      seconds,
      rounds,
      tolerance,
      jobs: written.map(({ name, text, study, losses }) => ({
        name,
        text,
        replicas: study.replicas,
        epochs: study.epochs,
        losses,
      })),
      rows: written.flatMap((job) =>
        peers.map((peer) => rowOf(peer.name, job, said.get(`${peer.name} ${job.name}`)!, tolerance)),
      ),
    };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function chosen<T extends { name: string }>(
  all: readonly T[],
  names: readonly string[] | undefined,
  field: string,
): T[] {
  const unknown = names?.find((name) => !all.some((one) => one.name === name));
  if (unknown !== undefined) {
    const known = all.map((one) => one.name);
    throw wrongValue(field, `some of ${known.join(", ")}`, shown(unknown), suggestion(unknown, known));
  }
  return all.filter((one) => names?.includes(one.name) ?? true);
}

/** The scripts beside this source, or, from dist/, in the checkout around it. */
function scriptsFolder(): string {
  const folders = ["./peers/", "../bench/peers/"].map((path) => fileURLToPath(new URL(path, import.meta.url)));
  const found = folders.find((folder) => existsSync(join(folder, "native.cpp")));
  if (!found)
    throw new Error(
      "bench peers: the scripts of the peers are not in the installed package. Run it in a checkout of the repository.",
    );
  return found;
}

/** What was said of a job, round after round, as a row. */
export function rowOf(
  peer: string,
  job: Pick<WrittenJob, "name" | "losses">,
  said: readonly Said[],
  tolerance: number,
): PeerRow {
  const none = { peer, job: job.name, most: null, median: null, expectedLoss: null, measured: [] };
  const first = said[0]!;
  if ("cannot" in first) return { ...none, state: "cannot", reason: first.cannot };
  const absent = said.find((one): one is { absent: string } => "absent" in one);
  if (absent) return { ...none, state: "not run", reason: absent.absent };
  const measured = said.filter((one): one is PeerRun => "loss" in one);
  const expectedOf = ({ lossEpochs }: PeerRun) => job.losses[lossEpochs - 1]!;
  const wrong = measured.find((one) => !(Math.abs(one.loss - expectedOf(one)) <= tolerance * expectedOf(one)));
  const rates = measured
    .map(({ replicas, cpuSeconds, wallSeconds }) => replicas / (cpuSeconds ?? wallSeconds))
    .sort((a, b) => a - b);
  return {
    peer,
    job: job.name,
    state: wrong ? "does not agree" : "agrees",
    reason: wrong ? `loss ${wrong.loss} after ${wrong.lossEpochs} epochs, ${expectedOf(wrong)} expected` : null,
    most: rates.at(-1)!,
    median: rates[Math.floor(rates.length / 2)]!,
    expectedLoss: expectedOf(wrong ?? measured[0]!),
    measured,
  };
}

/**
 * A row a peer, a column a job: replicas a second, and how many times as fast doppelgrad is; then what was not run, and
 * why.
 */
export function peersTable({
  machine,
  date,
  workers,
  quick,
  seconds,
  rounds,
  tolerance,
  jobs,
  rows,
}: PeerReport): string {
  const WIDTH = 18;
  const find = (peer: string, job: string) => rows.find((row) => row.peer === peer && row.job === job)!;
  const names = [...new Set(rows.map((row) => row.peer))];
  const cell = (peer: string, job: string): string => {
    const { state, most } = find(peer, job);
    if (state !== "agrees") return state === "cannot" ? "-" : state;
    const own =
      peer === "doppelgrad"
        ? null
        : rows.find((row) => row.peer === "doppelgrad" && row.job === job && row.state === "agrees");
    const ratio = own ? `${significant(own.most! / most!)}x` : "";
    return `${significant(most!).padStart(8)} ${ratio.padStart(8)}`;
  };
  const notes = names.flatMap((peer) => {
    const reasons = jobs.flatMap(({ name }) => {
      const { state, reason } = find(peer, name);
      return reason ? [{ name, text: `${state === "cannot" ? "" : `${state}: `}${reason}` }] : [];
    });
    const texts = [...new Set(reasons.map(({ text }) => text))];
    return texts.map(
      (text) =>
        `${peer} (${reasons
          .filter((one) => one.text === text)
          .map(({ name }) => name)
          .join(", ")}): ${text}`,
    );
  });
  const versions = names.flatMap((peer) => {
    const version = rows.find((row) => row.peer === peer && row.measured[0])?.measured[0]?.version;
    return version ? [`${peer} ${version}`] : [];
  });
  const how =
    workers === 1
      ? "replicas per CPU-second, one thread"
      : `replicas per second, doppelgrad with ${workers} workers, a peer in ${workers} processes`;
  return [
    `${how}; x: how many times as fast doppelgrad is`,
    `${machine.processor}, ${machine.processors} processors, ${machine.engine}, ${date}; the best of ${rounds} x ${seconds} s`,
    ...(quick ? ["smoke test with a tenth of the work; ignore the timings"] : []),
    "",
    `${"".padEnd(14)}${jobs.map(({ name }) => name.padStart(WIDTH)).join("")}`,
    ...names.map((peer) => `${peer.padEnd(14)}${jobs.map(({ name }) => cell(peer, name).padStart(WIDTH)).join("")}`),
    "",
    ...jobs.map(
      ({ name, text, replicas, epochs }) => `${name.padEnd(12)}${text}; ${replicas} replicas, ${epochs} epochs`,
    ),
    `Versions: ${versions.join(", ")}`,
    `A peer counts where its test loss is within ${tolerance * 100}% of doppelgrad's.`,
    ...notes,
    ...(rows.some(({ state }) => state === "not run") ? ["What is not installed: npm run setup:peers"] : []),
  ].join("\n");
}

/** Three digits, more only before the point. */
function significant(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
