/**
 * Compiles targets of asconfig.json into build/, those that are not there already, one in each processor at a time.
 *
 *     node scripts/build-kernels.mjs      all of them
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { compile } from "./compile.mjs";
import { isFresh, markFresh } from "./fresh.mjs";

/** All that decides the bytes of a kernel. */
const INPUTS = [
  "asconfig.json",
  "assembly",
  "bench/assembly",
  "scripts/compile.mjs",
  "node_modules/assemblyscript/package.json",
  "node_modules/binaryen/package.json",
];

const { targets } = JSON.parse(readFileSync("asconfig.json", "utf8"));
const outFile = (target) => targets[target].outFile;
const stamp = (target) => `build/fresh/${target}`;

/** @param names targets of asconfig.json; by default all */
export async function buildKernels(names = Object.keys(targets)) {
  const missing = names.filter((target) => !isFresh(stamp(target), INPUTS, [outFile(target)]));
  mkdirSync("build", { recursive: true });
  // What takes longest begins first, so that no processor waits for it at the end.
  missing.sort((a, b) => targets[a].outFile.includes("scalar") - targets[b].outFile.includes("scalar"));
  const threads = Math.min(missing.length, availableParallelism());
  await Promise.all(Array.from({ length: threads }, () => compileIn(new Worker(new URL(import.meta.url)), missing)));
}

/** Compiles of the targets that wait one after the other, as long as there are any. */
function compileIn(worker, waiting) {
  return new Promise((resolve, reject) => {
    const next = () => {
      const target = waiting.shift();
      if (target) worker.postMessage(target);
      else void worker.terminate().then(resolve);
    };
    worker.on("error", reject);
    worker.on("message", ({ target, bytes }) => {
      writeFileSync(outFile(target), bytes);
      markFresh(stamp(target), INPUTS, [outFile(target)]);
      next();
    });
    next();
  });
}

if (!isMainThread)
  parentPort.on("message", async (target) => parentPort.postMessage({ target, bytes: await compile(target) }));
else if (argv[1] === fileURLToPath(import.meta.url)) await buildKernels();
