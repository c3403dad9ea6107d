/**
 * What every JavaScript peer shares: reading a job and measuring its training. `job.py` and `native.cpp` say the same
 * in their languages.
 *
 *     node PEER.mjs FOLDER SECONDS [FIRST COUNT]     the replicas FIRST ... FIRST + COUNT - 1; default all
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [folder, seconds, first, count] = process.argv.slice(2);

/** The job of the command line: the fields of job.json with its arrays, and the `replicas` that this process trains. */
export function readJob() {
  const job = JSON.parse(readFileSync(join(folder, "job.json"), "utf8"));
  const bytes = (name) => readFileSync(join(folder, name));
  const floats = (name) => new Float32Array(Uint8Array.from(bytes(name)).buffer);
  const initial = floats("initial");
  const order = new Uint32Array(Uint8Array.from(bytes("order")).buffer);
  const parameters = initial.length / job.replicas;
  const from = Number(first ?? 0);
  return {
    ...job,
    x: floats("x"),
    y: floats("y"),
    testX: floats("testX"),
    testY: floats("testY"),
    replicas: Array.from({ length: Number(count ?? job.replicas) }, (_, index) => from + index),
    /** Initial layers of a replica: W as inputs x outputs, b. */
    layersOf(replica) {
      let position = replica * parameters;
      const take = (length) => initial.slice(position, (position += length));
      return job.sizes
        .slice(1)
        .map((outputs, l) => ({ inputs: job.sizes[l], outputs, W: take(job.sizes[l] * outputs), b: take(outputs) }));
    },
    orderOf: (replica, epoch) =>
      order.subarray((replica * job.epochs + epoch) * job.train, (replica * job.epochs + epoch + 1) * job.train),
  };
}

/** For a job that a library has no words for. */
export function cannot(reason) {
  console.log(JSON.stringify({ cannot: reason }));
  process.exit(0);
}

export function versionOf(name) {
  return createRequire(import.meta.url)(`./node_modules/${name}/package.json`).version;
}

/**
 * Warms up for a fifth of the time, on ever longer pieces of the first epoch; then trains group after group of
 * replicas, and around again, until the time is over at the end of an epoch. CPU time of the whole process, with all
 * its threads, in the epochs only. Prints one line of JSON.
 * @param trainer start(replicas) -> state; epoch(state, orders) trains on these examples, one order a replica;
 * loss(state) on the test set, of the first replica
 * @param together whether all replicas are one group, or each is alone
 */
export async function measure(peer, version, job, { start, epoch, loss }, together = false) {
  const groups = together ? [job.replicas] : job.replicas.map((replica) => [replica]);
  const budget = Number(seconds);
  const ordersOf = (group, e) => group.map((replica) => job.orderOf(replica, e));

  const warmed = cpuSeconds() + budget / 5;
  for (let length = 4 * job.batchSize; cpuSeconds() < warmed; length = Math.min(2 * length, job.train)) {
    await epoch(
      await start(groups[0]),
      ordersOf(groups[0], 0).map((order) => order.subarray(0, length)),
    );
  }

  const spent = { cpu: 0, wall: 0, epochs: 0 };
  let found;
  for (let k = 0; spent.cpu < budget; k++) {
    const group = groups[k % groups.length];
    const state = await start(group);
    let e = 0;
    do {
      const orders = ordersOf(group, e++);
      const [cpu, wall] = [cpuSeconds(), performance.now()];
      await epoch(state, orders);
      spent.cpu += cpuSeconds() - cpu;
      spent.wall += (performance.now() - wall) / 1000;
      spent.epochs += group.length;
    } while (e < job.epochs && spent.cpu < budget);
    found ??= { loss: await loss(state), lossEpochs: e };
  }
  const replicas = spent.epochs / job.epochs;
  console.log(
    JSON.stringify({
      peer,
      version,
      job: job.name,
      replicas,
      cpuSeconds: spent.cpu,
      wallSeconds: spent.wall,
      ...found,
    }),
  );
}

function cpuSeconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Mean loss of logits, examples x outputs, on the test set. */
export function meanLoss(logits, { testY, test, loss, sizes }) {
  const outputs = sizes.at(-1);
  let total = 0;
  for (let n = 0; n < test; n++) {
    const row = logits.subarray(n * outputs, (n + 1) * outputs);
    if (loss === "squared") {
      total += (row[0] - testY[n]) ** 2;
    } else if (loss === "logistic") {
      const z = testY[n] === 0 ? row[0] : -row[0];
      total += Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
    } else {
      const largest = Math.max(...row);
      total += Math.log(row.reduce((sum, z) => sum + Math.exp(z - largest), 0)) - (row[testY[n]] - largest);
    }
  }
  return total / test;
}
