/**
 * Ctrl-C, SIGTERM and SIGHUP at any moment: the right exit code, nothing half-written, the folder as before. Nothing is
 * said of how long it takes.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { doppelgrad, type Finished, STORED, scratchFolder } from "./command-line.js";

const CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
type Signal = keyof typeof CODES;
const SIGNALS = Object.keys(CODES) as Signal[];

const folder = scratchFolder();

/** Sends a signal so many milliseconds after the start. */
function ended(args: readonly string[], signal: Signal, after: number): Promise<Finished> {
  return doppelgrad(args, folder, { onStart: (child) => void setTimeout(() => child.kill(signal), after) });
}

beforeAll(() => {
  mkdirSync(join(folder, "old"));
  writeFileSync(join(folder, "old/result.json"), "{}");
  const wide = Array.from({ length: 40_000 }, (_, n) => `c${n}`);
  writeFileSync(
    join(folder, "wide.csv"),
    `${wide.join(",")}\n${[0, 1]
      .map((row) => `${wide.map((_, n) => (n + row) % 7).join(",")}\n`)
      .join("")
      .repeat(15)}`,
  );
  writeFileSync(join(folder, "long.csv"), `a,b,y\n${"0.25,0.75,x\n0.5,0.125,y\n".repeat(150_000)}`);
});

/** Before Node has read the program, and after the program has ended, a signal ends the process by itself. */
const wasEarly = ({ code, stdout, stderr }: Finished): boolean => code === null && stdout === "" && stderr === "";
const wasLate = ({ code, stdout, stderr }: Finished): boolean => code === null && stdout !== "" && stderr === "";

function expectAsBefore(out: string): void {
  if (out === "old") {
    const names = readdirSync(join(folder, out));
    expect(names.filter((name) => name.endsWith(".part"))).toEqual([]);
    expect(JSON.parse(readFileSync(join(folder, "old/result.json"), "utf8"))).toBeInstanceOf(Object);
  } else expect(existsSync(join(folder, out))).toBe(false);
}

const long: [name: string, args: string[]][] = [
  [
    "reading a wide file",
    ["run", "--set", "data.name=csv", "--set", "data.path=wide.csv", "--set", "hidden=[]", "--set", "epochs=100000"],
  ],
  ["reading a long file", ["run", "--set", "data.name=csv", "--set", "data.path=long.csv", "--set", "epochs=100000"]],
  ["drawing data", ["run", "vee", "--set", "data.train=1000000", "--set", "data.dimension=200"]],
  [
    "drawing a network's data",
    ["run", "teacher", "--set", "data.train=1000000", "--set", "data.hidden=1000,1000,1000"],
  ],
  ["training", ["run", "vee", "--set", "epochs=100000"]],
  ["training in this thread", ["run", "vee", "--set", "epochs=100000", "--workers", "0"]],
  ["measuring", ["run", "vee", "--set", "data.train=2", "--set", "data.test=50000", "--set", "replicas=1024"]],
  ["claims", ["claims"]],
];

test.each(long)("%s", async (name, args) => {
  const [signal, out] = [SIGNALS[args.length % 3]!, args.length % 2 ? "made/there" : "old"];
  const so = await ended([...args, "--out", out], signal, 800);
  if (!wasEarly(so))
    expect({ ...so, stderr: so.stderr.split("\n").at(-2) }).toEqual({
      code: CODES[signal],
      stdout: "",
      // Of a study of several parts those are kept that were trained.
      stderr: expect.stringMatching(
        name === "measuring"
          ? /^interrupted; (nothing was written|\d of 7 parts of old are kept, and the same command continues from there)\.$/
          : /^interrupted; nothing was written\.$/,
      ),
    });
  expectAsBefore(out);
});

test("at any moment of a short run: its files are whole, or not there", async () => {
  for (let round = 0; round < 10; round++) {
    const out = `short${round}`;
    const signal = SIGNALS[round % 3]!;
    const so = await ended(["run", "vee", "--set", "replicas=8", "--json", "--out", out], signal, 200 + 80 * round);
    const names = existsSync(join(folder, out)) ? readdirSync(join(folder, out)).sort() : [];
    if (wasEarly(so)) expect(names).toEqual([]);
    else if (so.code === 0 || wasLate(so)) {
      expect(names).toEqual(STORED);
      expect(JSON.parse(so.stdout)).toBeInstanceOf(Object);
    } else {
      expect(so.code).toBe(CODES[signal]);
      const files = names.includes("result.json") ? `${out}/result.json and ${out}/report.html had been written; ` : "";
      const parts = `1 of 1 parts of ${out} are kept, and the same command continues from there`;
      expect(["interrupted; nothing was written.\n", `interrupted; ${files}${parts}.\n`]).toContain(so.stderr);
    }
    expect(names.includes("result.json")).toBe(names.includes("report.html"));
    if (!names.includes("result.json")) continue;
    expect(
      (JSON.parse(readFileSync(join(folder, out, "result.json"), "utf8")) as { fingerprint: string }).fingerprint,
    ).toMatch(/^[0-9a-f]{64}$/);
    expect(readFileSync(join(folder, out, "report.html"), "utf8").trimEnd()).toMatch(/<\/html>$/);
  }
});

test("states of a part that is not there are kept, and said", async () => {
  const long = ["--set", "data.train=1000", "--set", "epochs=60000", "--replicas", "4", "--workers", "1"];
  const { code, stderr } = await doppelgrad(
    ["run", "vee", ...long, "--checkpoint-every", "0.1", "--out", "begun", "--quiet"],
    folder,
    {
      onStart(child) {
        const place = join(folder, "begun/checkpoints");
        const look = setInterval(() => {
          if (!existsSync(place) || !readdirSync(place).some((name) => !name.startsWith("."))) return;
          clearInterval(look);
          child.kill("SIGINT");
        }, 20);
        child.once("close", () => clearInterval(look));
      },
    },
  );
  const kept = "0 of 1 parts of begun and checkpoints of 4 replicas";
  expect({ code, stderr }).toEqual({
    code: 130,
    stderr: `interrupted; ${kept} are kept, and the same command continues from there.\n`,
  });
});

test("kill -9 leaves parts at most, and the next run in the folder takes them away", async () => {
  for (let round = 0; round < 4; round++) {
    await doppelgrad(["run", "vee", "--set", "replicas=8", "--out", "killed"], folder, {
      onStart: (child) => void setTimeout(() => child.kill("SIGKILL"), 300 + 100 * round),
    });
  }
  mkdirSync(join(folder, "killed"), { recursive: true });
  const dead = spawnSync(
    process.execPath,
    ["-p", "`${process.pid}@${require('os').hostname().replace(/[^\\w-]/g, '-')}`"],
    { encoding: "utf8" },
  ).stdout.trim();
  writeFileSync(join(folder, "killed", `.result.json.${dead}.part`), "{");
  const { code } = await doppelgrad(["run", "vee", "--set", "replicas=8", "--out", "killed"], folder);
  expect(code).toBe(0);
  expect(readdirSync(join(folder, "killed")).sort()).toEqual(STORED);
});

test("the second signal ends it at once, and leaves nothing, wherever it is", async () => {
  for (const after of [300, 400, 500, 600, 700, 900]) {
    const { code } = await doppelgrad(["run", "vee", "--set", "epochs=100000", "--out", "twice/there"], folder, {
      onStart: (child) => void [0, 1, 2, 3].forEach((n) => setTimeout(() => child.kill("SIGINT"), after + n)),
    });
    expect([130, null]).toContain(code);
    expect(existsSync(join(folder, "twice")), `after ${after} ms`).toBe(false);
  }
});

test("two runs into one folder: the files are those of one of them", async () => {
  const run = (workers: number) =>
    doppelgrad(["run", "vee", "--replicas", "4", "--workers", String(workers), "--json", "--out", "both"], folder);
  const [a, b] = await Promise.all([run(1), run(2)]);
  expect([a.code, b.code]).toEqual([0, 0]);
  expect(readdirSync(join(folder, "both")).sort()).toEqual(STORED);
  expect([a.stdout, b.stdout]).toContain(readFileSync(join(folder, "both/result.json"), "utf8"));
});
