/**
 * Null worlds: `npm run prove:experiments [-- SEEDS [NAME ...]]` puts each line of each experiment, or of those named, into
 * the world in which its claim is false, with 20 seeds and a quarter of the usual repetitions, and counts how often its
 * rule says that it holds. Before that it runs each as docs/experiments.md prints it. The exit code is 1 where a rule says
 * so more than once in 20, and where the document has another fingerprint.
 */
import { readFileSync } from "node:fs";
import { EXPERIMENT_NAMES, experiment } from "../dist/experiments.js";
import { openPool } from "../dist/index.js";
import { asked } from "./asked.mjs";

const [most = "20", ...names] = asked(import.meta.url).words;
const seeds = Number(most);
const unknown = names.find((name) => !EXPERIMENT_NAMES.includes(name));
if (!(Number.isInteger(seeds) && seeds > 0) || unknown)
  throw new RangeError(`prove:experiments: expected a number of seeds, then names; got ${unknown ?? most}.`);
const documented = readFileSync("docs/experiments.md", "utf8");
const pool = await openPool();

/** The pool, which trains a study once: the worlds of one seed differ in few arms. */
function remembering() {
  const trained = new Map();
  const train = (prepared, how) => {
    const key = JSON.stringify([prepared.study, prepared.dataset.sha256, how.withTrail, how.withCurves]);
    if (!trained.has(key)) trained.set(key, pool.train(prepared, how));
    return trained.get(key);
  };
  return { ...pool, train };
}

let failed = false;
for (const name of EXPERIMENT_NAMES.filter((each) => names.length === 0 || names.includes(each))) {
  const { lines, options, fingerprint } = await experiment(name, { pool });
  const isPrinted = documented.includes(`\nfingerprint ${fingerprint}\n`);
  failed ||= !isPrinted;
  console.log(`${name}: docs/experiments.md ${isPrinted ? "prints" : "does not print"} fingerprint ${fingerprint}`);
  const replicas = Math.ceil(options.replicas / 4);
  const refutable = lines.filter(({ nullWorld }) => nullWorld !== null);
  const verdicts = new Map(refutable.map(({ id }) => [id, []]));
  for (let seed = 0; seed < seeds; seed++) {
    const together = remembering();
    for (const [id, found] of verdicts) {
      const world = await experiment(name, { seed, replicas, nullOf: id, pool: together });
      found.push(world.lines.find((line) => line.id === id).verdict);
    }
  }
  for (const { id, nullWorld } of refutable) {
    const count = (verdict) => verdicts.get(id).filter((each) => each === verdict).length;
    const holds = count("holds");
    failed ||= holds > seeds / 20;
    console.log(
      `${name} ${id} where ${nullWorld}: holds ${holds}, does not hold ${count("does not hold")}, not resolved ${count("not resolved")} of ${seeds}`,
    );
  }
}
await pool.close();
process.exitCode = failed ? 1 : 0;
