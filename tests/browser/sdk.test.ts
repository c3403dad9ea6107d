/**
 * The SDK in Chromium, as a page has it: bundled by others in their default configuration, from a script tag, in a
 * worker, under a strict policy, without workers. By plain http and another name than localhost, so without
 * crypto.subtle; without cross-origin isolation.
 */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { build as esbuild } from "esbuild";
import { type Browser, chromium, type Page } from "playwright-core";
import { build as vite, createServer as viteServer } from "vite";
import { afterAll, beforeAll, describe, expect, type TestContext, test } from "vitest";
import webpack from "webpack";
import { attribute } from "../../src/attribute/attribute.js";
import type * as Sdk from "../../src/index.js";
import { sweep } from "../../src/sweep/sweep.js";
import fingerprints from "../golden/fingerprints.json" with { type: "json" };
import studies from "../golden/studies.json" with { type: "json" };
import { notRun } from "../not-run.js";
import { findChromium } from "./chromium.js";

/** What the pages leave for the tests. */
declare const sdk: typeof Sdk;

const HOST = "doppelgrad.test";
const POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";
const TYPES: Record<string, string> = { ".html": "text/html", ".js": "text/javascript", ".json": "application/json" };

const golden = fingerprints as Record<string, string>;
/** Some studies, with many replicas first. */
const some = [...studies]
  .sort((a, b) => (b.study.replicas ?? 8) - (a.study.replicas ?? 8))
  .filter((_, index) => index % 8 === 0)
  .map(({ name, study }) => ({ name, study: study as Sdk.StudyInput }));
const wanted = some.map(({ name }) => golden[name]);

const APP = 'import * as sdk from "doppelgrad"; globalThis.sdk = sdk;';
/** Trains what it is sent, in a worker of the page. */
const IN_WORKER =
  'import { run } from "doppelgrad"; onmessage = async ({ data }) => { const { fingerprint, host } = await run(data.study, data.options); postMessage({ fingerprint, host }); };';
const page = (script: string, type = ' type="module"') =>
  `<!doctype html><meta charset="utf-8"><script${type} src="${script}"></script>`;

const folder = mkdtempSync(join(tmpdir(), "doppelgrad-sdk-"));
const messages: string[] = [];
let browser: Browser | undefined;
let server: Server;
let origin: string;

beforeAll(async () => {
  const program = findChromium();
  if (!program) return;
  install();
  const fromTag = (code: string) => code.replace('"doppelgrad"', '"/node_modules/doppelgrad/dist/browser/index.js"');
  write("tag/index.html", page("app.js"));
  write("tag/app.js", fromTag(APP));
  write("tag/in-worker.js", fromTag(IN_WORKER));
  server = createServer((request, response) => {
    const path = join(folder, new URL(request.url!, "http://any").pathname);
    if (request.url === "/favicon.ico") return response.writeHead(204).end();
    if (!existsSync(path)) return response.writeHead(404).end();
    if (request.url!.endsWith("?strict") || request.headers.referer?.endsWith("?strict"))
      response.setHeader("content-security-policy", POLICY);
    response.setHeader("content-type", TYPES[extname(path)] ?? "text/plain").end(readFileSync(path));
  });
  await new Promise<void>((resume) => server.listen(0, "127.0.0.1", resume));
  origin = `http://${HOST}:${(server.address() as AddressInfo).port}`;
  browser = await chromium.launch({
    executablePath: program,
    args: ["--no-sandbox", `--host-resolver-rules=MAP ${HOST} 127.0.0.1`],
  });
});

afterAll(async () => {
  await browser?.close();
  server?.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** The package as npm installs it (not a link: bundlers look at the real path), and an application that imports it. */
function install(): void {
  const into = join(folder, "node_modules/doppelgrad");
  mkdirSync(into, { recursive: true });
  cpSync("dist", join(into, "dist"), { recursive: true });
  cpSync("package.json", join(into, "package.json"));
  write("package.json", "{}");
  write("src/index.js", APP);
  write("src/required.cjs", 'globalThis.sdk = require("doppelgrad");');
}

function write(path: string, text: string): void {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** Opens a page that has the SDK. */
async function open(context: TestContext, address: string, prepare = () => undefined as void): Promise<Page> {
  if (!browser) notRun(context, "chromium: the SDK in pages");
  const opened = await browser.newPage();
  messages.length = 0;
  opened.on("console", (message) => void messages.push(message.text()));
  opened.on("pageerror", (error) => void messages.push(String(error)));
  await opened.addInitScript(prepare);
  await opened.goto(address.startsWith("http") ? address : origin + address);
  await expect.poll(() => opened.evaluate(() => "sdk" in globalThis)).toBe(true);
  return opened;
}

/** Runs the studies in a page, at first with two workers of its own. */
async function train(opened: Page, execution: Sdk.ExecutionOptions = { workers: 2 }) {
  return opened.evaluate(
    async ([inputs, { backend, ...options }]) => {
      const pool = await sdk.openPool(options);
      const found: string[] = [];
      for (const { study } of inputs) found.push((await sdk.run(study, { pool, backend })).fingerprint);
      const { workers } = pool;
      await pool.close();
      return { found, workers, secure: isSecureContext, isolated: crossOriginIsolated };
    },
    [some, execution] as const,
  );
}

async function esbuilt(into: string, entry: string): Promise<string> {
  const { warnings } = await esbuild({
    absWorkingDir: folder,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    outfile: `${into}/main.js`,
    logLevel: "silent",
  });
  expect(warnings).toEqual([]);
  write(`${into}/index.html`, page("main.js", " defer"));
  return `/${into}/index.html`;
}

const bundlers: Record<string, () => Promise<string>> = {
  async Vite() {
    write("vite/index.html", page("/index.js"));
    write("vite/index.js", APP);
    await vite({ root: join(folder, "vite"), base: "/vite/dist/", configFile: false, logLevel: "silent" });
    return "/vite/dist/index.html";
  },
  async webpack() {
    const compiler = webpack({ context: folder, mode: "production", output: { path: join(folder, "webpack") } })!;
    const stats = await promisify(compiler.run.bind(compiler))();
    expect(stats!.toJson({ errors: true }).errors).toEqual([]);
    write("webpack/index.html", page("main.js", " defer"));
    return "/webpack/index.html";
  },
  esbuild: () => esbuilt("esbuild", "src/index.js"),
  "esbuild, by require": () => esbuilt("esbuild-require", "src/required.cjs"),
  "a script tag": async () => "/tag/index.html",
};

describe.each(Object.keys(bundlers))("from %s", (bundler) => {
  let address: string;
  beforeAll(async () => {
    if (browser) address = await bundlers[bundler]!();
  });

  test("trains in workers, and the console stays empty", async (context) => {
    const opened = await open(context, address);
    expect(await train(opened)).toEqual({ found: wanted, workers: 2, secure: false, isolated: false });
    expect(messages).toEqual([]);
    await opened.close();
  });

  test("trains under a strict policy: in workers of the file, or in the page where a bundle has none", async (context) => {
    const opened = await open(context, `${address}?strict`);
    const { found, workers } = await train(opened);
    expect(found).toEqual(wanted);
    expect(workers).toBe(bundler.startsWith("esbuild") ? 0 : 2);
    await opened.close();
  });
});

test("from Vite's development server", async (context) => {
  if (!browser) notRun(context, "chromium: the SDK from Vite's development server");
  write("dev/index.html", page("/index.js"));
  write("dev/index.js", APP);
  const development = await viteServer({
    root: join(folder, "dev"),
    configFile: false,
    logLevel: "silent",
    server: { host: "127.0.0.1", allowedHosts: [HOST], hmr: false, ws: false },
  });
  await development.listen(0);
  const { port } = development.httpServer!.address() as AddressInfo;
  const opened = await open(context, `http://${HOST}:${port}/index.html`);
  expect(await train(opened)).toMatchObject({ found: wanted, workers: 2 });
  await opened.close();
  await development.close();
});

test("a sweep and an attribution, of entries of their own, are those of Node", async (context) => {
  if (!browser) notRun(context, "chromium: sweeps and attributions in pages");
  write(
    "src/entries.js",
    'import { sweep } from "doppelgrad/sweep"; import { attribute } from "doppelgrad/attribute"; globalThis.sdk = { sweep, attribute };',
  );
  const opened = await open(context, await esbuilt("esbuild-entries", "src/entries.js"));
  const small = { data: { name: "vee", train: 60, test: 40 }, hidden: [4], replicas: 8 } satisfies Sdk.StudyInput;
  const over = { activation: ["relu", "smelu"], shuffleWindow: "1..60*8" };
  const here: unknown[] = [];
  for await (const { result } of sweep(small, over, { workers: 0 })) here.push(result!.fingerprint);
  const share = await attribute(small, { budget: 16, workers: 0 });
  const there = await opened.evaluate(
    async ([study, axes]) => {
      const entries = sdk as unknown as { sweep: typeof sweep; attribute: typeof attribute };
      const fingerprints: unknown[] = [];
      for await (const { result } of entries.sweep(study, axes, { workers: 2 })) fingerprints.push(result!.fingerprint);
      return { fingerprints, share: await entries.attribute(study, { budget: 16, workers: 2 }) };
    },
    [small, over] as const,
  );
  expect(there.fingerprints).toEqual(here);
  expect(here.length).toBeGreaterThan(3);
  expect(there.share.components).toEqual(JSON.parse(JSON.stringify(share.components)));
  expect(messages).toEqual([]);
  await opened.close();
});

test("in a worker of the page, with workers of its own and without", async (context) => {
  const opened = await open(context, "/tag/index.html");
  for (const workers of [2, 0]) {
    const answers = await opened.evaluate(
      async ([inputs, options]) => {
        const worker = new Worker("in-worker.js", { type: "module" });
        const found: unknown[] = [];
        for (const { study } of inputs) {
          worker.postMessage({ study, options });
          found.push(
            await new Promise((resolve, reject) => {
              worker.onmessage = ({ data }) => resolve([data.fingerprint, data.host.workers]);
              worker.onerror = ({ message }) => reject(new Error(message));
            }),
          );
        }
        return found;
      },
      [some, { workers }] as const,
    );
    expect(answers).toEqual(wanted.map((fingerprint) => [fingerprint, workers]));
  }
  expect(messages).toEqual([]);
  await opened.close();
});

test("hundreds of runs one after the other, more than a page has addresses for at once", async (context) => {
  const page = await open(context, "/tag/index.html");
  const different = await page.evaluate(
    async (study) => {
      const found = new Set<string>();
      for (let k = 0; k < 400; k++)
        found.add((await sdk.run(study, { workers: 0, backend: k % 2 ? "simd" : "scalar" })).fingerprint);
      return found.size;
    },
    { data: { train: 8, test: 4 }, hidden: [2], epochs: 1, replicas: 2 } as Sdk.StudyInput,
  );
  expect(different).toBe(1);
});

test("options.worker: a URL, or a function", async (context) => {
  const opened = await open(context, "/tag/index.html?strict");
  const script = "/node_modules/doppelgrad/dist/browser/doppelgrad-worker.js";
  const found = await opened.evaluate(
    async ([study, address]) => {
      const ways = [address, new URL(address, location.href), () => new Worker(address)];
      return Promise.all(
        ways.map(async (worker) => {
          const { fingerprint, host } = await sdk.run(study, { workers: 2, worker });
          return [fingerprint, host.workers];
        }),
      );
    },
    [some[0]!.study, script] as const,
  );
  expect(found).toEqual(Array(3).fill([wanted[0], 2]));
  expect(messages).toEqual([]);
  await opened.close();
});

test("progress and abort", async (context) => {
  const opened = await open(context, "/tag/index.html");
  const [reason, heard, after] = await opened.evaluate(async () => {
    const stop = new AbortController();
    let heard = 0;
    const running = sdk.run(
      { epochs: 10_000, replicas: 64 },
      {
        workers: 2,
        signal: stop.signal,
        onProgress: () => void (++heard === 3 && stop.abort(new Error("enough"))),
      },
    );
    const reason = await running.then(
      () => "none",
      (error: Error) => error.message,
    );
    const then = heard;
    await new Promise((resume) => setTimeout(resume, 200));
    return [reason, then, heard] as const;
  });
  expect([reason, heard, after]).toEqual(["enough", 3, 3]);
  await opened.close();
});

/** Studies that train for about a second. */
const longer: Record<string, Sdk.StudyInput> = {
  simd: { hidden: [16, 16], activation: "gelu", epochs: 10, replicas: 16 },
  scalar: { hidden: [16, 16], activation: "gelu", epochs: 10, replicas: 6 },
  reference: { data: { train: 200, test: 50 }, hidden: [16], epochs: 2, replicas: 2 },
};

test.for(["simd", "scalar", "reference"] as const)(
  "without Worker, %s trains in the page, in slices",
  async (backend, context) => {
    const opened = await open(context, "/tag/index.html", () => void Reflect.deleteProperty(globalThis, "Worker"));
    expect((await train(opened, { backend, workers: 2 })).found).toEqual(wanted);
    const taken = await opened.evaluate(
      async ([study, chosen]) => {
        const { port1, port2 } = new MessageChannel();
        const turns: number[] = [];
        let last = performance.now();
        port1.onmessage = () => {
          turns.push(performance.now() - last);
          last = performance.now();
          port2.postMessage(null);
        };
        port2.postMessage(null);
        let training: number[] | undefined;
        await sdk.run(study, {
          workers: 0,
          backend: chosen,
          onProgress({ done, total }) {
            // What comes before the first turn is the making of the data.
            if (!training) turns.length = 0;
            training ??= turns;
            if (done === total) training = turns.slice();
          },
        });
        port1.close();
        return training!.filter((turn) => turn > 1).sort((a, b) => a - b);
      },
      [longer[backend], backend] as const,
    );
    const [median, most] = [taken[taken.length >> 1]!, taken.at(-1)!];
    console.log(
      `${backend}: ${taken.length} turns in the page, median ${median.toFixed(1)} ms, longest ${most.toFixed(1)} ms`,
    );
    expect(taken.length).toBeGreaterThan(1);
    await opened.close();
  },
);

test("the core is not beyond its limit, and every file has its line", () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["scripts/sizes.mjs"], { encoding: "utf8" });
  expect(status, stdout + stderr).toBe(0);
});
