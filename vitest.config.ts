import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/**
 * What the bundler does in a build, for sources under test: a .wasm file is its bytes, and scripts are texts.
 */
const asBuilt = {
  name: "as-built",
  enforce: "pre" as const,
  load(id: string) {
    if (/\.(txt|bash|fish|zsh)$/.test(id)) return `export default ${JSON.stringify(readFileSync(id, "utf8"))};`;
    if (!id.endsWith(".wasm")) return null;
    return `export default Uint8Array.from(atob("${readFileSync(id, "base64")}"), (char) => char.charCodeAt(0));`;
  },
};

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  plugins: [asBuilt],
  // The page says the package's name; its tests take the sources.
  resolve: {
    alias: [
      { find: /^doppelgrad$/, replacement: fileURLToPath(new URL("src/index.ts", import.meta.url)) },
      { find: /^doppelgrad\/sweep$/, replacement: fileURLToPath(new URL("src/sweep/public.ts", import.meta.url)) },
    ],
  },
  test: {
    include: ["tests/**/*.test.ts"],
    // What is waited for takes as long as the machine makes it take: no test asserts a time, these end what hangs.
    testTimeout: 480_000,
    hookTimeout: 480_000,
    expect: { poll: { timeout: 200_000 } },
    // Half of the suite waits for servers, browsers and other processes: two files at once even on two processors.
    maxWorkers: Math.max(2, availableParallelism() - 1),
  },
});
