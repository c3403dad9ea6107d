/** Receipts: a chain that anybody can compute again, the same from every backend, and segments that prove it. */
import { createHash } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Prepared, prepare } from "../../src/run/prepare.js";
import { filesOf, type PartContents } from "../../src/store/part-files.js";
import { receiptsOf, segmentSteps, snapshotOf } from "../../src/store/receipts.js";
import { runInto, trainInto } from "../../src/store/run-into.js";
import { drawSegments, receiptDifferences, trainSegments } from "../../src/store/segments.js";
import { openStore, type Store } from "../../src/store/store.js";
import { verifyStore } from "../../src/store/verify.js";
import type { StudyInput } from "../../src/study/study.js";
import { replicaDigest } from "../../src/train/fingerprint.js";
import type { Outcome } from "../../src/train/train-group.js";
import { refusal } from "../refusal.js";
import { bytesOf } from "./folder-bytes.js";
import { memoryFolder } from "./small-study.js";

const above = memoryFolder();
afterAll(() => rmSync(above, { recursive: true, force: true }));
let folders = 0;
const newFolder = () => join(above, String(folders++));

const STUDY = {
  data: { name: "moons", train: 40, test: 9, noise: 0.4 },
  hidden: [3],
  batchSize: 8,
  epochs: 7,
  optimizer: "adam",
  replicas: 6,
} satisfies StudyInput;
const OPTIONS = { partSize: 4, receipts: 4, workers: 0, backend: "simd" } as const;
const STEPS = 35;
const ENDS = [9, 18, 27, 35];

test("segments end at ceil(k T / n), each once, the last at T", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 300 }), (steps, count) => {
      const ends = segmentSteps(steps, count);
      expect(ends.at(-1)).toBe(steps);
      expect(ends.length).toBe(Math.min(steps, count));
      for (const [k, end] of ends.entries()) expect(end).toBeGreaterThan(ends[k - 1] ?? 0);
      if (count <= steps) expect(ends).toEqual(ends.map((_, k) => Math.ceil(((k + 1) * steps) / count)));
    }),
  );
  expect(segmentSteps(STEPS, 4)).toEqual(ENDS);
  expect(segmentSteps(5, 0)).toEqual([]);
});

describe("a folder with receipts", () => {
  const folder = newFolder();
  let prepared: Prepared;
  let store: Store;
  beforeAll(async () => {
    await runInto(folder, STUDY, OPTIONS);
    prepared = await prepare(STUDY);
    store = await openStore(folder, prepared, { receipts: 4, keepsStale: true });
  });

  test("has the bytes of every other backend, and of workers", async () => {
    for (const other of [{ backend: "scalar" }, { backend: "reference" }, { workers: 1 }] as const) {
      const again = newFolder();
      await runInto(again, STUDY, { ...OPTIONS, ...other });
      expect(bytesOf(again)).toEqual(bytesOf(folder));
    }
  });

  test("has other numbers in no file that a folder without them has, but the table", async () => {
    const plain = newFolder();
    const { fingerprint } = await runInto(plain, STUDY, { ...OPTIONS, receipts: 0 });
    const [left, right] = [bytesOf(plain), bytesOf(folder)];
    for (const path of Object.keys(left).filter((name) => name.endsWith(".npy"))) expect(right[path]).toBe(left[path]);
    expect(JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"))).toMatchObject({
      fingerprint,
      recorded: ["receipts:4"],
    });
    expect(Object.keys(right).filter((path) => !(path in left))).toEqual([
      "parts/0-3/segments.npy",
      "parts/4-5/segments.npy",
    ]);
  });

  test("has links that Node's own SHA-256 computes from the file of the states", async () => {
    const { receipts } = await store.read(store.parts[1]!);
    const file = readFileSync(join(folder, "parts/4-5/segments.npy"));
    expect(file.subarray(0, 128).toString("latin1")).toContain(`'shape': (2, 4, 3, ${prepared.plan.parameterCount})`);
    const states = file.subarray(128);
    const size = 4 * prepared.plan.parameterCount;
    const hash = (...pieces: (Uint8Array | string)[]) =>
      pieces.reduce((sum, piece) => sum.update(piece), createHash("sha256")).digest();
    for (const [n, replica] of [4, 5].entries()) {
      let link = hash(JSON.stringify([store.owner.identity, replica]));
      const links = ENDS.map((step, k) => {
        const at = (4 * n + k) * 3 * size;
        const of = Buffer.alloc(8);
        of.writeUInt32LE(step);
        link = hash(link, of, hash(states.subarray(at, at + size)), hash(states.subarray(at + size, at + 3 * size)));
        return link.toString("hex");
      });
      expect(receipts![n]).toEqual(links);
    }
  });

  test("is proved segment by segment, and the seed repeats the choice", async () => {
    const all = await verifyStore(folder, { segments: 99, workers: 0 });
    expect(all).toMatchObject({ same: true, differences: [], parts: { trained: [] }, segments: { total: 24 } });
    expect(all.segments!.trained).toHaveLength(24);
    expect(all.segments!.trained.slice(0, 5)).toEqual([
      ...ENDS.map((last, k) => ({ replica: 0, first: (ENDS[k - 1] ?? 0) + 1, last })),
      { replica: 1, first: 1, last: 9 },
    ]);
    for (const backend of ["simd", "scalar", "reference"] as const) {
      const told: number[] = [];
      const options = {
        segments: 5,
        segmentSeed: 7,
        backend,
        onProgress: ({ done }: { done: number }) => told.push(done),
      };
      const some = await verifyStore(folder, { ...options, workers: 0 });
      expect(some).toMatchObject({ same: true, backend, segments: { seed: 7 } });
      expect(some.segments!.trained).toHaveLength(5);
      expect(some.message).toContain("segments: 5 of 24 were trained again");
      expect(some.message).toContain("(--segments 5 --segment-seed 7 repeats this choice)");
      expect(some.message).toContain("none was trained again");
      expect((await verifyStore(folder, { ...options, workers: 0 })).segments).toEqual(some.segments);
    }
    const seed = all.segments!.seed;
    expect((await verifyStore(folder, { segments: 3, segmentSeed: seed, workers: 0 })).segments!.seed).toBe(seed);
  });

  test("is proved part by part, too", async () => {
    const found = await verifyStore(folder, { workers: 0 });
    expect(found).toMatchObject({ same: true, segments: null, parts: { trained: ["0-3", "4-5"] } });
  });

  test("is continued with the same receipts alone", async () => {
    await expect(runInto(folder, STUDY, { ...OPTIONS, receipts: 5 })).rejects.toThrow(
      refusal("wrong-value", "folder", /records \["receipts:4"\] and not \["receipts:5"\]/),
    );
    expect((await runInto(folder, STUDY, OPTIONS)).fingerprint).toMatch(/^[0-9a-f]{64}$/);
  });

  test("has parts of as many replicas as fit with their states", async () => {
    const [few, many] = [newFolder(), newFolder()];
    const study = { ...STUDY, hidden: [300, 300], replicas: 99, epochs: 1, data: { ...STUDY.data, train: 8 } };
    const prepared = await prepare(study);
    const sizes = await Promise.all(
      [0, 40].map(async (receipts, n) => (await openStore([few, many][n]!, prepared, { receipts })).parts[0]!.end),
    );
    expect(sizes[1]).toBeLessThan(sizes[0]!);
  });

  describe("that was altered", () => {
    /** Writes a part anew, with its digest and its receipts, from what a forger makes of it. */
    async function forged(change: (outcomes: Outcome[], contents: PartContents) => void): Promise<string> {
      const place = newFolder();
      await runInto(place, STUDY, OPTIONS);
      const other = await openStore(place, prepared, { receipts: 4, keepsStale: true });
      const part = other.parts[1]!;
      const contents = await other.read(part);
      const { examples, columns } = { examples: 9, columns: 1 };
      const outcomes = contents.replicas.map((replica, n): Outcome => {
        const size = 3 * prepared.plan.parameterCount;
        const take = (values: Float32Array, each: number) => values.slice(n * each, (n + 1) * each);
        const states = take(contents.segments!, 4 * size);
        return {
          ...replica,
          expectedLoss: null,
          logits: take(contents.logits, examples * columns),
          predictions: take(contents.predictions, examples * columns),
          segments: ENDS.map((_, k) =>
            snapshotOf(states.slice(k * size, (k + 1) * size), prepared.plan.parameterCount),
          ),
        };
      });
      change(outcomes, contents);
      const { parameterCount } = prepared.plan;
      const shape = { parameters: parameterCount, examples, columns, segments: 4, state: 3 * parameterCount };
      const { record, files } = filesOf(other.owner, part, outcomes, shape);
      for (const [name, bytes] of Object.entries(files)) writeFileSync(join(place, "parts/4-5", name), bytes);
      const manifest = JSON.parse(readFileSync(join(place, "manifest.json"), "utf8")) as {
        parts: { digest: string }[];
      };
      manifest.parts[1]!.digest = record.digest;
      writeFileSync(join(place, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
      return place;
    }
    const flipped = (values: Float32Array, at: number) => {
      new Uint32Array(values.buffer, values.byteOffset, values.length)[at]! ^= 1;
    };
    const proved = (place: string) => verifyStore(place, { segments: 99, backend: "scalar", workers: 0 });

    test("in no way is the same", async () => {
      expect((await proved(await forged(() => {}))).same).toBe(true);
    });

    test("in the file of the states is named by its digest", async () => {
      const place = newFolder();
      await runInto(place, STUDY, OPTIONS);
      const path = join(place, "parts/0-3/segments.npy");
      const bytes = readFileSync(path);
      bytes[1000]! ^= 1;
      writeFileSync(path, bytes);
      expect((await proved(place)).message).toContain(
        `the numbers in ${join(place, "parts/0-3")} do not have its digest`,
      );
      const said: string[] = [];
      await runInto(place, STUDY, { ...OPTIONS, onDamaged: (message) => said.push(message) });
      expect(said).toEqual([expect.stringContaining("it is trained again")]);
      expect(bytesOf(place)).toEqual(bytesOf(folder));
    });

    test.each([
      ["a weight", 2, "layer 1, W[", 0],
      ["the second moment of a bias", 2, "state 2 of layer 2, b[0]", -1],
    ])(
      "in %s of a state, with receipts, digests and manifest to match: its segment differs, and mostly the next",
      async (_, k, name, at) => {
        const place = await forged(([, outcome]) => {
          const { parameters, state } = outcome!.segments![k]!;
          if (at === 0) flipped(parameters, 0);
          else flipped(state[1]!, parameters.length - 1);
        });
        const { same, differences } = await proved(place);
        expect(same).toBe(false);
        const places = differences.map((difference) => difference.replace(join(place, "parts/4-5"), ""));
        expect(places[0]).toMatch(/^\/segments\.npy: replica 5, steps 19 to 27: /);
        // The last bit of a moment may be rounded away by the steps behind it.
        if (at === 0) expect(places[1]).toMatch(/^\/segments\.npy: replica 5, steps 28 to 35: /);
        expect(places.length).toBeLessThanOrEqual(2);
        expect(differences[0]).toContain(`${name}`);
        expect(differences[0]).toMatch(/ is 0x[0-9a-f]{8}, scalar 0x[0-9a-f]{8}$/);
      },
    );

    test("in a link, with digests to match", async () => {
      const place = await forged((outcomes) => {
        // Receipts of another replica: the chain is of its number.
        outcomes.reverse();
        for (const [n, outcome] of outcomes.entries()) outcome.index = 4 + n;
      });
      // Whatever is consistent in itself is found by training.
      expect((await proved(place)).differences).toHaveLength(8);
      const links = await forged(() => {});
      const table = join(links, "parts/4-5/replicas.parquet");
      const text = readFileSync(table, "latin1");
      const { receipts } = await store.read(store.parts[1]!);
      writeFileSync(table, text.replaceAll(receipts![0]![1]!, "0".repeat(64)), "latin1");
      expect((await proved(links)).same).toBe(false);
    });

    test("in the parameters of the result, with digests to match", async () => {
      const place = await forged(([outcome]) => {
        flipped(outcome!.parameters, 1);
        outcome!.digest = replicaDigest(outcome!.parameters);
      });
      expect((await proved(place)).differences).toEqual([
        `${join(place, "parts/4-5")}: replica 4 has other parameters than its last receipt`,
      ]);
    });

    test("by another arithmetic, which trains with the next learning rate: every segment differs", async () => {
      const near = { ...STUDY, optimizer: { name: "adam", learningRate: 0.001 * (1 + 2 ** -20) } } as StudyInput;
      const elsewhere = newFolder();
      await trainInto(elsewhere, near, OPTIONS);
      const other = await openStore(elsewhere, await prepare(near), { receipts: 4, keepsStale: true });
      const contents = await other.read(other.parts[1]!);
      const place = await forged((outcomes) => {
        for (const [n, outcome] of outcomes.entries()) {
          const size = 3 * prepared.plan.parameterCount;
          outcome.segments = ENDS.map((_, k) =>
            snapshotOf(
              contents.segments!.slice((4 * n + k) * size, (4 * n + k + 1) * size),
              prepared.plan.parameterCount,
            ),
          );
          outcome.parameters = contents.replicas[n]!.parameters;
          outcome.digest = contents.replicas[n]!.digest;
        }
      });
      expect((await proved(place)).differences).toHaveLength(8);
    });
  });
});

describe("with early stopping", () => {
  const stopping = {
    ...STUDY,
    epochs: 30,
    optimizer: { name: "adam", learningRate: 0.05 },
    earlyStopping: { share: 0.3, patience: 2 },
  } satisfies StudyInput;

  test("a chain ends where its replica does, and the best epoch is proved where a segment has it", async () => {
    const folder = newFolder();
    const options = { ...OPTIONS, receipts: 40 };
    await runInto(folder, stopping, options);
    const prepared = await prepare(stopping);
    const store = await openStore(folder, prepared, { receipts: 40, keepsStale: true });
    let total = 0;
    for (const part of store.parts) {
      const { receipts, replicas } = await store.read(part);
      for (const [n, { epochs }] of replicas.entries()) {
        const last = epochs!.last * prepared.plan.stepsPerEpoch;
        expect(receipts![n]).toHaveLength(store.owner.segments.filter((step) => step <= last).length);
        total += receipts![n]!.length;
      }
    }
    expect(await verifyStore(folder, { segments: 1e6, workers: 0 })).toMatchObject({ same: true, segments: { total } });
    expect(total).toBeLessThan(6 * 40);
  });

  test("other parameters at a best epoch inside of a segment are named, and a chain that is cut", async () => {
    const folder = newFolder();
    await runInto(folder, stopping, { ...OPTIONS, receipts: 40 });
    const store = await openStore(folder, await prepare(stopping), { receipts: 40, keepsStale: true });
    const { stepsPerEpoch } = store.prepared.plan;
    const [part] = store.parts as [(typeof store.parts)[0]];
    const contents = await store.read(part);
    const ends = [0, ...store.owner.segments];
    const inside = contents.replicas.flatMap(({ index, epochs }, n) => {
      const best = epochs!.best * stepsPerEpoch;
      const at = ends.findIndex((end, k) => end < best && best < ends[k + 1]!);
      return at >= 0 && at < contents.receipts![n]!.length ? [{ part, replica: index, index: at }] : [];
    });
    expect(inside.length).toBeGreaterThan(0);
    const forged = {
      ...contents,
      replicas: contents.replicas.map((replica) => ({ ...replica, digest: new Uint8Array(32) })),
    };
    const found = (given: PartContents) => trainSegments({ ...store, read: async () => given }, inside, "scalar", {});
    expect(await found(contents)).toEqual([]);
    expect(await found(forged)).toEqual(
      inside.map(({ replica }) => expect.stringMatching(`replica ${replica}, .*at its best epoch, with the scalar`)),
    );
    const cut = { ...contents, receipts: contents.receipts!.map((links) => links.slice(1)) };
    expect(receiptDifferences(store, part, contents)).toEqual([]);
    expect(receiptDifferences(store, part, cut)).toEqual(
      contents.receipts!.flatMap(({ length }, n) =>
        length === 0 ? [] : [expect.stringContaining(`replica ${n} has ${length - 1} receipts and not ${length}`)],
      ),
    );
  });

  test("of replicas that stop before the first end there is none, and nothing is drawn", async () => {
    const folder = newFolder();
    await runInto(folder, { ...stopping, epochs: 500 }, { ...OPTIONS, receipts: 1 });
    const found = await verifyStore(folder, { segments: 3, workers: 0 });
    expect(found).toMatchObject({ same: true, segments: { total: 0, trained: [] } });
    expect(found.message).toContain("segments: none has a receipt.");
  });
});

test("a chain depends on the store, the replica, the step and every number of the states", () => {
  const states = [Float32Array.of(1, 2, 3, 4), Float32Array.of(5, 6, 7, 8)];
  const chain = (identity = "a", replica = 0, steps = [1, 2], of = states) =>
    receiptsOf(identity, replica, steps, of, 2);
  const own = chain();
  for (const other of [chain("b"), chain("a", 1), chain("a", 0, [2, 2])])
    for (const [k, link] of other.entries()) expect(link).not.toBe(own[k]);
  const last = chain("a", 0, [1, 2 ** 40]);
  expect([last[0], last[1] === own[1]]).toEqual([own[0], false]);
  for (let n = 0; n < 4; n++) {
    const changed = chain("a", 0, [1, 2], [states[0]!, states[1]!.map((value, at) => (at === n ? -value : value))]);
    expect([changed[0], changed[1] === own[1]]).toEqual([own[0], false]);
  }
  // Zeros have a sign.
  const zero = (value: number) => chain("a", 0, [1], [Float32Array.of(value, 0)])[0];
  expect(zero(0)).not.toBe(zero(-0));
});

test("segments are drawn each once, in order, by the seed alone", () => {
  const part = (first: number, counts: number[]) => ({
    part: { name: String(first), first, end: first + counts.length },
    counts,
  });
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.nat(5), { minLength: 1, maxLength: 4 }), { maxLength: 4 }),
      fc.integer({ min: 1, max: 30 }),
      fc.maxSafeNat(),
      (counts, count, seed) => {
        let first = 0;
        const all = counts.map((own) => {
          const made = part(first, own);
          first += own.length;
          return made;
        });
        const total = counts.flat().reduce((sum, own) => sum + own, 0);
        const drawn = drawSegments(all, count, seed);
        expect(drawn).toHaveLength(Math.min(count, total));
        const keys = drawn.map(({ replica, index }) => 10 * replica + index);
        expect(keys).toEqual([...new Set(keys)].sort((a, b) => a - b));
        for (const { part: of, replica, index } of drawn) {
          expect(replica >= of.first && replica < of.end).toBe(true);
          expect(index).toBeLessThan(counts.flat()[replica]!);
        }
        expect(drawSegments(all, count, seed)).toEqual(drawn);
      },
    ),
  );
  const wide = [part(0, Array<number>(1000).fill(64))];
  expect(drawSegments(wide, 5, 1)).not.toEqual(drawSegments(wide, 5, 2));
});

test("what cannot be done is refused", async () => {
  const folder = newFolder();
  await runInto(folder, STUDY, { ...OPTIONS, receipts: 0 });
  const verify = (options: object) => verifyStore(folder, { workers: 0, ...options });
  await expect(verify({ segments: 3 })).rejects.toThrow(
    refusal("wrong-value", "options.segments", JSON.stringify(folder)),
  );
  await expect(verify({ segments: 3, sample: 1 })).rejects.toThrow(refusal("misplaced-field", "options.sample", "1"));
  await expect(verify({ segments: 3, parts: ["0-3"] })).rejects.toThrow(refusal("misplaced-field", "options.parts"));
  await expect(verify({ segmentSeed: 3 })).rejects.toThrow(refusal("misplaced-field", "options.segmentSeed", "3"));
  await expect(verify({ segments: 0 })).rejects.toThrow(refusal("wrong-value", "options.segments", "0"));
  await expect(runInto(newFolder(), STUDY, { receipts: -1 })).rejects.toThrow(
    refusal("wrong-value", "options.receipts", "-1"),
  );
});
