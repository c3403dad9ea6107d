/**
 * Writes what a fresh build pins. Run by `npm run golden` and by nothing else.
 *
 *   assembly/kernel.sha256          the bytes of the kernels, in the format of sha256sum
 *   tests/golden/fingerprints.json  the fingerprint of every study in tests/golden/studies.json, by the
 *                                   reference backend
 *   src/train/probe.json            the fingerprint of the tiny training that probes a host
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";

const lines = ["scalar", "simd", "scalar-fused", "simd-fused", "measures"].map((build) => {
  const file = `build/${build}.wasm`;
  const sha256 = createHash("sha256").update(readFileSync(file)).digest("hex");
  return `${sha256}  ${file}\n`;
});
writeFileSync("assembly/kernel.sha256", lines.join(""));
process.stdout.write(lines.join(""));

const { host } = await import("../dist/index.js");
const { probes } = await host();
const { fingerprint } = probes.find(({ backend }) => backend === "reference");
const probe = `${JSON.stringify({ fingerprint }, null, 2)}\n`;
if (readFileSync("src/train/probe.json", "utf8") !== probe) {
  console.log("the probe changed: building again");
  writeFileSync("src/train/probe.json", probe);
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
