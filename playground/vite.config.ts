/** The page: static files in build/playground, for any host and any folder. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin, type Rollup } from "vite";

export type Output = Rollup.OutputBundle[string];

/** What the page imports of the SDK, as it is in a folder. */
export function sdkIn(folder: string): { find: RegExp; replacement: string }[] {
  return [
    { find: /^doppelgrad$/, replacement: `${folder}/index.js` },
    { find: /^doppelgrad\/sweep$/, replacement: `${folder}/sweep.js` },
  ];
}

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * Chunks of the SDK to which the page never comes, though its code could: it starts no workers of a pool and writes no
 * files.
 */
const NEVER = /(^|\/)(doppelgrad-worker|worker|outputs-in-file)-/;

export function textOf(output: Output): string {
  return output.type === "chunk" ? output.code : String(output.source);
}

/** Chunks of the SDK that nothing names any more, because what would have asked for them is not used. */
function withoutUnused(): Plugin {
  return {
    name: "without-unused",
    apply: "build",
    enforce: "post",
    generateBundle(_options, bundle) {
      const used = new Set(Object.keys(bundle).filter((file) => file.endsWith(".html")));
      for (const file of used) {
        for (const other of Object.keys(bundle)) if (textOf(bundle[file]!).includes(basename(other))) used.add(other);
      }
      for (const file of Object.keys(bundle)) if (!used.has(file)) delete bundle[file];
    },
  };
}

/**
 * A service worker that keeps the page: what it needs is fetched once, and served from there as long as it is not
 * another build.
 */
function offline(): Plugin {
  return {
    name: "offline",
    apply: "build",
    enforce: "post",
    generateBundle(_options, bundle) {
      const files = [
        "./",
        "./icon.svg",
        ...Object.keys(bundle)
          .filter((file) => file !== "index.html" && !NEVER.test(file))
          .map((file) => `./${file}`),
      ];
      // The names of the others change with what is in them.
      const version = createHash("sha256")
        .update(JSON.stringify(files))
        .update(textOf(bundle["index.html"]!))
        .update(readFileSync(here("public/icon.svg")))
        .digest("hex")
        .slice(0, 12);
      const source = `const [VERSION, FILES] = ${JSON.stringify([version, files])};
const OWN = "doppelgrad " + registration.scope + " ";
const NAME = OWN + VERSION;
const keep = (tries) => caches.open(NAME).then((cache) => cache.addAll(FILES)).catch((error) => {
  if (tries === 1) throw error;
  return new Promise((wait) => setTimeout(wait, 1000)).then(() => keep(tries - 1));
});
addEventListener("install", (event) => event.waitUntil(keep(3).then(() => skipWaiting())));
addEventListener("activate", (event) => event.waitUntil(caches.keys().then((names) => Promise.all(names.filter((name) => name.startsWith(OWN) && name !== NAME).map((name) => caches.delete(name)))).then(() => clients.claim())));
addEventListener("fetch", (event) => {
  if (event.request.method === "GET") event.respondWith(caches.match(event.request, { ignoreSearch: true, ignoreVary: true }).then((kept) => kept ?? fetch(event.request)));
});
`;
      this.emitFile({ type: "asset", fileName: "offline.js", source });
    },
  };
}

export default defineConfig({
  root: here("."),
  base: "./",
  resolve: { alias: sdkIn(here("../dist/browser")) },
  plugins: [withoutUnused(), offline()],
  worker: { format: "es" },
  // The preload helper of Vite is of no use to modules that are small and asked for by a click.
  build: { outDir: here("../build/playground"), emptyOutDir: true, target: "es2022", modulePreload: false },
});
