import { Worker } from "node:worker_threads";
import { describe, expect, test } from "vitest";
import { openPool, type Pool } from "../../src/pool/pool.js";
import type { WorkerLike } from "../../src/pool/port.js";
import { prepare } from "../../src/run/prepare.js";
import { run } from "../../src/run/run.js";
import type { StudyInput } from "../../src/study/study.js";
import { refusal } from "../refusal.js";

const study = { data: { name: "vee", train: 60, test: 20 }, replicas: 40 } satisfies StudyInput;
const long = { epochs: 10_000, replicas: 8 };
const script = new URL("../../dist/doppelgrad-worker.js", import.meta.url);

/** A worker in the manner of browsers that never gets beyond its start. */
function broken(): WorkerLike {
  const listeners: Record<string, (event: unknown) => void> = {};
  setTimeout(() => listeners.error!({ message: "refused by the policy", preventDefault: () => undefined }));
  return {
    postMessage: () => undefined,
    terminate: () => undefined,
    addEventListener: (type: string, listener: never) => (listeners[type] = listener),
  };
}

/** A worker that cannot even be made, as where a page may not load its script. */
function forbidden(): WorkerLike {
  throw new Error("refused by the policy");
}

/** Real workers, and the jobs that they were given, in order. */
function watched() {
  const workers: Worker[] = [];
  const jobs: { worker: number; first: number; count: number }[] = [];
  const worker = () => {
    const made = new Worker(script);
    const number = workers.push(made) - 1;
    const post = made.postMessage.bind(made);
    made.postMessage = (message: { say: string; first: number; count: number }) => {
      if (message.say === "job") jobs.push({ worker: number, first: message.first, count: message.count });
      post(message);
    };
    return made;
  };
  return { workers, jobs, worker };
}

describe("a pool", () => {
  test.each([
    ["dies at its start", broken],
    ["cannot be made", forbidden],
  ])("trains in the calling thread where every worker %s", async (_, worker) => {
    const pool = await openPool({ workers: 2, worker });
    expect((await run(study, { pool })).fingerprint).toBe((await run(study, { workers: 2 })).fingerprint);
    expect(pool.workers).toBe(0);
  });

  test("does with the workers that start", async () => {
    const { workers, worker } = watched();
    let asked = 0;
    const pool = await openPool({ workers: 3, worker: () => (asked++ === 1 ? broken() : worker()) });
    expect((await run(study, { pool })).fingerprint).toBe((await run(study, { workers: 0 })).fingerprint);
    await expect.poll(() => pool.workers).toBe(2);
    expect(workers).toHaveLength(2);
    await pool.close();
  });

  test("starts no more workers than there are groups", async () => {
    const { workers, worker } = watched();
    const pool = await openPool({ workers: 16, worker });
    expect(workers).toHaveLength(0);
    await run({ ...study, replicas: 9 }, { pool });
    expect(workers).toHaveLength(3);
    await pool.close();
  });

  test("deals each replica once: whole groups, large jobs first, single groups at the end", async () => {
    const { jobs, worker } = watched();
    const pool = await openPool({ workers: 2, worker });
    await run({ ...study, replicas: 402 }, { pool });
    await pool.close();
    let next = 0;
    for (const { first, count } of jobs) {
      expect(first).toBe(next);
      expect(count % 16 === 0 || first + count === 402).toBe(true);
      next += count;
    }
    expect(next).toBe(402);
    const sizes = jobs.map(({ count }) => count);
    expect(sizes[0]).toBe(96);
    expect(sizes.slice(-3).every((count) => count <= 16)).toBe(true);
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
    expect(jobs.length).toBeLessThan(24);
  });

  test.each([0, 2])("with %i workers, gives each outcome once, and the first long before the last", async (workers) => {
    const pool = await openPool({ workers });
    const setting = await prepare({ ...study, epochs: 400, replicas: 256 });
    const events: string[] = [];
    const seen: number[] = [];
    const outcomes = await pool.train(setting, {
      backend: "simd",
      onOutcomes: (some) => {
        events.push("outcomes");
        seen.push(...some.map(({ index }) => index));
      },
      onProgress: ({ done, total }) => events.push(done < total ? "progress" : "end"),
    });
    expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: 256 }, (_, index) => index));
    expect(outcomes.map(({ index }) => index)).toEqual(seen);
    expect(events.indexOf("outcomes")).toBeLessThan(events.indexOf("end") / 2);
    await pool.close();
  });

  test.each([0, 2])("with %i workers, closed during a training, rejects it and all later ones", async (workers) => {
    const pool = await openPool({ workers });
    const training = run(long, { pool, onProgress: () => void pool.close() });
    await expect(training).rejects.toThrow("the pool was closed before the training ended.");
    await expect(run(study, { pool })).rejects.toThrow("the pool is closed. Open another with openPool().");
  });

  test("is closed at the end of a block that uses it, also where the block fails", async () => {
    const opened: Pool[] = [];
    const use = async (work: () => unknown) => {
      await using pool = await openPool({ workers: 1 });
      opened.push(pool);
      await run(study, { pool });
      work();
      return pool.workers;
    };
    expect(await use(() => undefined)).toBe(1);
    const failure = new Error("in the block");
    await expect(
      use(() => {
        throw failure;
      }),
    ).rejects.toBe(failure);
    for (const pool of opened) await expect(run(study, { pool })).rejects.toThrow("the pool is closed");
  });

  test("an abort of one training leaves the others", async () => {
    const pool = await openPool({ workers: 2 });
    const stop = new AbortController();
    const [aborted, other] = await Promise.allSettled([
      run(long, { pool, signal: stop.signal, onProgress: () => stop.abort() }),
      run(study, { pool }),
    ]);
    expect(aborted.status).toBe("rejected");
    expect(other.status === "fulfilled" && other.value.fingerprint).toBe(
      (await run(study, { workers: 0 })).fingerprint,
    );
    await pool.close();
  });

  test.each([0, 2])(
    "with %i workers, an abort is heard at once: no progress follows it, nor an outcome",
    async (workers) => {
      const pool = await openPool({ workers });
      const stop = new AbortController();
      let after = 0;
      const count = () => void (stop.signal.aborted && after++);
      const setting = await prepare(long);
      const training = pool.train(setting, {
        backend: "simd",
        signal: stop.signal,
        onOutcomes: count,
        onProgress: () => {
          count();
          stop.abort(new Error("enough"));
        },
      });
      await expect(training).rejects.toThrow("enough");
      expect((await pool.train(await prepare(study), { backend: "simd" })).length).toBe(40);
      expect(after).toBe(0);
      await pool.close();
    },
  );

  test("a worker that trains for nobody any more is ended, long before its job is", async () => {
    const { workers, worker } = watched();
    const pool = await openPool({ workers: 1, worker });
    const stop = new AbortController();
    let ended: Promise<unknown> | undefined;
    const onProgress = () => {
      ended ??= new Promise((resolve) => workers[0]!.once("exit", resolve));
      stop.abort(new Error("enough"));
    };
    await expect(run(long, { pool, signal: stop.signal, onProgress })).rejects.toThrow("enough");
    await ended;
    await pool.close();
  });

  test.each([0, 1, 2])("with %i workers, the outcomes end with the first replica that diverges", async (workers) => {
    const pool = await openPool({ workers });
    const setting = await prepare({ ...study, optimizer: { name: "sgd", learningRate: 1e29 } });
    const outcomes = await pool.train(setting, { backend: "simd" });
    expect(outcomes.map(({ index, diverged }) => [index, diverged !== null])).toEqual([[0, true]]);
    await pool.close();
  });

  test("a worker that dies fails what it trained, and another takes its place", async () => {
    const { workers, worker } = watched();
    const pool = await openPool({ workers: 1, worker });
    await expect(run(long, { pool, onProgress: () => void workers[0]!.terminate() })).rejects.toThrow(
      "a worker ended before its work was done",
    );
    expect((await run(study, { pool })).fingerprint).toBe((await run(study, { workers: 0 })).fingerprint);
    expect(workers).toHaveLength(2);
    await pool.close();
  });

  test("an error that nobody meant to raise in a worker is said to be one, with its kind", async () => {
    const pool = await openPool({ workers: 1 });
    const setting = { ...(await prepare(study)), test: null as never };
    await expect(pool.train(setting, { backend: "simd" })).rejects.toThrow(/^a worker failed: TypeError: /);
    await pool.close();
  });

  test("an onProgress that throws rejects the training", async () => {
    const broken = () => {
      throw new Error("broken bar");
    };
    for (const workers of [0, 1])
      await expect(run(study, { workers, onProgress: broken })).rejects.toThrow("broken bar");
  });

  describe("of workers of the user's own", () => {
    /** A worker in the manner of Node that says nothing by itself, and what is posted to it. */
    function silent(
      answer: (say: (message: unknown) => void, message: { say: string }) => void = () => undefined,
      first: unknown = undefined,
    ) {
      const ended: number[] = [];
      const worker = (): WorkerLike => {
        let say: (message: unknown) => void = () => undefined;
        if (first !== undefined) setTimeout(() => say(first));
        return {
          postMessage: (message) => setTimeout(() => answer(say, message as { say: string })),
          terminate: () => ended.push(1),
          on: (type: string, listener: never) => type === "message" && (say = listener),
        };
      };
      return { worker, ended };
    }
    const ready = { say: "ready" };

    test("none that starts is an error that names the option", async () => {
      const { worker, ended } = silent();
      const pool = await openPool({ workers: 3, worker, startTimeout: 40 });
      await expect(run(study, { pool })).rejects.toThrow(
        "no worker of the option worker said within 40 ms that it had started.",
      );
      expect(ended.length).toBeGreaterThan(0);
      await pool.close();
    });

    test("where one starts, it does the work of one that never does", async () => {
      const { worker: real } = watched();
      const { worker: never } = silent();
      let asked = 0;
      const pool = await openPool({ workers: 2, worker: () => (asked++ === 0 ? real() : never()), startTimeout: 5000 });
      expect((await run(study, { pool })).fingerprint).toBe((await run(study, { workers: 0 })).fingerprint);
      await pool.close();
    });

    test("a thread that stands still longer than they may take to start hears them all the same", async () => {
      const { worker } = watched();
      const pool = await openPool({ workers: 1, worker, startTimeout: 1000 });
      const training = run(study, { pool });
      // The worker is made in a later turn; then this thread stands still.
      setTimeout(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500), 20);
      expect((await training).fingerprint).toBe((await run(study, { workers: 0 })).fingerprint);
      await pool.close();
    });

    test.each<[string, unknown]>([
      ["a greeting", "hello"],
      ["a number", 4],
      ["nothing", null],
      ["what comes later", { say: "done", steps: 1, outcomes: [] }],
      ["what is unknown", { say: "hi" }],
    ])("%s in place of its start is an error", async (_, first) => {
      const { worker } = silent(undefined, first);
      const pool = await openPool({ workers: 1, worker });
      await expect(run(study, { pool })).rejects.toThrow(
        /^a worker said .+, which the script doppelgrad\/worker never says\.$/,
      );
      await pool.close();
    });

    test.each<[string, unknown]>([
      ["a greeting", "hello"],
      ["no outcomes", { say: "done", steps: 1 }],
      ["outcomes that are none", { say: "done", steps: 1, outcomes: [4] }],
      ["steps that are none", { say: "progress", steps: "1", outcomes: [] }],
      ["an outcome of no replica", { say: "done", steps: 1, outcomes: [{ index: 99 }] }],
      ["a second start", ready],
      [
        "an outcome of another study",
        {
          say: "done",
          steps: 1,
          outcomes: [
            {
              index: 0,
              digest: new Uint8Array(32),
              loss: 0,
              parameters: new Float32Array(3),
              logits: new Float32Array(3),
              predictions: new Float32Array(3),
            },
          ],
        },
      ],
    ])("%s in place of its work is an error, and the pool is left usable", async (_, garbage) => {
      const { worker: bad } = silent((say, message) => message.say === "job" && say(garbage), ready);
      const { worker: good } = watched();
      let asked = 0;
      const pool = await openPool({ workers: 1, worker: () => (asked++ === 0 ? bad() : good()) });
      await expect(run(study, { pool })).rejects.toThrow(
        /^a worker said .+, which the script doppelgrad\/worker never says\.$/,
      );
      expect((await run(study, { pool })).fingerprint).toBe((await run(study, { workers: 0 })).fingerprint);
      await pool.close();
    });

    test.each<[string, unknown]>([
      ["nothing", undefined],
      ["a number", 4],
      ["a promise", Promise.resolve()],
      ["half a worker", { postMessage: () => undefined }],
    ])("a function that makes %s is an error", async (_, made) => {
      const pool = await openPool({ workers: 2, worker: () => made as never });
      await expect(run(study, { pool })).rejects.toThrow(refusal("wrong-type", "worker"));
      await pool.close();
    });

    test("a worker that cannot be posted to is an error", async () => {
      const { worker } = silent(undefined, ready);
      const refusing = () =>
        Object.assign(worker(), {
          postMessage: () => {
            throw new Error("not to be cloned");
          },
        });
      const pool = await openPool({ workers: 1, worker: refusing });
      await expect(run(study, { pool })).rejects.toThrow("not to be cloned");
      await pool.close();
    });
  });

  test.each([0, 1])("with %i workers, is left usable by a callback that throws", async (workers) => {
    const pool = await openPool({ workers });
    const right = (await run(study, { workers: 0 })).fingerprint;
    const broken = new Error("broken bar");
    const throws = () => {
      throw broken;
    };
    await expect(run(study, { pool, onProgress: throws })).rejects.toBe(broken);
    const setting = await prepare(study);
    await expect(pool.train(setting, { backend: "simd", onOutcomes: throws })).rejects.toBe(broken);
    expect((await run(study, { pool })).fingerprint).toBe(right);
    await pool.close();
  });
});
