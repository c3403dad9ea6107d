/** What is put into a queue, by a queue that is a map. */
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { put, workLeft } from "../../src/queue/enqueue.js";
import type { WorkQueue } from "../../src/queue/server.js";
import type { WorkItem } from "../../src/queue/work-data.js";
import { preparedFor } from "../../src/store/prepared-for.js";
import { runInto } from "../../src/store/run-into.js";
import { openStore } from "../../src/store/store.js";

const above = mkdtempSync(join(tmpdir(), "doppelgrad-enqueue-"));
afterAll(() => rm(above, { recursive: true, force: true }));

type Job = { name: string; opts: { jobId: string; attempts: number; removeOnComplete: boolean } };

function queueOf(states: Record<string, string>) {
  const [jobs, removed, bulks]: [Job[], string[], number[]] = [[], [], []];
  const queue = {
    getJobState: async (id: string) => states[id] ?? "unknown",
    remove: async (id: string) => void removed.push(id),
    async addBulk(some: Job[]) {
      bulks.push(some.length);
      jobs.push(...some);
    },
  } as unknown as WorkQueue;
  return { queue, jobs, removed, bulks };
}

const item = (id: string): WorkItem => ({ kind: "part", id, data: { folder: "f", address: id, part: id, with: [] } });
const STATES = { done: "completed", lost: "failed", there: "waiting", now: "active", later: "delayed" };

test("what the queue does not have is put, and what it believes done; what failed if it is tried anew", async () => {
  const items = ["new", ...Object.keys(STATES)].map(item);
  const first = queueOf(STATES);
  expect(await put(first.queue, items, { retries: false })).toBe(2);
  expect(first.jobs.map(({ opts }) => opts.jobId)).toEqual(["new", "done"]);
  expect(first.removed).toEqual(["done"]);
  const again = queueOf(STATES);
  expect(await put(again.queue, items, { retries: true })).toBe(3);
  expect(again.jobs.map(({ opts }) => opts.jobId)).toEqual(["new", "done", "lost"]);
  expect(again.removed).toEqual(["done", "lost"]);
  expect(first.jobs[0]).toMatchObject({ name: "part", opts: { attempts: 8, removeOnComplete: true } });
});

test("many jobs are put some at a time, and each once", async () => {
  const { queue, jobs, bulks } = queueOf({});
  const items = Array.from({ length: 1200 }, (_, n) => item(`${n}`));
  expect(await put(queue, items, { retries: true })).toBe(1200);
  expect(jobs.map(({ opts }) => opts.jobId)).toEqual(items.map(({ id }) => id));
  expect(bulks).toEqual([500, 500, 200]);
});

test("what is left of a store: its missing parts, then its end, then nothing", async () => {
  const folder = join(above, "store");
  const study = { data: { name: "vee", train: 20, test: 8 }, epochs: 1, replicas: 6 } as const;
  const about = { folder, inside: "settings/x", with: ["trail"] as const };
  const open = async () => openStore(folder, await preparedFor(folder, study, {}), { partSize: 2 });
  const parts = await workLeft(await open(), about, 2);
  expect(parts.map(({ kind, data }) => [kind, data.part, data.inside])).toEqual(
    ["0-1", "2-3", "4-5"].map((name) => ["part", name, "settings/x"]),
  );
  expect(parts.filter(({ data }) => data.audited)).toHaveLength(2);
  expect((await workLeft(await open(), about)).filter(({ data }) => data.audited)).toHaveLength(0);
  await runInto(folder, study, { partSize: 2, workers: 0 });
  expect(await workLeft(await open(), about)).toEqual([]);
  await rm(join(folder, "manifest.json"));
  const [end, ...none] = await workLeft(await open(), about);
  expect(none).toEqual([]);
  expect(end).toMatchObject({ kind: "finish", data: { folder, inside: "settings/x", part: "", with: ["trail"] } });
});
