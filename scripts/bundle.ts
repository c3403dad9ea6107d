/**
 * The bundles beside those of tsup: the worker's script, and the SDK for browsers.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { deflateSync } from "node:zlib";
import { type Plugin, rolldown } from "rolldown";

const common = { platform: "browser", transform: { target: "es2022" } } as const;

/** Nothing bundles these files again in parts: marks of what it could leave out are of no use. */
const MINIFIED = { minify: true, comments: { annotation: false } } as const;

/** Loads files by their ending as what a function makes of them. */
function loader(name: string, ending: RegExp, make: (path: string) => string | Promise<string>): Plugin {
  return {
    name,
    load: { filter: { id: ending }, handler: async (path) => ({ code: await make(path), moduleType: "js" }) },
  };
}

/** A worker is given its kernels compiled. */
const noBytes = loader("no-bytes", /\/kernel\/bytes\.ts$/, () => "export const BYTES = {};");

/** Browsers train the reference in the page (src/pool/start.ts). */
const noReference = loader("no-reference", /\/reference-group\.ts$/, () => "export const referenceGroup = null;");

/** Browsers have no files for the states of groups. */
const noKeeper = loader("no-keeper", /\/keeper\.ts$/, () => "export const keeperOf = null;");

/** The exports of the kernels have plain names, which the loader would leave as they are. */
const plainNames = loader(
  "plain-names",
  /\/@assemblyscript\/loader\//,
  () => "export const demangle = (exports) => exports;",
);

/** Kernels as base64: jsdom has nothing that inflates. */
const base64 = loader("base64", /\.wasm$/, (path) => {
  const text = readFileSync(path).toString("base64");
  return `export default Uint8Array.from(atob("${text}"), (char) => char.charCodeAt(0));`;
});

/** Texts of the build, and this script for the worker's. */
const asTexts = (script: string) =>
  loader("texts", /\.txt$/, (path) => {
    const text = path.endsWith("/worker.txt") ? script : readFileSync(path, "utf8");
    return `export default ${JSON.stringify(text)};`;
  });

/** One classic script without imports; its exports, if there are any, are fields of a variable of that name. */
async function scriptOf(input: string, plugins: Plugin[], name?: string): Promise<string> {
  const bundle = await rolldown({ ...common, input, plugins });
  const { output } = await bundle.generate({ format: "iife", ...MINIFIED, codeSplitting: false, name });
  return output[0].code;
}

/** The texts that bundles have: the worker, and what exported modules compute with. */
export async function bundleTexts(): Promise<void> {
  mkdirSync("build", { recursive: true });
  writeFileSync("build/worker.txt", await scriptOf("src/pool/worker.ts", [noBytes]));
  writeFileSync("build/predictor.txt", await scriptOf("src/model/predictor.ts", [], "predictor"));
}

/**
 * Kernels as deflated base64, which a server that compresses sends in about as many bytes as the .wasm file compressed.
 * A small memLevel makes zlib's blocks shorter, so that code and constants get Huffman codes of their own: 3% smaller.
 */
const deflated = loader("deflated", /\.wasm$/, (path) => {
  const text = deflateSync(readFileSync(path), { level: 9, memLevel: 6, windowBits: 14 }).toString("base64");
  return `const bytes = Uint8Array.from(atob("${text}"), (char) => char.charCodeAt(0));
    const inflated = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    export default new Response(inflated).arrayBuffer();`;
});

/**
 * What computes with the reference, and what few ask for: each has a copy of what it shares with the SDK, which so has
 * no more of that than it uses itself.
 */
const APART = ["src/train/reference-group.ts", "src/model/answers.ts", "src/compare/diff-further.ts"];

/** What a page may import. */
export const ENTRIES = {
  index: "src/index.ts",
  relaxed: "src/witness/relaxed.ts",
  sweep: "src/sweep/public.ts",
  attribute: "src/attribute/public.ts",
};

/**
 * ES modules without dependencies in a folder, split where something is loaded on demand.
 *
 * @param entries those of ENTRIES that are wanted, `index` among them
 * @returns the worker's script
 */
export async function bundleForBrowsers(dir: string, entries: Partial<typeof ENTRIES> = ENTRIES): Promise<string> {
  const script = await scriptOf("src/pool/worker.ts", [noBytes, noReference, noKeeper, plainNames]);
  const plugins = [deflated, plainNames, asTexts(script)];
  const written = {
    dir,
    format: "esm",
    ...MINIFIED,
    entryFileNames: "[name].js",
    chunkFileNames: "[name]-[hash].js",
  } as const;

  const apart: Plugin = {
    name: "apart",
    resolveId: {
      filter: { id: new RegExp(`^\\./(${APART.map((path) => basename(path, ".ts")).join("|")})\\.js$`) },
      handler: (id) => ({ id, external: true }),
    },
  };
  const core = new Set<string>();
  const gather: Plugin = {
    name: "gather",
    buildEnd() {
      const add = (id: string): void => {
        if (core.has(id)) return;
        core.add(id);
        this.getModuleInfo(id)?.importedIds.forEach(add);
      };
      add(resolve("src/index.ts"));
    },
  };
  // In this order modules that are alike lie side by side, which compresses better.
  const runFirst: Plugin = {
    name: "run-first",
    transform: {
      filter: { id: /\/src\/index\.ts$/ },
      handler: (code) => `import "./run/run.js";\n${code}`,
    },
  };
  const bundle = await rolldown({
    ...common,
    input: entries as Record<string, string>,
    plugins: [...plugins, apart, gather, runFirst],
    makeAbsoluteExternalsRelative: false,
  });
  // All that `index` needs at once is one file: more of them would compress worse, and come later.
  await bundle.write({ ...written, codeSplitting: { groups: [{ name: "core", test: (id) => core.has(id) }] } });

  for (const input of APART) await (await rolldown({ ...common, input, plugins })).write(written);
  writeFileSync(`${dir}/doppelgrad-worker.js`, script);
  return script;
}

/** Names that src/host/lent.ts has for hosts without them. */
const LENT = ["Blob", "CompressionStream", "DecompressionStream", "MessageChannel", "TextDecoder", "TextEncoder"];

/**
 * dist/browser/*.cjs: the same for who asks for a browser's build by `require`, which above all is Jest with jsdom. It
 * is a browser to the SDK: no files, no threads.
 *
 * @param script the worker's
 */
export async function bundleForRequire(script: string): Promise<void> {
  const lent = resolve("src/host/lent.ts");
  const node = resolve("src/host/node.js");
  const noNode: Plugin = {
    name: "no-node",
    resolveId: {
      filter: { id: /\/node\.js$/ },
      handler: (id, importer = "") => (importer !== lent && resolve(importer, "..", id) === node ? "no-node" : null),
    },
    load: { filter: { id: /^no-node$/ }, handler: () => "export const nodeModule = () => undefined;" },
  };
  const bundle = await rolldown({
    platform: "browser",
    input: ENTRIES,
    plugins: [base64, plainNames, asTexts(script), noNode],
    transform: {
      ...common.transform,
      inject: Object.fromEntries(LENT.map((name) => [name, [lent, name] as [string, string]])),
      // Where a classic script has no address of its own, that of the page.
      define: { "import.meta.url": "globalThis.location?.href" },
    },
  });
  await bundle.write({
    dir: "dist/browser",
    format: "cjs",
    ...MINIFIED,
    entryFileNames: "[name].cjs",
    chunkFileNames: "[name]-[hash].cjs",
  });
}
