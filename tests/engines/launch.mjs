/**
 * Starts an engine on a script and returns the line of JSON that the script reports.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";

/** Milliseconds; emulation takes most of a minute. */
const PATIENCE = 300_000;

const post = '(line) => fetch("/answer", { method: "POST", body: line })';
const SCRIPT = '<script src="/script.js"></script>';
const PAGE = `<!doctype html><meta charset="utf-8"><title>doppelgrad</title>${SCRIPT}`;
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };

/**
 * Runs a script in a program that executes files.
 * @param {{ program: string, args: string[], env?: Record<string, string>, print: string }} shell `print` is the source
 *   of its function that writes a line
 * @param {(report: string) => Promise<string>} scriptFor the script that ends with this function
 */
export async function runInShell({ program, args, env, print }, scriptFor) {
  const scratch = mkdtempSync(join(tmpdir(), "doppelgrad-engine-"));
  const file = join(scratch, "script.js");
  writeFileSync(file, await scriptFor(print));
  const { status, signal, stdout, stderr } = spawnSync(program, [...args, file], {
    encoding: "utf8",
    timeout: PATIENCE,
    env: { ...process.env, ...env },
  });
  rmSync(scratch, { recursive: true });
  const line = stdout?.split("\n").findLast((text) => text.startsWith("{"));
  if (!line) throw new Error(`${program} ended with ${status ?? signal} and no answer: ${stderr?.slice(-500)}`);
  return line;
}

/** A file of the page, or null. */
function fileOf(path, folder) {
  const file = folder === null ? null : join(folder, path);
  if (path === "/index.html")
    return file === null ? PAGE : readFileSync(file, "utf8").replace("<head>", `<head>${SCRIPT}`);
  return file !== null && existsSync(file) ? readFileSync(file) : null;
}

/**
 * Runs a script in a page of a browser, which gets a home of its own and is ended after the answer. The page comes from
 * this machine.
 * @param {{ program: string, args: (url: string, home: string) => string[] }} browser
 * @param {(report: string) => Promise<string>} scriptFor the script that ends with this function
 * @param {string | null} folder of the page's files, to whose index.html the script is added, before any other; null
 * for a page of nothing else
 */
export async function runInPage({ program, args }, scriptFor, folder = null) {
  const home = mkdtempSync(join(tmpdir(), "doppelgrad-engine-"));
  const script = await scriptFor(post);
  let child;
  const server = createServer();
  try {
    return await new Promise((resolve, reject) => {
      server.on("request", (request, response) => {
        if (request.method === "POST") {
          let line = "";
          request
            .setEncoding("utf8")
            .on("data", (text) => (line += text))
            .on("end", () => {
              response.end();
              resolve(line);
            });
          return;
        }
        const path = request.url === "/" ? "/index.html" : request.url;
        const text = path === "/script.js" ? script : fileOf(path, folder);
        response
          .writeHead(text === null ? 404 : 200, { "content-type": TYPES[extname(path)] ?? "text/plain" })
          .end(text);
      });
      server.listen(0, "127.0.0.1", () => {
        const url = `http://127.0.0.1:${server.address().port}/`;
        child = spawn(program, args(url, home), {
          stdio: "ignore",
          detached: true,
          env: { ...process.env, HOME: home },
        });
        child.on("error", reject);
        child.on("exit", (code) => reject(new Error(`${program} ended with ${code} before its answer`)));
      });
      setTimeout(() => reject(new Error(`${program} gave no answer in ${PATIENCE / 1000} s`)), PATIENCE).unref();
    });
  } finally {
    if (child?.pid && child.exitCode === null) {
      const gone = new Promise((resolve) => child.on("exit", resolve));
      // The browser and the processes that it started.
      process.kill(-child.pid, "SIGTERM");
      await gone;
    }
    server.closeAllConnections();
    server.close();
    rmSync(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}
