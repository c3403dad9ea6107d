/**
 * The command itself, killed at any instant, alone or beside others in one folder, and run again until it ends: not one
 * byte differs. 15 kills; KILLS of them, in lots of other instants, for `npm run prove:kills`, which also kills it at each
 * of its operations on the folder.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runInto } from "../../src/store/run-into.js";
import { storeStatus } from "../../src/store/status.js";
import { STORED, withoutProgress } from "../cli/command-line.js";
import { integersOf } from "../fuzz/seeded.js";
import { bytesOf } from "./folder-bytes.js";

const { KILLS_LOT = "0", KILLS_TABLE } = process.env;
const KILLS = Number(process.env.KILLS ?? 15);
const isLong = KILLS > 15;
const CLI = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));
const FAULTS = fileURLToPath(new URL("file-faults.mjs", import.meta.url));

const above = mkdtempSync(join(tmpdir(), "doppelgrad-kills-"));
afterAll(() => rmSync(above, { recursive: true, force: true }));

const study = (train: number, epochs: number, replicas: number, workers: number, out: string): string[] => [
  ...["run", "vee", "--set", `data.train=${train}`, "--set", "data.test=50", "--set", `epochs=${epochs}`],
  ...["--replicas", String(replicas), "--part-size", "4", "--workers", String(workers), "--out", out],
];
/** Six parts, each some tenths of a second. */
const LONG = (out: string) => study(1000, 120, 24, 2, out);
/** Three parts, and hardly any training. */
const SHORT = (out: string) => study(40, 1, 9, 0, out);

/** A process in a group of its own, with all that it starts. */
class Run {
  readonly child: ChildProcess;
  readonly ended: Promise<void>;
  said = "";
  isOver = false;
  constructor(args: readonly string[], faults?: object) {
    this.child = spawn(process.execPath, [...(faults ? ["--import", FAULTS] : []), CLI, ...args], {
      cwd: above,
      detached: true,
      stdio: ["ignore", "ignore", "pipe"],
      env: { ...process.env, FILE_FAULTS: faults ? JSON.stringify(faults) : "" },
    });
    this.child.stderr!.on("data", (data: Buffer) => {
      this.said += withoutProgress(String(data));
    });
    this.ended = new Promise((resolve) => {
      this.child.on("close", () => {
        this.isOver = true;
        resolve();
      });
    });
  }
  signal(name: NodeJS.Signals): void {
    if (!this.isOver) process.kill(-this.child.pid!, name);
  }
  /** Its end, where nobody has killed it: exit code 0, and nothing to say. */
  expectWell(): void {
    expect({ code: this.child.exitCode, said: this.said }).toEqual({ code: 0, said: "" });
  }
}

/** All bytes of a folder but those of the page, which says how long it took. */
function numbersIn(folder: string): Record<string, string> {
  const { "report.html": page, ...rest } = bytesOf(folder);
  expect(
    Buffer.from(page ?? "", "base64")
      .toString()
      .trimEnd(),
  ).toMatch(/<\/html>$/);
  return rest;
}

/** Where a folder is on its way. */
function phaseOf(folder: string, parts: number): string {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const inside = names.includes("parts") ? readdirSync(join(folder, "parts")) : [];
  if (names.includes("report.html")) return "done";
  if (names.includes("manifest.json")) return "writing the result";
  const half = [...names, ...inside].some((name) => name.endsWith(".part"));
  const there = inside.filter((name) => !name.endsWith(".part")).length;
  if (there === parts) return "measuring";
  if (half) return "writing";
  return there > 0 ? "training, some parts there" : names.length > 0 ? "begun" : "starting";
}

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const uninterrupted: Record<string, { numbers: Record<string, string>; milliseconds: number }> = {};

async function whole(name: string, command: typeof LONG): Promise<void> {
  const started = performance.now();
  const run = new Run(command(name));
  await run.ended;
  run.expectWell();
  expect(readdirSync(join(above, name)).sort()).toEqual(STORED);
  uninterrupted[name] = { numbers: numbersIn(join(above, name)), milliseconds: performance.now() - started };
}

beforeAll(async () => {
  await whole("long", LONG);
  await whole("short", SHORT);
});

const killed: Record<string, number> = {};
let [folders, different, stopped] = [0, 0, 0];

/** The command again, and the same bytes. */
async function expectSame(name: string, command: typeof LONG, out: string): Promise<void> {
  const last = new Run(command(out));
  await last.ended;
  last.expectWell();
  expectBytes(name, out);
}

/** Those of the command that nobody killed. */
function expectBytes(name: string, out: string): void {
  const numbers = numbersIn(join(above, out));
  const wanted = uninterrupted[name]!.numbers;
  for (const path of new Set([...Object.keys(numbers), ...Object.keys(wanted)]))
    different += differing(numbers[path], wanted[path]);
  expect(numbers).toEqual(wanted);
  rmSync(join(above, out), { recursive: true });
  folders++;
}

function differing(one = "", other = ""): number {
  const [a, b] = [Buffer.from(one, "base64"), Buffer.from(other, "base64")];
  return Math.abs(a.length - b.length) + [...a.subarray(0, b.length)].filter((byte, n) => byte !== b[n]).length;
}

/**
 * Kills processes that write into one folder, as many at a time as `together`, and starts others, until all have ended
 * by themselves.
 */
async function round(number: number, together: number, most: number): Promise<number> {
  const below = integersOf(9000 + 100 * Number(KILLS_LOT) + number);
  const out = "killed";
  const { milliseconds } = uninterrupted.long!;
  let kills = 0;
  let late = 0;
  const live = async (): Promise<void> => {
    for (;;) {
      const run = new Run(LONG(out));
      // Of a folder that has its parts there is little left to lose.
      if (kills >= most || late >= 2) {
        await run.ended;
        return run.expectWell();
      }
      kills++;
      const instant = below(Math.ceil(milliseconds * together * (number % 2 === 0 ? 0.8 : 0.4)));
      const pause = together > 1 && below(3) === 0;
      await Promise.race([run.ended, sleep(instant)]);
      if (pause) {
        run.signal("SIGSTOP");
        await sleep(below(300));
        run.signal("SIGCONT");
        stopped++;
        await Promise.race([run.ended, sleep(below(300))]);
      }
      if (run.isOver) {
        kills--;
        return run.expectWell();
      }
      run.signal("SIGKILL");
      await run.ended;
      const phase = phaseOf(join(above, out), 6);
      killed[phase] = (killed[phase] ?? 0) + 1;
      if (phase === "writing the result" || phase === "done") late++;
    }
  };
  await Promise.all(Array.from({ length: together }, live));
  // Each has run until one ended by itself.
  expectBytes("long", out);
  return kills;
}

test(
  "killed at any instant, alone and beside others",
  async () => {
    let kills = 0;
    for (let number = 0; kills < KILLS; number++) {
      const together = 1 + (number % 3);
      kills += await round(number, together, Math.min(KILLS - kills, 9));
    }
    const table = { ...killed, "all kills": kills, pauses: stopped, folders, "bytes of difference": different };
    console.log(table);
    if (KILLS_TABLE) writeFileSync(KILLS_TABLE, JSON.stringify(table));
    expect(Object.values(killed).reduce((sum, count) => sum + count, 0)).toBe(kills);
    expect(different).toBe(0);
  },
  isLong ? 7_200_000 : 480_000,
);

/** One part of one group, about as long as all of `LONG`, with a checkpoint every hundredth of a second. */
const ONE = (out: string): string[] => [...study(1000, 900, 4, 1, out), "--checkpoint-every", "0.01"];

test("one long training, killed again and again between its checkpoints: it goes on each time, to the same bytes", async () => {
  await whole("one", ONE);
  const out = "one-killed";
  const latest = () => {
    const folder = join(above, out, "checkpoints");
    const names = existsSync(folder) ? readdirSync(folder).filter((name) => !name.startsWith(".")) : [];
    return Math.max(0, ...names.map((name) => Number(name.split("@")[1])));
  };
  const steps = [0];
  const below = integersOf(77);
  for (let kill = 0; kill < 6; kill++) {
    const run = new Run(ONE(out));
    // So that it has trained further than whoever was killed before it.
    while (latest() <= steps.at(-1)! && !run.isOver) await sleep(1);
    // Six of these are a small share of the whole, on any machine.
    await sleep(below(60));
    run.signal("SIGKILL");
    await run.ended;
    expect(run.said).toBe("");
    expect(run.child.signalCode).toBe("SIGKILL");
    steps.push(latest());
  }
  expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
  const folder = join(above, out);
  const told: number[] = [];
  const copy = join(above, "one-copy");
  cpSync(folder, copy, { recursive: true });
  const { checkpoints } = await storeStatus(folder);
  expect(checkpoints).toEqual([{ first: 0, last: 3, step: steps.at(-1), steps: 900 * 1000 }]);
  // The last one trains what is left, and no more.
  await runInto(copy, undefined, { workers: 1, onProgress: ({ done }) => told.push(done) });
  expect(told[0]).toBeGreaterThanOrEqual(4 * steps.at(-1)!);
  expect(told.at(-1)).toBe(4 * 900 * 1000);
  console.log(`killed at steps ${steps.slice(1).join(", ")} of ${900 * 1000}`);
  await expectSame("one", ONE, out);
});

test("a clock that is set back by eleven years between a kill and the next run", async () => {
  const under = join(above, "clock");
  const year = 31_557_600_000;
  const run = new Run(SHORT("clock"), { under, at: 80, fault: "kill", clock: year });
  await run.ended;
  expect(run.child.signalCode).toBe("SIGKILL");
  const earlier = new Run(SHORT("clock"), { under, clock: -10 * year });
  await earlier.ended;
  earlier.expectWell();
  await expectSame("short", SHORT, "clock");
});

test(
  "killed at its operations on the folder, and amid what it writes",
  async () => {
    const log = join(above, "operations.txt");
    const counted = new Run(SHORT("counted"), { under: join(above, "counted"), log });
    await counted.ended;
    counted.expectWell();
    const operations = readFileSync(log, "utf8").trim().split("\n");
    expect(operations.length).toBeGreaterThan(100);
    // Those in the store are also in crash.test.ts, without a process for each: here the files of the command.
    const isOwn = (n: number) => n < 8 || n > operations.length - 20;
    let kills = 0;
    for (let at = 1; at <= operations.length; at++) {
      if (!isLong && !(isOwn(at) && at % 7 === 0)) continue;
      const faults = operations[at - 1]!.startsWith("writeFile") ? ["kill", "half"] : ["kill"];
      for (const fault of faults) {
        const run = new Run(SHORT("s"), { under: join(above, "s"), at, fault });
        await run.ended;
        expect(run.child.signalCode, operations[at - 1]).toBe("SIGKILL");
        await expectSame("short", SHORT, "s");
        kills++;
      }
    }
    console.log(`${operations.length} operations, ${kills} kills, ${different} bytes of difference`);
  },
  isLong ? 3_600_000 : 480_000,
);
