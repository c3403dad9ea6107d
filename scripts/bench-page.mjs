/**
 * Writes the bench of the kernels as one page without any other file, for any browser: `npm run bench:page [FILE]`, by
 * default dist/bench.html. Needs the wasm of a build.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "tsup";

const file = resolve(process.argv[2] ?? "dist/bench.html");
const scratch = mkdtempSync(join(tmpdir(), "doppelgrad-page-"));
await build({
  config: false,
  silent: true,
  outDir: scratch,
  entry: { bench: "bench/page/main.ts" },
  format: "esm",
  platform: "browser",
  target: "es2022",
  outExtension: () => ({ js: ".mjs" }),
  splitting: false,
  minify: true,
  noExternal: [/^[^.]/],
  external: [/^node:/],
  loader: { ".wasm": "binary" },
});
// The end tag of a script may not occur in it; in a string <\/ is the same as </.
const script = readFileSync(join(scratch, "bench.mjs"), "utf8").replaceAll("</script", "<\\/script");
rmSync(scratch, { recursive: true });
const page = readFileSync("bench/page/index.html", "utf8").replace(
  '<script type="module">\n',
  () => `<script type="module">\n${script}`,
);
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, page);
console.log(`wrote ${file} (${(page.length / 1024).toFixed(0)} KiB); open ${pathToFileURL(file).href}`);
