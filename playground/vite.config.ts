/** The page: static files in build/playground, for any host and any folder. */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here("."),
  base: "./",
  resolve: { alias: [{ find: /^doppelgrad$/, replacement: here("../dist/browser/index.js") }] },
  worker: { format: "es" },
  // The preload helper of Vite is of no use to modules that are small and asked for by a click.
  build: { outDir: here("../build/playground"), emptyOutDir: true, target: "es2022", modulePreload: false },
});
