import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** What the bundler does in a build, for sources under test: a .wasm file is its bytes, and the worker is the one in dist/. */
const asBuilt = {
  name: "as-built",
  enforce: "pre" as const,
  load(id: string) {
    if (!id.endsWith(".wasm")) return null;
    return `export default Uint8Array.from(atob("${readFileSync(id, "base64")}"), (char) => char.charCodeAt(0));`;
  },
  transform(code: string, id: string) {
    if (!id.includes("/src/pool/")) return null;
    const worker = new URL("./dist/worker.js", import.meta.url);
    return code.replaceAll('new URL("./worker.js", import.meta.url)', `new URL(${JSON.stringify(worker.href)})`);
  },
};

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  plugins: [asBuilt],
  test: {
    include: ["tests/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
