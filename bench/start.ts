/**
 * What passes before the work begins, each time in a new process: the words of the command line, and a run up to its
 * first step.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type BenchOptions, inTurn } from "./in-turn.js";
import { median } from "./measure.js";
import { type Sheet, short } from "./sheet.js";

/** Milliseconds. */
export interface StartRow {
  name: string;
  least: number;
  median: number;
  target: number | null;
}

/** A small study, run in a process that has loaded the SDK; prints the milliseconds until its first replicas are trained. */
const RUN = (index: string, workers: number) => `
  const { run } = await import(${JSON.stringify(index)});
  const started = performance.now();
  let passed = 0;
  const study = { data: { train: 200, test: 50 }, epochs: 1, replicas: 4 };
  await run(study, { workers: ${workers}, onProgress: () => (passed ||= performance.now() - started) });
  console.log(passed);`;

export async function benchStart(options: BenchOptions = {}): Promise<StartRow[]> {
  const cli = builtFile("cli.js");
  const script = (text: string) => ["--input-type=module", "--eval", text];
  const index = new URL(`file://${builtFile("index.js")}`).href;
  const rows: { name: string; words: string[]; says?: boolean; target: number | null }[] = [
    { name: "Node alone", words: script(""), target: null },
    { name: "doppelgrad --version", words: [cli, "--version"], target: 100 },
    { name: "doppelgrad --help", words: [cli, "--help"], target: 100 },
    { name: "a first run to its first step, no worker", words: script(RUN(index, 0)), says: true, target: 40 },
    { name: "the same, one worker", words: script(RUN(index, 1)), says: true, target: null },
  ];
  return inTurn(
    rows,
    ({ name }) => name,
    options,
    async ({ name, words, says, target }) => {
      const times = Array.from({ length: options.quick ? 2 : 21 }, () => timed(words, says ?? false));
      return { name, least: Math.min(...times), median: median(times), target };
    },
  );
}

/** Milliseconds of a process, or those that it says. */
function timed(words: readonly string[], says: boolean): number {
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: "utf8" });
  const passed = performance.now() - started;
  if (status !== 0) throw new Error(`bench: ${words.at(-1)} ended with ${status}: ${stderr}`);
  return says ? Number(stdout) : passed;
}

/** A file of dist/, beside this source or around it. */
function builtFile(name: string): string {
  const files = ["./", "../dist/"].map((folder) => fileURLToPath(new URL(folder + name, import.meta.url)));
  const found = files.find((file) => existsSync(file));
  if (!found) throw new Error(`bench: ${name} is not there. npm run build makes it.`);
  return found;
}

export function startSheet(rows: readonly StartRow[]): Sheet {
  return {
    title: "before the work begins, milliseconds",
    note: "Each time in a new process. A run: from its call, with the SDK loaded, to its first trained replicas: probe, kernels, data, pool.",
    heads: ["time", "least", "median", "at most"],
    rows: rows.map(({ name, least, median, target }) => [
      name,
      short(least),
      short(median),
      target === null ? "-" : String(target),
    ]),
  };
}
