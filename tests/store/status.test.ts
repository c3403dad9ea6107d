import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { HOST_NAME } from "../../src/store/durable.js";
import { runInto, trainInto } from "../../src/store/run-into.js";
import { storeStatus } from "../../src/store/status.js";
import type { StudyInput } from "../../src/study/study.js";
import { refusal } from "../refusal.js";

const above = mkdtempSync(join(tmpdir(), "doppelgrad-status-"));
afterAll(() => rmSync(above, { recursive: true, force: true }));
let folders = 0;
const newFolder = () => join(above, String(folders++));

const STUDY: StudyInput = { data: { name: "vee", train: 64, test: 40 }, hidden: [3], batchSize: 4, replicas: 10 };
const PARTS = { workers: 0, partSize: 2 };
const LONG: StudyInput = { ...STUDY, epochs: 500_000 };

/** A folder of five parts, of which 2-3 and 6-7 are missing. */
async function threeOfFive(): Promise<string> {
  const folder = newFolder();
  await trainInto(folder, STUDY, { ...PARTS, shard: { index: 1, of: 2 } });
  return folder;
}

/** Sets the times at which the parts of a folder were finished, in seconds ago. */
function finish(folder: string, ago: readonly number[]): void {
  const now = Date.now() / 1000;
  readdirSync(join(folder, "parts")).forEach((name, n) =>
    utimesSync(join(folder, "parts", name), now - ago[n]!, now - ago[n]!),
  );
}

test("what is there, what is missing, what is damaged; and when all is there", async () => {
  const folder = await threeOfFive();
  expect(await storeStatus(folder)).toMatchObject({
    study: { replicas: 10, hidden: [3] },
    finished: false,
    fingerprint: null,
    replicas: 6,
    parts: { total: 5, done: 3, running: [], missing: ["2-3", "6-7"], damaged: [] },
    diverged: null,
    running: [],
    secondsLeft: null,
  });
  writeFileSync(join(folder, "parts/4-5/part.json"), "{");
  const { parts, replicas } = await storeStatus(folder);
  expect(replicas).toBe(4);
  expect(parts).toMatchObject({ done: 2, missing: ["2-3", "6-7"] });
  expect(parts.damaged).toEqual([
    { part: "4-5", message: expect.stringMatching(/4-5\/part\.json is cut or damaged$/) },
  ]);
  const { fingerprint } = await runInto(folder, undefined, { workers: 0 });
  expect(await storeStatus(folder)).toMatchObject({ finished: true, fingerprint, parts: { done: 5, missing: [] } });
  rmSync(join(folder, "parts/4-5"), { recursive: true });
  expect(await storeStatus(folder)).toMatchObject({ finished: false, parts: { done: 4, missing: ["4-5"] } });
});

test("a replica that diverged", async () => {
  const folder = newFolder();
  const study: StudyInput = { ...STUDY, optimizer: { name: "sgd", learningRate: 1e12 }, activation: "identity" };
  await trainInto(folder, study, { ...PARTS, shard: { index: 2, of: 5 } });
  expect((await storeStatus(folder)).diverged).toEqual({ replica: 2, step: expect.any(Number) });
});

describe("who trains", () => {
  test("says so at once where others share the folder, and no more when it is interrupted", async () => {
    const folder = newFolder();
    const stop = new AbortController();
    const work = trainInto(folder, LONG, { ...PARTS, shard: { index: 1, of: 2 }, signal: stop.signal });
    const stopped = expect(work).rejects.toThrow("enough");
    let status: Awaited<ReturnType<typeof storeStatus>> | undefined;
    while (!status?.running.length) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      status = await storeStatus(folder).catch(() => undefined);
    }
    stop.abort(new Error("enough"));
    await stopped;
    const [only, ...others] = status.running;
    expect(others).toEqual([]);
    expect(only).toMatchObject({ host: HOST_NAME, pid: process.pid, silent: 0, ended: false });
    expect(only!.total).toBe(6 * 500_000 * 16);
    expect(Date.parse(only!.started)).toBeLessThanOrEqual(Date.now());
    expect(only!.parts.length).toBeGreaterThan(0);
    expect(status.parts.running).toEqual(
      only!.parts.filter((name) => !readdirSync(join(folder, "parts")).includes(name)),
    );
    expect(existsSync(join(folder, "running"))).toBe(false);
  });

  test("says nothing before there is a part, and nothing is left", async () => {
    const folder = newFolder();
    const stop = new AbortController();
    const work = runInto(folder, LONG, {
      ...PARTS,
      signal: stop.signal,
      onProgress: () => stop.abort(new Error("at once")),
    });
    await expect(work).rejects.toThrow("at once");
    expect(existsSync(folder)).toBe(false);
  });

  test("whoever is silent or has ended is told apart, whatever the clocks and the files say", async () => {
    const folder = await threeOfFive();
    const running = join(folder, "running");
    mkdirSync(running);
    const { pid } = spawnSync("true");
    const said = (name: string, text: string, ago: number) => {
      writeFileSync(join(running, name), text);
      const at = Date.now() / 1000 - ago;
      utimesSync(join(running, name), at, at);
    };
    const doing = (parts: string[]) =>
      JSON.stringify({ started: new Date(Date.now() - 1e5).toISOString(), parts, done: 1, total: 4 });
    said("a-7.json", doing(["2-3"]), 95);
    said("b-8.json", doing(["6-7"]), -1e6);
    said("c-9.json", "{", 0);
    said("d-10.1.json", JSON.stringify({ started: 4, parts: [4, "x"], done: -1, total: "many" }), 0);
    said(`${HOST_NAME}-${pid}.json`, doing(["2-3"]), 0);
    said("notes.txt", "", 0);
    const { parts, running: found, secondsLeft } = await storeStatus(folder);
    const nothing = { started: "", parts: [], done: 0, total: 0, silent: 0, ended: false };
    expect(found.filter(({ host }) => host.length === 1)).toEqual([
      { host: "a", pid: 7, started: expect.any(String), parts: ["2-3"], done: 1, total: 4, silent: 95, ended: false },
      { host: "b", pid: 8, started: expect.any(String), parts: ["6-7"], done: 1, total: 4, silent: 0, ended: false },
      { ...nothing, host: "c", pid: 9 },
      { ...nothing, host: "d", pid: 10, parts: ["x"] },
    ]);
    expect(found.find(({ host }) => host === HOST_NAME)).toMatchObject({ pid, ended: true });
    expect(parts).toMatchObject({ running: ["6-7"], missing: ["2-3"] });
    expect(secondsLeft).toBeGreaterThan(0);
    await runInto(folder, undefined, { workers: 0 });
    expect(existsSync(running)).toBe(false);
  });
});

describe("how fast", () => {
  test("by the times at which parts were finished", async () => {
    const folder = await threeOfFive();
    finish(folder, [30, 20, 10]);
    expect((await storeStatus(folder)).replicasPerSecond).toBeCloseTo(0.2, 6);
    // Whoever trains now has started 25 s ago: two parts in 15 s, and four replicas are left.
    mkdirSync(join(folder, "running"));
    const started = new Date(Date.now() - 25_000).toISOString();
    writeFileSync(join(folder, "running/a-7.json"), JSON.stringify({ started, parts: ["2-3"], done: 0, total: 1 }));
    const { replicasPerSecond, secondsLeft } = await storeStatus(folder);
    expect(replicasPerSecond).toBeCloseTo(4 / 15, 2);
    expect(secondsLeft).toBeCloseTo(15, 0);
  });
  test("is not known of one part, nor where the times are the same or in the future", async () => {
    const folder = await threeOfFive();
    finish(folder, [5, 5, 5]);
    expect((await storeStatus(folder)).replicasPerSecond).toBeNull();
    finish(folder, [-1e6, -1e6, -1e6]);
    expect(await storeStatus(folder)).toMatchObject({ replicasPerSecond: null, secondsLeft: null });
  });
});

test("what is no store is refused", async () => {
  const folder = newFolder();
  await expect(storeStatus(4 as never)).rejects.toThrow(refusal("wrong-type", "folder", "4"));
  await expect(storeStatus(folder)).rejects.toThrow(refusal("wrong-value", "folder", JSON.stringify(folder)));
  const other = await threeOfFive();
  writeFileSync(join(other, "store.json"), '{ "replicas": 1e15, "partSize": 1 }');
  await expect(storeStatus(other)).rejects.toThrow(
    refusal("wrong-type", join(other, "store.json"), /1000000000000000/),
  );
});
