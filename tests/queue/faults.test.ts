/**
 * One to eight workers at a server, some of them late, some stopped and woken, some killed inside a part, and the server
 * killed and started again, at random instants: the manifest is that of the pool, to the byte. One round a server, of
 * three workers; QUEUE_ROUNDS of them, of one to eight, for `npm run prove:queues`.
 */
import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { doppelgrad, scratchFolder } from "../cli/command-line.js";
import { integersOf } from "../fuzz/seeded.js";
import { notRun } from "../not-run.js";
import { HOSTS, ROUNDS } from "./hosts.js";
import { sleep, until } from "./servers.js";
import { byPool, manifestIn, studyWords } from "./small-study.js";
import { startWorker, type WorkerProcess } from "./worker-process.js";

const isLong = ROUNDS > 1;
const above = scratchFolder();
let pool: string;
beforeAll(async () => {
  pool = await byPool(above, studyWords(0.5));
});
afterAll(() => rmSync(above, { recursive: true, force: true }));

const SERVERS = HOSTS.map((host, at) => ({ ...host, seed: 7000 + 1000 * at }));

/** What was done to workers and servers. */
interface Done {
  rounds: number;
  workers: number;
  late: number;
  "kill -9 of a worker": number;
  "of these while it had parts": number;
  "paused longer than the lease": number;
  "kill -9 of the server": number;
}

/** Seconds. */
const LEASE = 1.5;

async function rounds({ server, open, seed }: (typeof SERVERS)[number]): Promise<void> {
  const done: Done = {
    rounds: 0,
    workers: 0,
    late: 0,
    "kill -9 of a worker": 0,
    "of these while it had parts": 0,
    "paused longer than the lease": 0,
    "kill -9 of the server": 0,
  };
  const folder = mkdtempSync(join(tmpdir(), "doppelgrad-server-"));
  const host = await open(folder);
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const below = integersOf(seed + round);
      const out = `${server.toLowerCase()}-${round}`;
      const { code, stderr } = await doppelgrad(
        ["submit", ...studyWords(0.5), "--out", out, "--to", host.address],
        above,
      );
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      const live: WorkerProcess[] = [];
      const start = () => {
        live.push(startWorker(host.address, above, "--until-done", "--lease", String(LEASE)));
        done.workers++;
      };
      const count = isLong ? 1 + below(8) : 3;
      start();
      const faults = 3 + below(4);
      for (let fault = 0; fault < faults; fault++) {
        await sleep(200 + below(1500));
        if (live.length < count) {
          start();
          done.late++;
        }
        const victim = live[below(live.length)]!;
        switch (isLong ? below(3) : fault % 3) {
          case 0:
            await until("a part is trained, or all are", () => victim.trainsIn(out) || victim.child.exitCode !== null);
            if (victim.child.exitCode !== null) break;
            if (victim.trainsIn(out)) done["of these while it had parts"]++;
            await victim.end("SIGKILL");
            done["kill -9 of a worker"]++;
            live.splice(live.indexOf(victim), 1);
            start();
            break;
          case 1:
            if (victim.child.exitCode !== null) break;
            victim.child.kill("SIGSTOP");
            await sleep(1000 * LEASE * (1 + below(100) / 50));
            victim.child.kill("SIGCONT");
            done["paused longer than the lease"]++;
            break;
          default:
            await host.kill();
            await sleep(below(1500));
            await host.start();
            done["kill -9 of the server"]++;
        }
      }
      start();
      for (const worker of live) {
        await worker.ended;
        expect(worker.child.exitCode, worker.said()).toBe(0);
      }
      expect(manifestIn(join(above, out))).toBe(pool);
      done.rounds++;
      rmSync(join(above, out), { recursive: true });
    }
  } finally {
    await host.end();
    rmSync(folder, { recursive: true, force: true });
    const table = process.env.QUEUE_TABLE;
    if (table) appendFileSync(table, `${JSON.stringify({ server, ...done })}\n`);
  }
}

for (const each of SERVERS)
  test(
    `${each.server}: the manifest of the pool after faults in ${ROUNDS} rounds`,
    async (context) => {
      if (!each.isHere) notRun(context, `${each.server}: faults of workers and server`);
      await rounds(each);
    },
    60_000 + ROUNDS * 120_000,
  );
