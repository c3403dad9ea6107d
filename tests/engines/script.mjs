/**
 * The sources of this folder as one file: the runner becomes a classic script, which any engine can execute.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { build as bundle } from "tsup";

const bareKernel = resolve("tests/engines/bare-kernel.ts");

/**
 * bare-kernel.ts for src/kernel/load.ts, of which only itself takes the rest; nothing is left that needs the loader.
 */
const bare = {
  name: "bare",
  setup(bundler) {
    bundler.onResolve({ filter: /\/load\.js$/ }, ({ importer }) =>
      importer === bareKernel ? null : { path: bareKernel },
    );
    bundler.onResolve({ filter: /^@assemblyscript\/loader$/ }, () => ({
      path: "loader",
      namespace: "absent",
      sideEffects: false,
    }));
    bundler.onLoad({ filter: /^loader$/, namespace: "absent" }, () => ({
      contents: "export const demangle = undefined;",
    }));
  },
};

/**
 * A source of this folder with all that it imports, as one file.
 * @param {string} entry its path
 * @param {"iife" | "esm"} format a classic script that declares `doppelgrad`, or a module
 */
export async function bundleFile(entry, format) {
  const outDir = mkdtempSync(join(tmpdir(), "doppelgrad-bundle-"));
  try {
    await bundle({
      config: false,
      silent: true,
      entry: { bundle: entry },
      outDir,
      format,
      outExtension: () => ({ js: ".js" }),
      globalName: "doppelgrad",
      platform: "browser",
      target: "es2022",
      splitting: false,
      noExternal: [/^(?!node:)/],
      external: [/^node:/],
      loader: { ".wasm": "binary" },
      esbuildPlugins: [bare],
    });
    return readFileSync(join(outDir, "bundle.js"), "utf8");
  } finally {
    rmSync(outDir, { recursive: true });
  }
}

let runner;

/**
 * A script that trains a corpus with the shipped bytes of a build, of its fused steps and of the measures.
 * @param {"simd" | "scalar"} build
 * @param {{ name: string, study: object }[]} studies
 * @param {string} report the source of a function of the engine that takes the answer, one line of JSON
 */
export async function scriptOf(build, studies, report) {
  runner ??= bundleFile("tests/engines/runner.ts", "iife");
  const modules = [build, `${build}-fused`, `${build}-noise`, `${build}-simulated`, "measures"].map((name) =>
    readFileSync(`dist/${name}.wasm`, "hex"),
  );
  const args = [build, modules, studies];
  return `${await runner}\ndoppelgrad.answer(${args.map((arg) => JSON.stringify(arg)).join(", ")}).then(${report});\n`;
}
