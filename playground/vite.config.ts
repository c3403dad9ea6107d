/** The page: static files in build/playground, for any host and any folder. */
import { fileURLToPath } from "node:url";
import { createHash } from "node:crypto";
import { defineConfig, type Plugin } from "vite";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Chunks of the SDK that no path of the page leads to. */
const UNUSED = /(^|\/)(report|claims|verify|outputs-in-file|doppelgrad-worker)-/;

/** A service worker that keeps the page: what it needs is fetched once, and served from there as long as it is not another build. */
function offline(): Plugin {
  return {
    name: "offline",
    apply: "build",
    generateBundle(_options, bundle) {
      const files = ["./", "./icon.svg", ...Object.keys(bundle).filter((file) => file !== "index.html" && !UNUSED.test(file)).map((file) => `./${file}`)];
      const version = createHash("sha256").update(JSON.stringify(files)).digest("hex").slice(0, 12);
      const source = `const [NAME, FILES] = ${JSON.stringify([`doppelgrad-${version}`, files])};
const keep = (tries) => caches.open(NAME).then((cache) => cache.addAll(FILES)).catch((error) => {
  if (tries === 1) throw error;
  return new Promise((wait) => setTimeout(wait, 1000)).then(() => keep(tries - 1));
});
addEventListener("install", (event) => event.waitUntil(keep(3).then(() => skipWaiting())));
addEventListener("activate", (event) => event.waitUntil(caches.keys().then((names) => Promise.all(names.filter((name) => name.startsWith("doppelgrad-") && name !== NAME).map((name) => caches.delete(name)))).then(() => clients.claim())));
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
  resolve: { alias: [{ find: /^doppelgrad$/, replacement: here("../dist/browser/index.js") }] },
  plugins: [offline()],
  worker: { format: "es" },
  // The preload helper of Vite is of no use to modules that are small and asked for by a click.
  build: { outDir: here("../build/playground"), emptyOutDir: true, target: "es2022", modulePreload: false },
});
