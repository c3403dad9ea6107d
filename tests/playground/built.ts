/** The page as it is deployed, in a folder. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type InlineConfig } from "vite";
import { vi } from "vitest";

const root = fileURLToPath(new URL("../../playground", import.meta.url));
export const config = { root, configFile: join(root, "vite.config.ts"), logLevel: "error" } satisfies InlineConfig;

export async function buildPage(folder: string, more: InlineConfig = {}): Promise<void> {
  // The tests' own environment would make it a development build.
  vi.stubEnv("NODE_ENV", "production");
  await build({ ...config, build: { outDir: folder, emptyOutDir: true }, ...more });
  vi.unstubAllEnvs();
}
