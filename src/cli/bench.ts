/** `doppelgrad bench` */

import type { BenchOptions } from "../../bench/in-turn.js";
import { machineText } from "../../bench/machine.js";
import { type Sheet, sheetText } from "../../bench/sheet.js";
import { notOneOf, wrongValue } from "../study/errors.js";
import type { BenchName } from "./benches.js";
import { commandLine } from "./command-line.js";
import { inFolder, writeFiles, writtenThenSaid } from "./files.js";
import { jsonPieces } from "./json-pieces.js";
import { integerOption } from "./options.js";
import { print, printJson } from "./output.js";
import { progressLine } from "./progress.js";

/** What a bench leaves: its report for --json, and what people see of it. */
interface Finished {
  report: object;
  machine: string;
  sheets: Sheet[];
  text?: string;
  /** Whether all bits that it compared were the same. */
  same: boolean;
}

/** What bench peers alone takes. */
interface PeerChoice {
  workers?: number;
  rounds?: number;
  peers?: string[];
  jobs?: string[];
}

type Measure = (options: BenchOptions & PeerChoice) => Promise<Finished>;

const allSame = (rows: readonly { same: boolean }[]) => rows.every((row) => row.same);

/** Each bench is loaded when it is wanted. */
const MEASURE: Record<BenchName, Measure> = {
  async kernels(options) {
    const { benchKernels, kernelSheets } = await import("../../bench/kernels.js");
    const report = await benchKernels(options);
    return {
      report,
      machine: machineText(report.machine),
      sheets: kernelSheets(report),
      same: allSame([...report.rows, ...report.together, report.parts, ...report.measures]),
    };
  },
  async math(options) {
    const { benchMath, mathSheets } = await import("../../bench/math.js");
    const report = await benchMath(options);
    return { report, machine: machineText(report.machine), sheets: mathSheets(report), same: allSame(report.rows) };
  },
  async replicas(options) {
    const { benchReplicas, replicasSheets } = await import("../../bench/replicas.js");
    const report = await benchReplicas(options);
    return {
      report,
      machine: machineText(report.machine),
      sheets: replicasSheets(report),
      same: allSame(report.rows),
    };
  },
  async peers({ onProgress, signal, ...choice }) {
    const { benchPeers, peersTable } = await import("../../bench/peers.js");
    const { machineOf } = await import("../../bench/machine.js");
    const machine = machineText(await machineOf());
    const report = await benchPeers({
      ...choice,
      onProgress({ done, total, peer, job }) {
        signal?.throwIfAborted();
        onProgress?.(done, total, `${peer}, ${job}`);
      },
    });
    return {
      report,
      machine,
      sheets: [],
      text: peersTable(report),
      same: report.rows.every(({ state }) => state !== "does not agree"),
    };
  },
};

export interface BenchArguments {
  json?: boolean;
  out?: string;
  quick?: boolean;
  workers?: string;
  rounds?: string;
  peers?: string;
  jobs?: string;
}

/** @throws InputError for a bench that there is not, or a folder that cannot be written */
export async function benchCommand(
  what: string,
  { json, out, quick, ...forPeers }: BenchArguments,
  signal?: AbortSignal,
): Promise<void> {
  if (!Object.hasOwn(MEASURE, what)) throw notOneOf("bench", what, Object.keys(MEASURE));
  const measure = MEASURE[what as BenchName];
  const choice = peerChoice(what, forPeers);
  const [numbersFile, pageFile] = [`bench-${what}.json`, `bench-${what}.html`];
  const work = async () => {
    const { report, machine, sheets, text, same } = await measured(measure, { quick, ...choice, signal });
    if (!same) process.exitCode = 1;
    const numbers = [...(text === undefined ? [machine] : [text]), ...sheets.map(sheetText)].join("\n\n");
    const say = (written: readonly string[]) =>
      json ? printJson(report) : print(written.length > 0 ? `${numbers}\nwrote ${written.join(" and ")}` : numbers);
    if (out === undefined) return say([]);
    await writtenThenSaid(say, async () => {
      const { benchPage } = await import("../../bench/report-page.js");
      const page = benchPage({ bench: what, machine, command: commandLine(), sheets, text });
      return writeFiles(out, { [numbersFile]: jsonPieces(report), [pageFile]: page }, signal);
    });
  };
  await (out === undefined ? work() : inFolder(out, [numbersFile, pageFile], work));
}

function peerChoice(
  what: string,
  { workers, rounds, peers, jobs }: Pick<BenchArguments, keyof PeerChoice>,
): PeerChoice {
  const foreign = Object.entries({ workers, rounds, peers, jobs }).find(
    ([, value]) => value !== undefined && what !== "peers",
  );
  if (foreign) throw wrongValue(`--${foreign[0]}`, "bench peers, which alone takes it", `bench ${what}`);
  const names = (list: string | undefined) => list?.split(",").map((name) => name.trim());
  return {
    workers: integerOption("--workers", workers, 1, 64),
    rounds: integerOption("--rounds", rounds, 1, 1000),
    peers: names(peers),
    jobs: names(jobs),
  };
}

async function measured(measure: Measure, options: Parameters<Measure>[0]): Promise<Finished> {
  const progress = progressLine("rows");
  try {
    return await measure({ ...options, onProgress: (done, total, what) => progress.update(done, total, what) });
  } finally {
    progress.stop();
  }
}
