/** Checkpoints: a training that is cut goes on to the same bytes, whatever cuts it; what a disk has damaged is named. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { sha256 } from "../../src/host/sha256.js";
import type { Snapshot } from "../../src/reference/trainer.js";
import { prepare } from "../../src/run/prepare.js";
import { readKept } from "../../src/store/checkpoint-file.js";
import { checkpointName, removeCheckpoints, removeOlder } from "../../src/store/checkpoints.js";
import { type RunIntoOptions, runInto, trainInto } from "../../src/store/run-into.js";
import { storeStatus } from "../../src/store/status.js";
import { openStore } from "../../src/store/store.js";
import { verifyStore } from "../../src/store/verify.js";
import { DivergedError } from "../../src/study/errors.js";
import type { StudyInput } from "../../src/study/study.js";
import { writeCheckpoint } from "../../src/train/checkpoint.js";
import type { Backend } from "../../src/train/group.js";
import { refusal } from "../refusal.js";
import { study as anyStudy } from "../train/small-studies.js";
import { CUT, cutPool } from "./cut-pool.js";
import { bytesOf } from "./folder-bytes.js";
import { memoryFolder } from "./small-study.js";

const above = memoryFolder();
afterAll(() => rmSync(above, { recursive: true, force: true }));
let folders = 0;
const newFolder = () => join(above, String(folders++));

/** At every slice of work. */
const ALWAYS = 1e-9;

/** What a run leaves: its bytes, or where it diverged. */
async function ended(folder: string, study: StudyInput, options: RunIntoOptions): Promise<unknown> {
  try {
    await runInto(folder, study, options);
    return bytesOf(folder);
  } catch (error) {
    if (!(error instanceof DivergedError)) throw error;
    return [error.replica, error.step, error.message];
  }
}

/** A study of some epochs that may use anything, may stop early, and may leave the finite numbers. */
const long: fc.Arbitrary<StudyInput> = fc
  .record({
    study: anyStudy,
    epochs: fc.integer({ min: 1, max: 9 }),
    earlyStopping: fc.option(
      fc.record({
        share: fc.constantFrom(0.1, 0.5),
        patience: fc.integer({ min: 1, max: 3 }),
        minDelta: fc.constantFrom(0, 0.01),
      }),
    ),
    wild: fc.constantFrom(false, false, false, true),
  })
  .map(({ study, epochs, earlyStopping, wild }) => ({
    ...study,
    epochs,
    // Of 23 examples at least 11 are trained on.
    ...(earlyStopping && {
      batchSize: Math.min(study.batchSize!, 8),
      shuffleWindow: Math.min(study.shuffleWindow!, 8),
    }),
    earlyStopping,
    ...(wild && { optimizer: { name: "sgd", learningRate: 30 }, activation: "relu", schedule: "constant" }),
  })) as fc.Arbitrary<StudyInput>;

const cut = fc.record({
  slices: fc.integer({ min: 0, max: 25 }),
  lanes: fc.constantFrom(1, 4, 16),
  backend: fc.constantFrom<Backend[]>("simd", "scalar", "reference"),
});

test("any study, cut anywhere and any number of times, with any backend and groups of any size: the same bytes", async () => {
  let went = 0;
  await fc.assert(
    fc.asyncProperty(
      long,
      fc.array(cut, { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 5 }),
      fc.record({ trail: fc.boolean(), curves: fc.boolean(), receipts: fc.constantFrom(0, 0, 1, 3, 64) }),
      async (study, cuts, partSize, recorded) => {
        const options = { partSize, ...recorded, checkpointEvery: ALWAYS };
        const [whole, folder] = [newFolder(), newFolder()];
        const wanted = await ended(whole, study, { ...options, workers: 0, backend: "scalar", checkpointEvery: 0 });
        for (const { slices, lanes, backend } of cuts) {
          const simd = backend === "simd" ? Math.max(lanes, 1) : lanes;
          const pool = cutPool(slices, backend === "scalar" ? Math.min(lanes, 4) : simd);
          await ended(folder, study, { ...options, backend, pool }).catch((error: Error) => {
            if (error.message !== CUT) throw error;
          });
        }
        const messages: string[] = [];
        const pool = cutPool(Infinity, 4, (_, step) => {
          went += Math.sign(step);
        });
        const last = {
          ...options,
          pool,
          backend: "simd",
          onDamaged: (message: string) => messages.push(message),
        } as const;
        expect(await ended(folder, study, last)).toEqual(wanted);
        expect(messages).toEqual([]);
        for (const each of [whole, folder]) rmSync(each, { recursive: true, force: true });
      },
    ),
    { numRuns: 60 },
  );
  // It did go on.
  expect(went).toBeGreaterThan(20);
});

const STUDY = {
  data: { name: "moons", train: 60, test: 9, noise: 0.4 },
  hidden: [4],
  batchSize: 5,
  epochs: 40,
  earlyStopping: { share: 0.3, patience: 40 },
  replicas: 6,
} satisfies StudyInput;
const OPTIONS = { partSize: 6, checkpointEvery: ALWAYS, backend: "simd", curves: true } as const;

let wholeBytes: Record<string, string>;
let begun: string;

/** A folder whose only part is trained by half: two checkpoints of replicas 0 to 3. */
beforeEach(async () => {
  if (begun !== undefined) return;
  const whole = newFolder();
  await runInto(whole, STUDY, { ...OPTIONS, workers: 0 });
  wholeBytes = bytesOf(whole);
  begun = newFolder();
  await expect(runInto(begun, STUDY, { ...OPTIONS, pool: cutPool(60, 4) })).rejects.toThrow(CUT);
});

const checkpointsIn = (folder: string) =>
  readdirSync(join(folder, "checkpoints")).sort((a, b) => Number(a.split("@")[1]) - Number(b.split("@")[1]));

function copied(): { folder: string; older: string; latest: string } {
  const folder = newFolder();
  cpSync(begun, folder, { recursive: true });
  const [older, latest, ...others] = checkpointsIn(folder);
  expect(others).toEqual([]);
  return { folder, older: older!, latest: latest! };
}

const stepOf = (name: string) => Number(name.split("@")[1]);

/** The bytes of a run that goes on in a folder, where it went on, and what it named. */
async function continued(folder: string, study: StudyInput | undefined = STUDY, options: RunIntoOptions = {}) {
  const [messages, from]: [string[], Record<number, number>] = [[], {}];
  const pool = cutPool(Infinity, 4, (first, step) => {
    from[first] = step;
  });
  await runInto(folder, study, {
    ...OPTIONS,
    pool,
    checkpointEvery: 0,
    onDamaged: (message) => messages.push(message),
    ...options,
  });
  return { bytes: bytesOf(folder), messages, from };
}

describe("a folder that is begun", () => {
  test("has the last two checkpoints of a group, and status says so", async () => {
    const { folder, older, latest } = copied();
    expect(stepOf(older)).toBeLessThan(stepOf(latest));
    const { checkpoints, parts } = await storeStatus(folder);
    expect(checkpoints).toEqual([{ first: 0, last: 3, step: stepOf(latest), steps: 40 * 9 }]);
    expect(parts).toMatchObject({ done: 0, missing: ["0-5"] });
  });

  test("goes on at the latest, replicas without one at the start, and nothing else is left", async () => {
    const { folder, latest } = copied();
    const { bytes, messages, from } = await continued(folder);
    expect(from).toEqual({ 0: stepOf(latest), 4: 0 });
    expect(messages).toEqual([]);
    expect(bytes).toEqual(wholeBytes);
    expect((await storeStatus(folder)).checkpoints).toEqual([]);
  });

  test("counts the steps that were done before", async () => {
    const { folder, latest } = copied();
    const told: number[] = [];
    await runInto(folder, STUDY, { ...OPTIONS, workers: 0, onProgress: ({ done }) => told.push(done) });
    expect(told[0]).toBeGreaterThanOrEqual(4 * stepOf(latest));
    expect(told.at(-1)).toBe(6 * 40 * 9);
  });

  test("as it goes on without the study, in workers, and by a shard, which leaves it to others to end", async () => {
    const { folder } = copied();
    await trainInto(folder, undefined, { ...OPTIONS, workers: 1, shard: { index: 1, of: 1 } });
    expect(readdirSync(join(folder, "checkpoints"))).toEqual([]);
    expect((await continued(folder)).bytes).toEqual(wholeBytes);
  });

  test("has no use of them where its part is there", async () => {
    const { folder } = copied();
    const { bytes } = await continued(folder);
    cpSync(join(begun, "checkpoints"), join(folder, "checkpoints"), { recursive: true });
    expect((await storeStatus(folder)).checkpoints).toEqual([]);
    expect((await continued(folder)).bytes).toEqual(bytes);
  });

  test("verify trains from the start, and leaves them alone", async () => {
    const { folder } = copied();
    const before = bytesOf(folder);
    expect(await verifyStore(folder, { workers: 0 })).toMatchObject({ same: true, parts: { missing: ["0-5"] } });
    expect(bytesOf(folder)).toEqual(before);
    await continued(folder);
    cpSync(join(begun, "checkpoints"), join(folder, "checkpoints"), { recursive: true });
    const finished = bytesOf(folder);
    expect(await verifyStore(folder, { workers: 0 })).toMatchObject({ same: true, parts: { trained: ["0-5"] } });
    expect(bytesOf(folder)).toEqual(finished);
  });

  test("--replace takes the checkpoints of another study away", async () => {
    const { folder } = copied();
    const other = { ...STUDY, seed: 3 };
    await runInto(folder, other, { ...OPTIONS, workers: 0, replace: true });
    const fresh = newFolder();
    await runInto(fresh, other, { ...OPTIONS, workers: 0 });
    expect(bytesOf(folder)).toEqual(bytesOf(fresh));
  });
});

/** A whole checkpoint whose first line is another. */
function withRecord(bytes: Buffer, change: object): Uint8Array {
  const [first, second] = [bytes.indexOf(10), bytes.indexOf(10, bytes.indexOf(10) + 1)];
  const record = { ...(JSON.parse(bytes.subarray(0, first).toString()) as object), ...change };
  const lines = Buffer.concat([Buffer.from(JSON.stringify(record)), bytes.subarray(first, second + 1)]);
  const body = bytes.subarray(second + 33, -32);
  const owned = Buffer.concat([sha256(new Uint8Array(lines)), body]);
  return Buffer.concat([lines, owned, sha256(new Uint8Array(owned))]);
}

const DAMAGES: [string, (bytes: Buffer) => Uint8Array, says: string][] = [
  ["cut by a byte", (bytes) => bytes.subarray(0, -1), "is cut or damaged"],
  ["cut by half", (bytes) => bytes.subarray(0, bytes.length >> 1), "is cut or damaged"],
  ["cut in its first line", (bytes) => bytes.subarray(0, 40), "is cut or damaged"],
  ["empty", () => new Uint8Array(), "is cut or damaged"],
  ["zeros", (bytes) => Buffer.alloc(bytes.length), "is cut or damaged"],
  ["longer by a byte", (bytes) => Buffer.concat([bytes, Buffer.alloc(1)]), "is cut or damaged"],
  [
    "lines of another",
    (bytes) => Buffer.from(bytes.map((byte, n) => (n === 20 ? byte ^ 1 : byte))),
    "is cut or damaged",
  ],
  [
    "of another study",
    (bytes) => withRecord(bytes, { identity: "0".repeat(64) }),
    "is of another study, or of other replicas",
  ],
  ["of other replicas", (bytes) => withRecord(bytes, { first: 1 }), "is of another study, or of other replicas"],
  ["of another step", (bytes) => withRecord(bytes, { step: 1 }), "is of another study, or of other replicas"],
  ["of a longer study", (bytes) => withRecord(bytes, { steps: 1e6 }), "is of another study, or of other replicas"],
  ["of another format", (bytes) => withRecord(bytes, { format: 2 }), "is of another version"],
  ["of other bits", (bytes) => withRecord(bytes, { bits: 2 }), "is of another version"],
];

describe("a checkpoint that is", () => {
  test.each(DAMAGES)("%s is named, and an older one is used", async (_, damage, says) => {
    const { folder, older, latest } = copied();
    const path = join(folder, "checkpoints", latest);
    writeFileSync(path, damage(readFileSync(path)));
    const { bytes, messages, from } = await continued(folder);
    expect(messages).toEqual([`${path} ${says}: it is not used`]);
    expect(from).toEqual({ 0: stepOf(older), 4: 0 });
    expect(bytes).toEqual(wholeBytes);
  });

  test("altered in any bit is not used", async () => {
    const { folder, latest } = copied();
    const prepared = await prepare(STUDY);
    const { owner } = await openStore(folder, prepared, { withCurves: true, keepsStale: true });
    const bytes = new Uint8Array(readFileSync(join(folder, "checkpoints", latest)));
    const expected = { first: 0, last: 3, step: stepOf(latest) };
    expect(checkpointName(readKept(bytes, owner.identity, prepared, expected), 6)).toBe(latest);
    for (let n = 0; n < bytes.length; n += 7) {
      bytes[n]! ^= 1 << (n % 8);
      expect(() => readKept(bytes, owner.identity, prepared, expected)).toThrow("is cut or damaged");
      bytes[n]! ^= 1 << (n % 8);
    }
  });

  test("of another study, whole and by the same name, is named; without any other it starts again", async () => {
    const other = newFolder();
    const study = { ...STUDY, seed: 1 };
    await expect(runInto(other, study, { ...OPTIONS, pool: cutPool(60, 4) })).rejects.toThrow(CUT);
    const { folder, older, latest } = copied();
    const [, foreign] = checkpointsIn(other);
    for (const name of [older, latest]) rmSync(join(folder, "checkpoints", name));
    const path = join(folder, "checkpoints", foreign!);
    cpSync(join(other, "checkpoints", foreign!), path);
    const { bytes, messages, from } = await continued(folder);
    expect(messages).toEqual([`${path} is of another study, or of other replicas: it is not used`]);
    expect(from).toEqual({ 0: 0 });
    expect(bytes).toEqual(wholeBytes);
  });

  test("of the same study that records something else is another's", async () => {
    const { folder, older, latest } = copied();
    const plain = newFolder();
    await expect(runInto(plain, STUDY, { ...OPTIONS, curves: false, pool: cutPool(9, 4) })).rejects.toThrow(CUT);
    for (const name of readdirSync(join(plain, "checkpoints"))) rmSync(join(plain, "checkpoints", name));
    for (const name of [older, latest]) cpSync(join(folder, "checkpoints", name), join(plain, "checkpoints", name));
    const { messages, from } = await continued(plain, STUDY, { curves: false });
    expect(messages).toHaveLength(2);
    expect(from).toEqual({ 0: 0 });
  });

  test("by the name of other replicas, or of none of the study, changes nothing", async () => {
    const { folder, older, latest } = copied();
    const place = (name: string) => join(folder, "checkpoints", name);
    renameSync(place(older), place("1-4@7"));
    cpSync(place(latest), place("0-3@99999999999"));
    cpSync(place(latest), place("3-0@5"));
    cpSync(place(latest), place("6-9@5"));
    writeFileSync(place("notes.txt"), "mine");
    mkdirSync(place("2-2@900000"));
    const { bytes, messages, from } = await continued(folder);
    expect(messages.map((message) => message.replace(/^.*checkpoints./, ""))).toEqual([
      "0-3@99999999999 is of another study, or of other replicas: it is not used",
      "2-2@900000 is cut or damaged: it is not used",
      "1-4@7 is of another study, or of other replicas: it is not used",
    ]);
    expect(from).toEqual({ 0: stepOf(latest), 4: 0 });
    expect(bytes).toEqual(wholeBytes);
  });
});

test("of the same replicas the two before a step stay, and of a part that is there none", async () => {
  const folder = newFolder();
  mkdirSync(join(folder, "checkpoints"), { recursive: true });
  for (const name of ["0-3@10", "0-3@20", "0-3@30", "0-3@40", "0-2@5", "4-7@10"])
    writeFileSync(join(folder, "checkpoints", name), "");
  const replicas = Array.from({ length: 4 }) as never;
  await removeOlder(folder, { first: 0, step: 30, replicas });
  expect(readdirSync(join(folder, "checkpoints")).sort()).toEqual(["0-2@5", "0-3@20", "0-3@30", "0-3@40", "4-7@10"]);
  await removeCheckpoints(folder, { first: 0, end: 4 } as never);
  expect(readdirSync(join(folder, "checkpoints"))).toEqual(["4-7@10"]);
});

test("a divergence before the checkpoint is not lost", async () => {
  const study = {
    ...STUDY,
    earlyStopping: null,
    activation: "relu",
    optimizer: { name: "sgd", learningRate: 1e9 },
    replicas: 4,
  };
  const wanted = await ended(newFolder(), study as StudyInput, { ...OPTIONS, workers: 0 });
  expect(wanted).toEqual([0, expect.any(Number), expect.any(String)]);
  const folder = newFolder();
  await expect(runInto(folder, study as StudyInput, { ...OPTIONS, pool: cutPool(40, 4) })).rejects.toThrow(CUT);
  const [, latest] = checkpointsIn(folder);
  expect(stepOf(latest!)).toBeGreaterThan((wanted as [number, number])[1]);
  expect(await ended(folder, study as StudyInput, { ...OPTIONS, workers: 0 })).toEqual(wanted);
});

test("a training that ends before its time writes none, and 0 is none", async () => {
  for (const checkpointEvery of [undefined, 60, 0]) {
    const folder = newFolder();
    const pool = cutPool(60, 4);
    await expect(runInto(folder, STUDY, { ...OPTIONS, checkpointEvery, pool })).rejects.toThrow(CUT);
    expect(() => readdirSync(folder)).toThrow("ENOENT");
  }
});

test.each([-1, Number.NaN, Number.POSITIVE_INFINITY, "60"])("%s seconds are refused", async (checkpointEvery) => {
  const options = { checkpointEvery: checkpointEvery as number };
  const said = refusal(/wrong-(type|value)/, "options.checkpointEvery", /.*/);
  await expect(runInto(newFolder(), STUDY, options)).rejects.toThrow(said);
  await expect(trainInto(newFolder(), STUDY, options)).rejects.toThrow(said);
});

test("where no checkpoint can be written the training says so and goes on", async () => {
  const folder = mkdtempSync(join(tmpdir(), "doppelgrad-checkpoints-"));
  writeFileSync(join(folder, "checkpoints"), "");
  const messages: string[] = [];
  await runInto(folder, STUDY, { ...OPTIONS, workers: 0, onDamaged: (message) => messages.push(message) });
  expect(messages.length).toBeGreaterThan(0);
  for (const message of messages)
    expect(message).toMatch(/checkpoints" could not be made: .*\. The training goes on without it\.$/);
  expect(bytesOf(folder)).toEqual(wholeBytes);
  rmSync(folder, { recursive: true });
});

test("the same replicas by the trainer's own checkpoints have the same parameters and states", async () => {
  const { folder, latest } = copied();
  const prepared = await prepare(STUDY);
  const { owner } = await openStore(folder, prepared, { withCurves: true, keepsStale: true });
  const bytes = new Uint8Array(readFileSync(join(folder, "checkpoints", latest)));
  const kept = readKept(bytes, owner.identity, prepared, { first: 0, last: 3, step: stepOf(latest) });
  const { openGroup } = await import("../../src/train/setting.js");
  const group = await openGroup(prepared, "scalar", 1);
  for (const [replica, { now }] of kept.replicas.entries()) {
    group.start([replica]);
    group.advance(kept.step);
    const bytes = (state: Snapshot) => writeCheckpoint(new Uint8Array(32), kept.step, [state]);
    expect(bytes(now)).toEqual(bytes(group.snapshot(0)));
  }
});
