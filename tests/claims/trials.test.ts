/** Trials whose summaries are kept: nothing is trained again, and each shard begins with its own. */
import { expect, test } from "vitest";
import { plainSummary } from "../../src/claims/summary.js";
import { openTrials } from "../../src/claims/trials.js";
import type { Pool } from "../../src/pool/pool.js";

const pool = { workers: 0, train: () => expect.unreachable() } as unknown as Pool;
const setting = { pool, backend: "reference", signal: new AbortController().signal } as const;

test("one's own first, in their order, then those of others by their places; each once", async () => {
  const read: number[] = [];
  let work = 0;
  const trials = await openTrials("vee", {
    ...setting,
    onWork: (units) => (work += units),
    kept: {
      async read(address) {
        const { dataSeed } = JSON.parse(address)[2] as { dataSeed: number };
        read.push(dataSeed);
        return { summary: dataSeed, work: 10 };
      },
      keep: () => expect.unreachable(),
      placeOf(address) {
        const { dataSeed } = JSON.parse(address)[2] as { dataSeed: number };
        return dataSeed % 2 === 1 ? 0 : 10 - dataSeed;
      },
    },
  });
  const seeds = [0, 1, 2, 3, 4, 5, 6, 7, 7, 0];
  const summaries = await Promise.all(
    seeds.map((dataSeed) => trials.train({ study: { replicas: 2 }, dataSeed }, plainSummary)),
  );
  expect(summaries).toEqual(seeds);
  expect(read).toEqual([1, 3, 5, 7, 6, 4, 2, 0]);
  expect(work).toBe(10 * seeds.length);
});

test("trials of another summary, draw, study or number of examples have another address", async () => {
  const addresses: string[] = [];
  const trials = await openTrials("vee", {
    ...setting,
    onWork: () => undefined,
    kept: {
      async read(address) {
        addresses.push(address);
        return { summary: null, work: 0 };
      },
      keep: () => expect.unreachable(),
      placeOf: () => 0,
    },
  });
  const trial = { study: { replicas: 2 }, dataSeed: 1 };
  const others = [
    trial,
    { ...trial, dataSeed: 2 },
    { ...trial, study: { replicas: 3 } },
    { ...trial, examples: 100 },
    { ...trial, study: { replicas: 2, seed: 1 } },
  ];
  for (const other of others) await trials.train(other, plainSummary);
  await trials.train(trial, { ...plainSummary, name: "another" });
  expect(new Set(addresses).size).toBe(others.length + 1);
});
