/**
 * The page, built where it is not what its sources make, and served on this machine. It needs neither the types nor
 * the command line, so those are not built.
 *
 *     npm run playground                  serves it, and opens it where there is a browser
 *     npm run playground -- --build       leaves it in build/playground
 *     npm run playground -- --one-file    leaves it in build/one-file/index.html, with all that it needs inside
 */
import { readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { buildKernels } from "./build-kernels.mjs";
import { isFresh, markFresh } from "./fresh.mjs";
import { KERNELS } from "./kernels.mjs";

const flag = { type: "boolean", default: false };
const { values: options } = parseArgs({ options: { build: flag, "one-file": flag } });

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
/** The entries of the SDK that the page imports, as dist/browser has them. */
const SDK = at("build/sdk");
const name = options["one-file"] ? "one-file" : "playground";
const config = {
  root: at("playground"),
  configFile: at(options["one-file"] ? "playground/one-file.config.ts" : "playground/vite.config.ts"),
  logLevel: "warn",
};
const inputs = [
  ...["src", "playground", "scripts", "tests/golden", "package-lock.json", "tsconfig.json"],
  ...KERNELS.map((kernel) => `build/${kernel}.wasm`),
];
const outputs = [`build/${name}`];
const stamp = `build/fresh/${name}`;

await buildKernels(KERNELS);
const { build, preview, runnerImport } = await import("vite");
if (!isFresh(stamp, inputs, outputs)) {
  const { bundleForBrowsers, bundleTexts, ENTRIES } = (await runnerImport(at("scripts/bundle.ts"))).module;
  const { sdkIn } = (await runnerImport(at("playground/vite.config.ts"))).module;
  rmSync(SDK, { recursive: true, force: true });
  await bundleTexts();
  await bundleForBrowsers(SDK, { index: ENTRIES.index, sweep: ENTRIES.sweep });
  await build({ ...config, resolve: { alias: sdkIn(SDK) } });
  markFresh(stamp, inputs, outputs);
}
if (options["one-file"]) {
  const bytes = readFileSync(at("build/one-file/index.html"));
  const kB = (size) => `${Math.round(size / 1000)} kB`;
  console.log(`build/one-file/index.html: ${kB(bytes.length)}, ${kB(gzipSync(bytes).length)} compressed`);
} else if (options.build) console.log("build/playground");
else {
  // The address is told as information.
  const server = await preview({ ...config, logLevel: "info", preview: { open: true } });
  server.printUrls();
}
