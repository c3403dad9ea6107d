/**
 * Headless Chromium from its command line: pictures, PDF and the messages of a page that stands in a file.
 */
import { spawnSync } from "node:child_process";
import { accessSync, constants, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const PROGRAMS = ["chromium", "chromium-browser", "google-chrome"];
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--hide-scrollbars",
];

/** The path of a Chromium on PATH, or null where there is none. */
export function findChromium(): string | null {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    for (const program of PROGRAMS) {
      const path = join(folder, program);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // The next one may be there.
      }
    }
  }
  return null;
}

/** Opens a page with a profile of its own, and returns what Chromium says on stdout and stderr. */
function open(html: string, flags: readonly string[]): { stdout: string; stderr: string } {
  const program = findChromium();
  if (program === null) throw new Error("chromium: expected it on PATH; got none. See npm run setup:engines.");
  const profile = mkdtempSync(join(tmpdir(), "doppelgrad-chromium-"));
  const args = [...FLAGS, `--user-data-dir=${profile}`, ...flags, pathToFileURL(resolve(html)).href];
  const { status, stdout, stderr } = spawnSync(program, args, {
    encoding: "utf8",
    timeout: 200_000,
    maxBuffer: 1 << 28,
  });
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  if (status !== 0) throw new Error(`chromium ended with ${status}: ${stderr.slice(-2000)}`);
  return { stdout, stderr };
}

/**
 * Writes a picture of the upper left `width` x `height` CSS pixels of a page, as a reader with the light or the dark
 * scheme sees it.
 */
export function screenshot(html: string, png: string, { width = 1200, height = 1600, dark = false } = {}): void {
  const scheme = `--blink-settings=preferredColorScheme=${dark ? 0 : 1}`;
  open(html, [
    scheme,
    `--window-size=${width},${height}`,
    "--virtual-time-budget=5000",
    `--screenshot=${resolve(png)}`,
  ]);
}

/** Writes a page as it is printed. */
export function printToPdf(html: string, pdf: string): void {
  open(html, ["--no-pdf-header-footer", "--virtual-time-budget=5000", `--print-to-pdf=${resolve(pdf)}`]);
}

/** What a page writes to its console while it loads, at any level, uncaught errors and blocked requests included. */
export function consoleMessages(html: string): string[] {
  const { stderr } = open(html, ["--enable-logging=stderr", "--v=0", "--virtual-time-budget=5000", "--dump-dom"]);
  return [...stderr.matchAll(/:CONSOLE:\d+\] (.*)$/gm)].map(([, message]) => message!);
}

/** The elements of a page after its scripts ran, as HTML. */
export function dumpDom(html: string): string {
  return open(html, ["--virtual-time-budget=5000", "--dump-dom"]).stdout;
}
