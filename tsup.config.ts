/**
 * Three bundles of one source, all in dist/: the SDK as ESM (with the worker), the SDK as CommonJS, the command line;
 * and the types of the SDK. `dependencies` stay outside, `devDependencies` (plots, terminal) are bundled. A dynamic
 * import is a chunk of its own, so that the report and the kernel that is not wanted are never loaded; the wasm bytes
 * are inlined in theirs.
 */
import { copyFileSync, rmSync } from "node:fs";
import { defineConfig, type Options } from "tsup";
import { bundleForBrowsers, bundleForRequire, bundleTexts } from "./scripts/bundle.js";
import { KERNELS } from "./scripts/kernels.mjs";

rmSync("dist", { recursive: true, force: true });

await bundleTexts();
await bundleForRequire(await bundleForBrowsers("dist/browser"));

const every: Options = {
  outDir: "dist",
  target: "es2022",
  splitting: true,
  removeNodeProtocol: false,
  loader: { ".wasm": "binary", ".txt": "text", ".bash": "text", ".fish": "text", ".zsh": "text" },
  esbuildOptions(options) {
    options.mainFields = ["module", "main"];
    options.chunkNames = "[name]-[hash]";
  },
};

/** Runs in any host: Node's own modules stay imports, reached only by `import()`. */
const sdk: Options = {
  ...every,
  platform: "neutral",
  external: [/^node:/],
  esbuildOptions(options, context) {
    every.esbuildOptions!(options, context);
    // Packages that have a form without Node's modules are bundled in that form.
    options.conditions = ["browser"];
  },
};

/** What users import: the SDK, and apart from it what not everybody does with it. */
const entry = {
  index: "src/index.ts",
  relaxed: "src/witness/relaxed.ts",
  store: "src/store.ts",
  queue: "src/queue/public.ts",
  sweep: "src/sweep/public.ts",
  bisect: "src/bisect/public.ts",
  attribute: "src/attribute/public.ts",
  explain: "src/explain/public.ts",
  further: "src/further.ts",
  experiments: "src/experiments/public.ts",
};

export default defineConfig([
  {
    ...sdk,
    entry,
    format: "esm",
    onSuccess: async () => {
      for (const build of KERNELS) copyFileSync(`build/${build}.wasm`, `dist/${build}.wasm`);
      copyFileSync("build/worker.txt", "dist/doppelgrad-worker.js");
    },
  },
  { ...sdk, entry, format: "cjs", shims: true },
  // `await using` of a pool: its symbol has a type in Node's types, and else in this part of TypeScript's own.
  {
    ...sdk,
    entry,
    format: ["esm", "cjs"],
    dts: { only: true, banner: '/// <reference lib="esnext.disposable" />' },
  },
  {
    ...every,
    entry: { cli: "src/cli/start.ts" },
    format: "esm",
    platform: "node",
    // Bundled CommonJS packages ask for Node's modules by `require`.
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  },
]);
