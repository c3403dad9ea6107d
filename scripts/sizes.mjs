/**
 * How many bytes a page loads: the files of dist/browser/, raw and compressed. Ends with 1 where the core, which is
 * what a page loads that calls `run` in a browser with SIMD, is beyond its limit. Small networks that learn from one
 * example at a time load `simd-fused` too.
 *
 *     npm run sizes
 */
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const LIMIT = 64_000;
const FOLDER = new URL("../dist/browser/", import.meta.url);

/** What each file is for, by its name without the hash; the first are the core. */
const FILES = {
  index: "the names of the SDK",
  core: "studies, data, measures, run, the script of the workers",
  simd: "the kernels with SIMD",
  scalar: "the kernels without SIMD",
  "simd-fused": "with SIMD: small networks on one example at a time, as in the default study",
  "scalar-fused": "the same without SIMD",
  "simd-noise": "with SIMD: studies with noise",
  "scalar-noise": "the same without SIMD",
  "simd-simulated": "with SIMD: studies with simulated arithmetic",
  "scalar-simulated": "the same without SIMD",
  noise: "studies with noise: their fields, what kernels read of them",
  curves: "the data families xor, circles, moons, spirals, staircase",
  gaussians: "the data families gaussians, uneven_gaussians",
  teacher: "the data family teacher",
  groups: "the data family groups",
  measures: "the kernels of the measures",
  kernel: "what calls them",
  plain: "the measures without them: no SIMD, double precision",
  compare: "compare",
  diff: "diff",
  flips: "the examples that flip: compare, flips, report",
  result: "a result as predictions: flips, report",
  "result-flips": "flips",
  "flips-csv": "flipsCsv",
  trainer: "openTrainer",
  train: "makeLink, checkLink",
  verify: "verify, verifyClaims, verifyReport",
  claimed: "what a result must be",
  host: "what this host can keep",
  elsewhere: "options that a function cannot obey, with the reasons",
  url: "readLink, writeLink",
  checked: "what a link may hold",
  "outputs-in-file": "predictions beyond 1 GiB: the refusal",
  divergence: "why a replica diverged",
  file: "data of a file: its fields",
  "file-dataset": "data of a file of any form",
  "old-files": "data of csv, parquet and npy, as the first releases read them",
  files: "which data are files",
  "content-fields": "data of files: path and content",
  base64: "bytes in a study",
  "split-rows": "training and test rows of a file",
  given: "given numbers",
  "training-sets": "weights of examples, and what is kept for validation",
  "reference-group": "the reference trainer",
  answers: "the forward pass of the reference: predict",
  "diff-further": "further measures of two recipes: diff",
  model: "the networks of a result: exportModel, predict",
  export: "exportModel",
  predict: "predict",
  weights: "exports of weights",
  "activation-formulas": "activations in the words of others: onnx, pytorch",
  onnx: "exports to ONNX",
  pytorch: "exports to PyTorch",
  predictor: "exports to JavaScript",
  npz: "zips of arrays",
  safetensors: "files of safetensors",
  claims: "claims",
  wording: "verdicts in words: claims, report",
  repeated: "repeatedVerdicts",
  differences: "where two pieces of JSON differ: verify, verdictsFrom",
  audit: "verdictsFrom",
  rules: "the rules of claims",
  report: "report: plots and page",
  relaxed: "doppelgrad/relaxed",
  sweep: "doppelgrad/sweep",
  attribute: "doppelgrad/attribute",
  "rolldown-runtime": "what chunks of CommonJS packages need",
  "doppelgrad-worker": "the script of the workers as a file",
};
const CORE = ["index", "core", "simd"];

const scripts = readdirSync(FOLDER).filter((file) => file.endsWith(".js"));
const files = scripts.map((file) => {
  const bytes = readFileSync(new URL(file, FOLDER));
  return { name: file.replace(/(-[\w-]{8})?\.js$/, ""), raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length };
});

const kB = (bytes) => (bytes / 1000).toFixed(1).padStart(9);
const line = (name, raw, gzip, what) => console.log(`${name.padEnd(20)}${kB(raw)}${kB(gzip)}   ${what}`);
const total = (of, part) => of.reduce((sum, file) => sum + file[part], 0);

console.log(`${"file, kB".padEnd(20)}${"raw".padStart(9)}${"gzip".padStart(9)}`);
// A new format needs no line here, nor does what several of these files share.
for (const { name } of files)
  FILES[name] ??= /^(read|write)-/.test(name) ? `files of ${name.replace(/^\w+-/, "")}` : "a part of others";

for (const [name, what] of Object.entries(FILES)) {
  const parts = files.filter((file) => file.name === name);
  if (parts.length === 0)
    throw new Error(`dist/browser: expected ${name}; got ${files.map((file) => file.name).join(", ")}.`);
  line(name, total(parts, "raw"), total(parts, "gzip"), what);
}
const core = files.filter((file) => CORE.includes(file.name));
line("core", total(core, "raw"), total(core, "gzip"), `${CORE.join(" + ")}: at most ${kB(LIMIT).trim()} compressed`);
process.exitCode = total(core, "gzip") <= LIMIT ? 0 : 1;
