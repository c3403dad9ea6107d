/**
 * Null worlds: `npm run prove:experiments [-- SEEDS]` puts each line of each experiment into the world in which its
 * claim is false, with 20 seeds and a quarter of the usual repetitions, and counts how often its rule says that it holds.
 * Before that it runs each as docs/experiments.md prints it. The exit code is 1 where a rule says so more than once in
 * 20, and where the document has another fingerprint.
 */
import { readFileSync } from "node:fs";
import { EXPERIMENT_NAMES, experiment } from "../dist/experiments.js";

const seeds = Number(process.argv[2] ?? 20);
const documented = readFileSync("docs/experiments.md", "utf8");
let failed = false;
for (const name of EXPERIMENT_NAMES) {
  const { lines, options, fingerprint } = await experiment(name);
  const isPrinted = documented.includes(`\nfingerprint ${fingerprint}\n`);
  failed ||= !isPrinted;
  console.log(`${name}: docs/experiments.md ${isPrinted ? "prints" : "does not print"} fingerprint ${fingerprint}`);
  const replicas = Math.ceil(options.replicas / 4);
  for (const { id, nullWorld } of lines.filter((line) => line.nullWorld !== null)) {
    const verdicts = [];
    for (let seed = 0; seed < seeds; seed++) {
      const found = await experiment(name, { seed, replicas, nullOf: id });
      verdicts.push(found.lines.find((line) => line.id === id).verdict);
    }
    const count = (verdict) => verdicts.filter((each) => each === verdict).length;
    const holds = count("holds");
    failed ||= holds > seeds / 20;
    console.log(
      `${name} ${id} where ${nullWorld}: holds ${holds}, does not hold ${count("does not hold")}, not resolved ${count("not resolved")} of ${seeds}`,
    );
  }
}
process.exitCode = failed ? 1 : 0;
