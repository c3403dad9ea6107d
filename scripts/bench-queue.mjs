/**
 * How fast a queue deals parts: `npm run bench:queue`. Parts of about two seconds, and parts with hardly any training,
 * by 1, 2, 4 and 8 workers of one thread at a Redis of its own; the same study by the pool of one process beside it.
 * A time is from the start of the workers to the end of the last, so each has the start of Node and of its threads in
 * it, and the measuring of the study. How many epochs take two seconds is measured first.
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const CLI = fileURLToPath(new URL("../dist/cli.js", import.meta.url));
const WORKERS = (process.argv[2] ?? "1,2,4,8").split(",").map(Number);
const scratch = mkdtempSync(join(tmpdir(), "doppelgrad-bench-"));

/** Parts of four replicas: what each takes is in its epochs. */
const TWO_SECONDS = ["--set", "data.train=2000", "--epochs"];
const studies = {
  "2 s a part": { parts: 16, words: [] },
  "no training": { parts: 400, words: ["--set", "data.train=16", "--epochs", "1"] },
};
const wordsOf = ({ parts, words }) => [
  ...["vee", "--replicas", String(4 * parts), "--part-size", "4", "--set", "data.test=50"],
  ...words,
];

function ended(args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [CLI, ...args, "--quiet"], {
      cwd: scratch,
      stdio: ["ignore", "ignore", "inherit"],
    });
    child.on("close", resolve);
  });
}

/** Seconds of some commands side by side. */
async function timed(commands) {
  const started = performance.now();
  const codes = await Promise.all(commands.map(ended));
  if (codes.some((code) => code !== 0)) throw new Error(`exit codes ${codes.join(", ")}`);
  return (performance.now() - started) / 1000;
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

const port = await freePort();
const options = ["--bind", "127.0.0.1", "--port", port, "--dir", scratch, "--appendonly", "yes", "--save", ""];
const redis = spawn("redis-server", options.map(String), { stdio: "ignore" });
const address = `redis://127.0.0.1:${port}`;
const rows = [];
try {
  while (spawnSync("redis-cli", ["-p", String(port), "ping"]).status !== 0);
  const oneOf = async (epochs) => {
    const words = wordsOf({ parts: 1, words: [...TWO_SECONDS, String(epochs)] });
    return timed([["run", ...words, "--out", `one of ${epochs}`, "--workers", "1"]]);
  };
  const [few, many] = [await oneOf(100), await oneOf(1100)];
  studies["2 s a part"].words = [...TWO_SECONDS, String(Math.round((2 * 1000) / (many - few)))];
  for (const [name, study] of Object.entries(studies)) {
    const words = wordsOf(study);
    const row = (how, seconds) => {
      rows.push({
        study: name,
        how,
        seconds: seconds.toFixed(1),
        "parts a second": (study.parts / seconds).toFixed(2),
      });
      console.log(JSON.stringify(rows.at(-1)));
    };
    const threads = [...new Set([1, availableParallelism()])];
    for (const count of threads)
      row(
        `pool, ${count}`,
        await timed([["run", ...words, "--out", `${name} pool ${count}`, "--workers", String(count)]]),
      );
    const manifest = readFileSync(join(scratch, `${name} pool 1`, "manifest.json"), "utf8");
    for (const count of WORKERS) {
      const out = `${name} ${count}`;
      if ((await ended(["submit", ...words, "--out", out, "--to", address])) !== 0) throw new Error("not submitted");
      const worker = ["worker", "--from", address, "--workers", "1", "--until-done"];
      row(`workers, ${count}`, await timed(Array.from({ length: count }, () => worker)));
      if (readFileSync(join(scratch, out, "manifest.json"), "utf8") !== manifest)
        throw new Error(`${out}: other bytes`);
    }
  }
} finally {
  redis.kill();
  rmSync(scratch, { recursive: true, force: true });
}
console.table(rows);
