/**
 * The built SDK on the same jobs. It draws initial parameters and orders itself; drawing the orders is part of its
 * time.
 * One thread: the trainer. With a fifth argument, WORKERS: whole runs on a pool that is open, by wall time, reading the
 * data and the measures included.
 */
import { readFileSync } from "node:fs";
import { openPool, openTrainer, run } from "../../dist/index.js";
import { measure, readJob } from "./job.mjs";

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
const job = readJob();
const workers = Number(process.argv[6] ?? 0);
const rows = (x, count) =>
  Array.from({ length: count }, (_, n) => [...x.subarray(n * job.sizes[0], (n + 1) * job.sizes[0])]);
const data = {
  name: "given",
  task: job.task,
  x: rows(job.x, job.train),
  y: [...job.y],
  test: { x: rows(job.testX, job.test), y: [...job.testY] },
};
const study = { ...job.study, data };

if (workers > 0) await measurePool(Number(process.argv[3]));
else await measureTrainer();

async function measureTrainer() {
  const trainer = await openTrainer(study, { backend: "simd" });
  const beginning = trainer.checkpoint();
  const training = {
    start: () => trainer.resume(beginning),
    epoch: (_, orders) => trainer.advance(Math.ceil(orders[0].length / job.batchSize)),
    loss: () => trainer.evaluate()[0].loss,
  };
  await measure("doppelgrad", version, job, training, true);
}

/** Trains more replicas of the same study, so that it lasts as long as asked. */
async function measurePool(seconds) {
  const pool = await openPool({ workers });
  const trained = async (replicas) => {
    const started = performance.now();
    const {
      replicas: [{ loss }],
    } = await run({ ...study, replicas }, { pool, backend: "simd" });
    return { loss, wallSeconds: (performance.now() - started) / 1000 };
  };
  await trained(study.replicas);
  const once = await trained(study.replicas);
  const replicas = study.replicas * Math.max(1, Math.round(seconds / once.wallSeconds));
  const { loss, wallSeconds } = await trained(replicas);
  await pool.close();
  console.log(
    JSON.stringify({ peer: "doppelgrad", version, job: job.name, replicas, wallSeconds, loss, lossEpochs: job.epochs }),
  );
}
