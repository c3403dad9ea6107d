import { Worker } from "node:worker_threads";
import { describe, expect, test } from "vitest";
import { openPool } from "../../src/pool/pool.js";
import type { WorkerLike } from "../../src/pool/port.js";
import { run } from "../../src/run/run.js";

const study = { data: { name: "vee", train: 60, test: 20 }, replicas: 40 };
const long = { epochs: 10_000, replicas: 8 };

/** A worker in the manner of browsers that never gets beyond its start. */
function broken(): WorkerLike {
  const listeners: Record<string, (event: unknown) => void> = {};
  setTimeout(() => listeners.error!({ message: "refused by the policy" }));
  return { postMessage: () => undefined, terminate: () => undefined, addEventListener: (type: string, listener: never) => (listeners[type] = listener) };
}

describe("a pool", () => {
  test("trains in the calling thread where no worker starts", async () => {
    const pool = await openPool({ workers: 2, worker: broken });
    expect(pool.workers).toBe(0);
    expect((await run(study, { pool })).fingerprint).toBe((await run(study, { workers: 2 })).fingerprint);
  });

  test.each([0, 2])("with %i workers, closed during a training, rejects it and all later ones", async (workers) => {
    const pool = await openPool({ workers });
    const training = run(long, { pool, onProgress: () => void pool.close() });
    await expect(training).rejects.toThrow("the pool was closed before the training ended.");
    await expect(run(study, { pool })).rejects.toThrow("the pool is closed. Open another with openPool().");
  });

  test("an abort of one training leaves the others", async () => {
    const pool = await openPool({ workers: 2 });
    const stop = new AbortController();
    const [aborted, other] = await Promise.allSettled([run(long, { pool, signal: stop.signal, onProgress: () => stop.abort() }), run(study, { pool })]);
    expect(aborted.status).toBe("rejected");
    expect(other.status === "fulfilled" && other.value.fingerprint).toBe((await run(study, { workers: 0 })).fingerprint);
    await pool.close();
  });

  test("a worker that dies fails what it trained, and another takes its place", async () => {
    const workers: Worker[] = [];
    const script = new URL("../../dist/worker.js", import.meta.url);
    const pool = await openPool({ workers: 1, worker: () => (workers.push(new Worker(script)), workers.at(-1)!) });
    await expect(run(long, { pool, onProgress: () => void workers[0]!.terminate() })).rejects.toThrow("a worker ended before its work was done");
    expect((await run(study, { pool })).fingerprint).toBe((await run(study, { workers: 0 })).fingerprint);
    expect(workers).toHaveLength(2);
    await pool.close();
  });

  test("an onProgress that throws rejects the training", async () => {
    const broken = () => {
      throw new Error("broken bar");
    };
    for (const workers of [0, 1]) await expect(run(study, { workers, onProgress: broken })).rejects.toThrow("broken bar");
  });
});
