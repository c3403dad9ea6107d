/**
 * Writes what a fresh build pins. Run by `npm run golden` and by nothing else.
 *
 *   assembly/kernel.sha256          the bytes of the kernels, in the format of sha256sum
 *   tests/golden/fingerprints.json  the fingerprint of every study in tests/golden/studies.json, by the
 *                                   reference backend
 *   src/train/probe.json            the fingerprint of the tiny training that probes a host
 *   src/train/fused-probe.json      the same with one example at a time
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";
import { KERNELS } from "./kernels.mjs";

const lines = KERNELS.map((name) => {
  const file = `build/${name}.wasm`;
  const sha256 = createHash("sha256").update(readFileSync(file)).digest("hex");
  return `${sha256}  ${file}\n`;
});
writeFileSync("assembly/kernel.sha256", lines.join(""));
process.stdout.write(lines.join(""));

const { outputFiles } = await build({
  entryPoints: ["src/train/probe.ts"],
  bundle: true,
  write: false,
  format: "esm",
  platform: "node",
  loader: { ".wasm": "binary" },
});
const bundled = Buffer.from(outputFiles[0].contents).toString("base64");
const { tinyFingerprint } = await import(`data:text/javascript;base64,${bundled}`);
let isChanged = false;
for (const [file, batchSize] of [
  ["src/train/probe.json", undefined],
  ["src/train/fused-probe.json", 1],
]) {
  const probe = `${JSON.stringify({ fingerprint: await tinyFingerprint("reference", batchSize) }, null, 2)}\n`;
  if (readFileSync(file, "utf8") === probe) continue;
  writeFileSync(file, probe);
  isChanged = true;
}
if (isChanged) {
  console.log("a probe changed: building again");
  execFileSync("npm", ["run", "--silent", "build"], { stdio: "inherit" });
}

const { run } = await import("../dist/index.js?built-with-this-probe");
const file = "tests/golden/fingerprints.json";
const before = JSON.parse(readFileSync(file, "utf8"));
const fingerprints = {};
for (const { name, study } of JSON.parse(readFileSync("tests/golden/studies.json", "utf8"))) {
  fingerprints[name] = (await run(study, { backend: "reference", workers: 0 })).fingerprint;
}
const changed = Object.keys(fingerprints).filter((name) => fingerprints[name] !== before[name]);
writeFileSync(file, `${JSON.stringify(fingerprints, null, 2)}\n`);
console.log(
  `${Object.keys(fingerprints).length} golden studies, ${changed.length} changed${changed.map((name) => `\n  ${name}`).join("")}`,
);
