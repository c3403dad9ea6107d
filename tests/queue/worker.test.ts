/**
 * Workers at real servers, as processes of their own: they join, leave, are told to stop, and each study is that of the
 * pool. Kills of workers and servers are those of faults.test.ts.
 */
import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { openPool } from "../../src/pool/pool.js";
import { put } from "../../src/queue/enqueue.js";
import { openServer } from "../../src/queue/server.js";
import { type SubmitOptions, submit } from "../../src/queue/submit.js";
import { auditWork, partWork } from "../../src/queue/work-data.js";
import type { WorkEvent } from "../../src/queue/work-event.js";
import { workFrom } from "../../src/queue/work-from.js";
import { preparedFor } from "../../src/store/prepared-for.js";
import { openStore } from "../../src/store/store.js";
import type { StudyInput } from "../../src/study/study.js";
import { doppelgrad, expectRefused, STORED, scratchFolder } from "../cli/command-line.js";
import { notRun } from "../not-run.js";
import { refusal } from "../refusal.js";
import { hasPostgres, startPostgres } from "./postgres.js";
import { hasRedis, type QueueHost, startRedis } from "./redis.js";
import { sleep, until } from "./servers.js";
import { byPool, manifestIn, PART_SIZE, smallStudy, studyWords } from "./small-study.js";
import { startWorker, type WorkerProcess } from "./worker-process.js";

const above = scratchFolder();
let [pool, slowPool] = ["", ""];
beforeAll(async () => {
  pool = await byPool(above, studyWords());
  slowPool = await byPool(above, studyWords(0.3), "slow-pool");
});
afterAll(() => rmSync(above, { recursive: true, force: true }));

const SERVERS = [
  { server: "Redis", isHere: hasRedis(), open: startRedis },
  { server: "PostgreSQL", isHere: hasPostgres(), open: startPostgres },
];

/** A server while tests use it; what they need where there is none. */
function serverOf({ server, isHere, open }: (typeof SERVERS)[number]) {
  let host: QueueHost;
  const workers: WorkerProcess[] = [];
  beforeAll(async () => {
    if (isHere) host = await open(mkdtempSync(join(tmpdir(), "doppelgrad-server-")));
  });
  afterEach(async () => {
    for (const worker of workers.splice(0)) await worker.end("SIGKILL");
  });
  afterAll(() => host?.end());
  return {
    prefix: server.toLowerCase(),
    host: () => host,
    /** Each study has a queue of its own name: what one test leaves is nothing to another. */
    work(queue: string, ...options: string[]): WorkerProcess {
      const worker = startWorker(host.address, above, "--queue", queue, ...options);
      workers.push(worker);
      return worker;
    },
    async submitted(out: string, study?: StudyInput, options: Partial<SubmitOptions> = {}) {
      const to = { to: host.address, queue: out, ...(study && { partSize: PART_SIZE }) };
      const { queued, parts } = await submit(join(above, out), study, { ...to, ...options });
      return { queued, missing: parts.missing };
    },
    needed(context: Parameters<typeof notRun>[0], what: string) {
      if (!isHere) notRun(context, `${server}: ${what}`);
    },
  };
}

async function expectDone(...some: WorkerProcess[]): Promise<void> {
  for (const each of some) {
    await each.ended;
    expect(each.child.exitCode, each.said()).toBe(0);
  }
}

describe.each(SERVERS)("a queue at $server", (each) => {
  const { prefix, host, work, submitted, needed } = serverOf(each);

  test("two workers train a study from nothing: the files and the manifest of the pool", async (context) => {
    needed(context, "a study by workers");
    const out = `${prefix}-two`;
    const line = ["submit", ...studyWords(), "--out", out, "--to", host().address, "--queue", out, "--json"];
    const { stdout, stderr } = await doppelgrad(line, above);
    expect({ stderr, ...JSON.parse(stdout) }).toMatchObject({ stderr: "", queued: 6, parts: { total: 6, missing: 6 } });
    expect(await submitted(out)).toEqual({ queued: 0, missing: 6 });
    await expectDone(work(out, "--until-done"), work(out, "--until-done"));
    expect(readdirSync(join(above, out)).sort()).toEqual(STORED);
    expect(manifestIn(join(above, out))).toBe(pool);
    expect((await doppelgrad(["verify", out], above)).code).toBe(0);
  });

  test("what is lost is queued again, alone; and what only lacks its end", async (context) => {
    needed(context, "lost parts");
    const out = `${prefix}-two`;
    rmSync(join(above, out, "parts/02-03"), { recursive: true });
    expect(await submitted(out)).toEqual({ queued: 1, missing: 1 });
    await expectDone(work(out, "--until-done"));
    rmSync(join(above, out, "manifest.json"));
    expect(await submitted(out)).toEqual({ queued: 1, missing: 0 });
    await expectDone(work(out, "--until-done"));
    expect(manifestIn(join(above, out))).toBe(pool);
  });

  test("told to stop, it gives its part back at once", async (context) => {
    needed(context, "a worker that is told to stop");
    const out = `${prefix}-stopped`;
    await submitted(out, smallStudy(0.3));
    // Nobody waits for a lease of ten minutes.
    const first = work(out, "--lease", "600");
    await until("it trains", () => first.trainsIn(out));
    await first.end("SIGTERM");
    expect(first.child.exitCode, first.said()).toBe(143);
    await expectDone(work(out, "--lease", "600", "--until-done"), work(out, "--lease", "600", "--until-done"));
    expect(manifestIn(join(above, out))).toBe(slowPool);
  });

  test("told to stop while the server is away, it ends all the same", async (context) => {
    needed(context, "a server that is away");
    const out = `${prefix}-away`;
    await submitted(out, smallStudy(0.3));
    const worker = work(out, "--lease", "2", "--deadline", "1");
    await until("it trains", () => worker.trainsIn(out));
    await host().kill();
    await worker.end("SIGTERM");
    expect(worker.child.exitCode, worker.said()).toBe(143);
    await host().start();
    await expectDone(work(out, "--lease", "2", "--until-done"));
    expect(manifestIn(join(above, out))).toBe(slowPool);
  });

  test("a worker that finds no server at first takes jobs once there is one", async (context) => {
    needed(context, "a worker before its server");
    const server = await openServer(host().address, `${prefix}-before`, "address");
    await host().kill();
    const [taken, lost]: string[][] = [[], []];
    const told = (error: Error) => void lost!.push(error.message);
    const { signal } = new AbortController();
    const waiting = server.worker(async ({ name }) => void taken!.push(name), {}, told, signal);
    await until("it says that there is none", () => lost!.length > 0);
    await host().start();
    const worker = await waiting;
    void worker.run();
    // Not before: Redis may lose what it was told in its last second.
    await server.queue.add("part", {} as never);
    await until("it takes the job", () => taken!.length > 0);
    expect(taken).toEqual(["part"]);
    await worker.close();
    // Told to stop while it waits, it does not wait for a server.
    await host().kill();
    await expect(server.worker(async () => {}, {}, told, AbortSignal.timeout(300))).rejects.toThrow(/timeout/);
    await host().start();
    await server.queue.close();
  });

  test("an audit waits for another worker, as the metrics show, which trains the part to the same bytes", async (context) => {
    needed(context, "an audit");
    const out = `${prefix}-twice`;
    await submitted(out, smallStudy(), { audit: "100%", receipts: 2 });
    const first = work(out, "--until-done", "--metrics", "0");
    await until("it waits", () => first.said().includes("waits for another worker"));
    const address = /metrics at (\S+)/.exec(first.said())![1]!;
    await until("all parts are trained", async () => (await textAt(address)).includes("parts_trained_total 6\n"));
    expect(await textAt(address)).toMatch(/^doppelgrad_parts_audited_total 0$/m);
    const counts = [
      ...(await textAt(address)).matchAll(new RegExp(`^bullmq_job_count{queue="${out}", .*} (\\d+)$`, "gm")),
    ];
    expect(counts.map(([, count]) => Number(count)).reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(6);
    expect((await fetch(new URL("/", address))).status).toBe(404);
    expect(first.said()).not.toContain("once more");
    const second = work(out, "--until-done");
    await expectDone(first, second);
    expect(second.said()).toContain("0 parts trained here, 6 audited");
    expect(manifestIn(join(above, out))).toBe(await byPool(above, [...studyWords(), "--receipts", "2"], `${out}-pool`));
  });
});

/** What the server has no part in. */
describe("a worker", () => {
  const { host, work, submitted, needed } = serverOf(SERVERS[0]!);

  test("a worker that was there before waits for work; one may have the folder at another path", async (context) => {
    needed(context, "a worker that waits");
    const out = "moved";
    const early = work(out);
    await sleep(500);
    await submitted(out, smallStudy());
    await until("it is done", () => existsSync(join(above, out, "report.html")));
    await early.end();
    expect({ code: early.child.exitCode, said: early.said() }).toEqual({
      code: 143,
      said: expect.stringContaining("6 parts trained here are kept"),
    });
    rmSync(join(above, out, "parts/04-05"), { recursive: true });
    rmSync(join(above, out, "manifest.json"));
    await submitted(out);
    renameSync(join(above, out), join(above, `${out}-elsewhere`));
    await expectDone(work(out, "--until-done", "--out", `${out}-elsewhere`));
    expect(manifestIn(join(above, `${out}-elsewhere`))).toBe(pool);
  });

  test("a worker that cannot have the folder says so, and leaves the work to others", async (context) => {
    needed(context, "a folder that is not there");
    const out = "hidden";
    await submitted(out, smallStudy());
    renameSync(join(above, out), join(above, `${out}-elsewhere`));
    const blind = work(out, "--until-done");
    await blind.ended;
    expect({ code: blind.child.exitCode, said: blind.said() }).toEqual({
      code: 2,
      said: expect.stringContaining(`got "${join(above, out)}"`),
    });
    renameSync(join(above, `${out}-elsewhere`), join(above, out));
    await expectDone(work(out, "--until-done"));
    expect(manifestIn(join(above, out))).toBe(pool);
  });

  test("an audit that finds other bytes ends the worker with the number that differs", async (context) => {
    needed(context, "an audit that fails");
    const folder = join(above, "altered");
    const prepared = await preparedFor(folder, { data: { name: "vee", train: 20, test: 8 }, replicas: 4 }, {});
    const store = await openStore(folder, prepared, { partSize: 4 });
    await using threads = await openPool({ workers: 0 });
    const outcomes = await threads.train(prepared, { backend: "scalar" });
    outcomes[2]!.parameters[1]! += 1;
    await store.write(store.parts[0]!, outcomes);
    const queue = await openServer(host().address, "altered", "address");
    const { data } = partWork(store, store.parts[0]!, { folder, with: [] });
    await put(queue.queue, [auditWork(data, "another")], { retries: false });
    await queue.queue.close();
    const events: WorkEvent[] = [];
    const worked = workFrom(host().address, { queue: "altered", workers: 0, onEvent: (event) => events.push(event) });
    await expect(worked).rejects.toThrow(
      /by two workers, to other numbers: .*parameters\.npy: replica 2, .*\. doppelgrad verify /,
    );
    expect(events.map(({ kind }) => kind)).toEqual(["failed"]);
  });

  test("a study that diverges is said, and the worker goes on", async (context) => {
    needed(context, "a divergence");
    const out = "diverged";
    await submitted(out, {
      ...smallStudy(),
      activation: "identity",
      optimizer: { name: "sgd", learningRate: 1e12 },
    });
    const worker = work(out, "--until-done");
    await worker.ended;
    expect({ code: worker.child.exitCode, said: worker.said() }).toEqual({
      code: 1,
      said: expect.stringMatching(/replica 0 diverged at step [\s\S]*has failed in .*diverged/),
    });
  });
});

async function textAt(address: string): Promise<string> {
  return (await fetch(address)).text();
}

test("a server that says that it is starting is waited for, however little patience there is", async () => {
  const answers = ["57P03", "57P03", "57P03", "3D000"];
  const said: string[] = [];
  const server = createServer((socket) =>
    socket.once("data", () => {
      said.push(answers[Math.min(said.length, answers.length - 1)]!);
      const fields = Buffer.from(`SFATAL\0VFATAL\0C${said.at(-1)}\0Mnot now\0\0`);
      const head = Buffer.from([0x45, 0, 0, 0, fields.length + 4]);
      socket.end(Buffer.concat([head, fields]));
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const opening = openServer(`postgres://me@127.0.0.1:${port}/x`, "queue", "address", 0);
  await expect(opening).rejects.toThrow(refusal("wrong-value", "address", `"postgres://me@127.0.0.1:${port}/x"`));
  expect(said.slice(0, 4)).toEqual(answers);
  server.close();
});

test("a server that does not answer, and what is no address, are refused", async () => {
  const to = (address: string) => ["submit", ...studyWords(), "--out", "nobody", "--to", address];
  const nobody = refusal("wrong-value", "options.to", '"redis://127.0.0.1:1"', { remedy: /ECONNREFUSED/ });
  await expectRefused(to("redis://127.0.0.1:1"), above, nobody, "--to");
  const database = refusal("wrong-value", "address", '"postgres://me:***@127.0.0.1:1/x"');
  await expect(openServer("postgres://me:secret@127.0.0.1:1/x", "queue", "address")).rejects.toThrow(database);
  // A worker waits for a server that may come up.
  const { code, stderr } = await doppelgrad(["worker", "--from", "redis://127.0.0.1:1"], above);
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/^--from: .*ECONNREFUSED.*\n$/) });
  const wrong = refusal("wrong-value", "address", '"mysql://x"');
  await expectRefused(["worker", "--from", "mysql://x"], above, wrong, "--from");
  await expectRefused(
    ["worker", "--from", "redis://127.0.0.1:1", "--data", "x.csv"],
    above,
    refusal("misplaced-field", "--data", '"x.csv"'),
  );
});
