/** The page as one HTML file, with its worker and kernels inside: for any host, and for a file that is opened. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { type Alias, defineConfig, type Plugin } from "vite";
import { type Output, sdkIn, textOf } from "./vite.config.js";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** In a script element its own end, and what begins a comment, would be read as such. */
const inScript = (code: string): string => code.replace(/<(?=\/script|!--)/gi, "\\x3C").trim();
const hashOf = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** How the page starts its worker, */
const WORKER = 'new Worker(new URL("./trainer.ts", import.meta.url), { type: "module" })';
/** and how it does here: the worker has no address of its own, and a page that is a file may load no modules. */
const INLINED = 'new Worker(URL.createObjectURL(new Blob([document.getElementById("trainer").textContent])))';

function oneFile(): Plugin {
  let aliases: readonly Alias[];
  return {
    name: "one-file",
    apply: "build",
    enforce: "pre",
    configResolved({ resolve }) {
      aliases = resolve.alias;
    },
    transform: {
      filter: { id: /\/engine\/client\.ts$/ },
      handler(code) {
        if (!code.includes(WORKER)) this.error(`expected ${WORKER} in client.ts`);
        return code.replace(WORKER, () => INLINED);
      },
    },
    generateBundle: {
      order: "post",
      async handler(_options, bundle) {
        const only = (ending: string): string => {
          const found = Object.values<Output>(bundle).filter(({ fileName }) => fileName.endsWith(ending));
          if (found.length !== 1) this.error(`expected one file ${ending}; got ${found.length}`);
          return textOf(found[0]!).trim();
        };
        const [script, style, worker] = [inScript(only(".js")), only(".css"), inScript(await workerScript(aliases))];
        const icon = `data:image/svg+xml,${encodeURIComponent(readFileSync(here("public/icon.svg"), "utf8"))}`;
        const policy = `default-src 'none'; script-src ${hashOf(script)} 'wasm-unsafe-eval'; worker-src blob:; style-src ${hashOf(style)}; img-src data:; base-uri 'none'; form-action 'none'`;
        const html = only(".html")
          .replace(/<script type="module"[^>]*><\/script>\s*/g, "")
          .replace(/<link rel="stylesheet"[^>]*>\s*/g, "")
          .replace(/(http-equiv="Content-Security-Policy" content=")[^"]*/, (_all, before: string) => before + policy)
          .replace(/(<link rel="icon" href=")[^"]*/, (_all, before: string) => before + icon)
          .replace("</head>", () => `<style>${style}</style>\n</head>`)
          .replace(
            "</body>",
            () =>
              `<script type="text/plain" id="trainer">${worker}</script>\n<script type="module">${script}</script>\n</body>`,
          );
        for (const file of Object.keys(bundle)) delete bundle[file];
        this.emitFile({ type: "asset", fileName: "index.html", source: html });
      },
    },
  };
}

/** The worker as one classic script. */
async function workerScript(aliases: readonly Alias[]): Promise<string> {
  const bundle = await rolldown({
    input: here("src/engine/trainer.ts"),
    platform: "browser",
    // The script of the SDK's own workers has no address here, and the page asks for none of them.
    transform: {
      target: "es2022",
      define: { "import.meta.url": "location.href", "import.meta.resolve": "undefined" },
    },
    plugins: [
      {
        name: "sdk",
        resolveId: (id) => aliases.find(({ find }) => find instanceof RegExp && find.test(id))?.replacement ?? null,
      },
    ],
  });
  const { output } = await bundle.generate({ format: "es", minify: true, codeSplitting: false });
  await bundle.close();
  // What is loaded on demand is in it, and its names are exported to nobody.
  return `(async () => {${output[0].code.trim().replace(/export\s*\{[^}]*\};?$/, "")}})();`;
}

export default defineConfig({
  root: here("."),
  base: "./",
  // It has no files to keep for use offline: it is one.
  mode: "one-file",
  publicDir: false,
  resolve: { alias: sdkIn(here("../dist/browser")) },
  plugins: [oneFile()],
  build: {
    outDir: here("../build/one-file"),
    emptyOutDir: true,
    target: "es2022",
    modulePreload: false,
    cssCodeSplit: false,
    rolldownOptions: { output: { codeSplitting: false } },
  },
});
