/**
 * Trains the golden studies with the shipped bytes on every engine that this machine has or can install, compares their
 * fingerprints with the committed ones, and writes docs/support.md: `npm run prove:engines`.
 *
 * It fails where an engine gives other bits without being refused by the probe of the package, or refuses the scalar
 * build, or goes by another's name.
 */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { engines, Missing } from "../tests/engines/engines.mjs";
import { judge, rightlyCalled } from "../tests/engines/verdict.mjs";
import { asked } from "./asked.mjs";
import { KERNELS } from "./kernels.mjs";

asked(import.meta.url);

const readJson = (file) => JSON.parse(readFileSync(file, "utf8"));
const studies = readJson("tests/golden/studies.json");
const golden = readJson("tests/golden/fingerprints.json");
const committed = readFileSync("assembly/kernel.sha256", "utf8");
const measures = readJson("tests/golden/measures.json").sha256;

for (const build of KERNELS) {
  const sha256 = createHash("sha256")
    .update(readFileSync(`dist/${build}.wasm`))
    .digest("hex");
  if (!committed.includes(`${sha256}  build/${build}.wasm`))
    throw new Error(`dist/${build}.wasm is not the one of assembly/kernel.sha256`);
}

/**
 * One row: the words of both builds, whether they keep the promise, the seconds of both trainings, what the probe
 * refused.
 */
async function prove(engine) {
  const { name, architecture } = engine;
  const row = {
    name,
    architecture,
    version: "",
    simd: "not run",
    scalar: "not run",
    seconds: "",
    kept: true,
    missing: null,
    refused: null,
  };
  try {
    const { version, train } = engine.find();
    row.version = version;
    let time = 0;
    for (const build of ["simd", "scalar"]) {
      const answer = await train(build, studies);
      const { words, kept } = judge(build, answer, golden, committed, measures);
      row[build] = words;
      row.kept &&= kept;
      if (answer.compiles) row.refused ??= answer.refused;
      time += answer.time;
      if (!rightlyCalled(name, answer.engine)) throw new Error(`the package calls it ${answer.engine}`);
    }
    row.seconds = (time / 1000).toFixed(1);
  } catch (error) {
    row.missing = error.message;
    row.kept = error instanceof Missing;
  }
  return row;
}

const HEADER = ["engine", "version", "architecture", "SIMD", "scalar", "seconds"];
const cells = ({ name, version, architecture, simd, scalar, seconds }) => [
  name,
  version,
  architecture,
  simd,
  scalar,
  seconds,
];

const list = (heading, lines) => (lines.length > 0 ? `\n${heading}\n\n${lines.join("\n")}\n` : "");

function markdown(rows) {
  const ran = rows.filter(({ missing }) => !missing);
  const table = [HEADER, HEADER.map(() => "---"), ...ran.map(cells)].map((row) => `| ${row.join(" | ")} |`).join("\n");
  const refused = ran
    .filter((row) => row.refused)
    .map(({ name, architecture, refused: why }) => `- ${name}, ${architecture}: ${why}`);
  const others = rows
    .filter(({ missing }) => missing)
    .map(({ name, architecture, missing }) => `- ${name}, ${architecture}: ${missing}`);
  return `# Where the bits are the same

Written by \`npm run prove:engines\`, which fails where this table does not hold. \`npm run setup:engines -- all\` installs what comes from
Debian; the rest comes from npm when it is first needed.

Every engine trained the ${studies.length} studies of \`tests/golden/studies.json\` with the bytes of \`dist/simd.wasm\` and of \`dist/scalar.wasm\`, and of their fused steps, whose
SHA-256 is committed in \`assembly/kernel.sha256\`. A cell counts the studies whose fingerprint is the committed one. Together they
reach every activation, loss, optimizer, schedule, initial scheme and form of shuffle, with 1 to 9 replicas: lanes are full, partly
filled or alone. All measures of fixed predictions, by \`dist/measures.wasm\` where there is SIMD and in plain TypeScript elsewhere, have the digest that
is committed too, or the engine breaks the promise.

${table}

- **no SIMD**: the engine cannot compile the SIMD build on that machine. \`run\` takes the scalar build there.
- **refused**: the engine compiles the build, but the probe that comes before any training found that it does not compute as
  [the contract](arithmetic.md) says. \`run\` takes the scalar build there too, and says why in \`result.host\`.
- \`result.host.engine\` and \`doppelgrad host\` call each of them by its own name, with the engine below: Deno and Bun, which tell Node's version too,
  are Deno and Bun. workerd tells no version, and a bare shell nothing.
- One script runs in all engines that have JavaScript: the sources of the package with its data generation and hashes, the bytes
  instantiated without the loader, which bare shells could not run. On s390x the typed arrays of the host are big-endian.
- wabt's interpreter has no JavaScript. It repeats every call that the studies make in Node on the same bytes; after each call all of
  its memory must have the digest that it had there.
- Seconds are those of both trainings together, without the start of the engine (for wabt, with it and with the recording). Under qemu
  they say nothing about a real machine.
${list("Refused by the probe, and why:", refused)}${list("Not run, and why:", others)}`;
}

const rows = [];
const widths = [32, 14, 38, 18, 18, 7];
const print = (row) =>
  console.log(
    row
      .map((cell, k) => cell.padEnd(widths[k]))
      .join("  ")
      .trimEnd(),
  );
print(HEADER);
for (const engine of engines) {
  const row = await prove(engine);
  rows.push(row);
  if (row.missing) console.log(`${row.name}, ${row.architecture}: ${row.kept ? "not run" : "FAILED"}: ${row.missing}`);
  else print(cells(row));
  if (row.refused) console.log(`  refused: ${row.refused}`);
}
writeFileSync("docs/support.md", markdown(rows));
const broken = rows.filter(({ kept }) => !kept);
const ran = rows.filter(({ missing }) => !missing);
console.log(
  `\n${ran.length} engines ran, ${rows.length - ran.length} did not; ${broken.length} break the promise. Written to docs/support.md.`,
);
process.exitCode = broken.length > 0 ? 1 : 0;
