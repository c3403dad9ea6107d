/** The process killed, or the power lost, at every operation on the disk: the next run ends as if nothing had been. */
import { cpSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { runInto } from "../../src/store/run-into.js";
import { crashStates, restore } from "./crash-states.js";
import { CUT, cutPool } from "./cut-pool.js";
import { bytesOf } from "./folder-bytes.js";
import { memoryFolder, OPTIONS, STUDY } from "./small-study.js";

const above = memoryFolder();
afterAll(() => rmSync(above, { recursive: true, force: true }));

let folders = 0;
const scratch = (): string => {
  const folder = join(above, String(folders++));
  mkdirSync(folder);
  return folder;
};

/** A store that is whole. */
const whole = join(scratch(), "whole");
const isWhole = runInto(whole, STUDY, OPTIONS);

/** Every crash of some work in a folder, each followed by the same work. */
async function crashed(prepare: (store: string) => Promise<unknown> | unknown, options: object): Promise<number> {
  await isWhole;
  const before = scratch();
  await prepare(join(before, "s"));
  const work = (folder: string) => runInto(join(folder, "s"), STUDY, options);
  const states = await crashStates(before, () => work(before));
  expect(bytesOf(join(before, "s"))).toEqual(bytesOf(whole));
  for (const state of states) {
    const folder = join(above, "crashed");
    restore(state, folder);
    const trained: number[] = [];
    await runInto(join(folder, "s"), STUDY, { ...options, onProgress: ({ done }) => trained.push(done) }).catch(
      (cause: unknown) => {
        throw new Error(`${state.when}: ${String(cause)}`, { cause });
      },
    );
    expect({ when: state.when, left: bytesOf(join(folder, "s")) }).toEqual({ when: state.when, left: bytesOf(whole) });
    // What is done is kept, whatever happens behind it.
    if (state.isDone) expect({ when: state.when, trained }).toEqual({ when: state.when, trained: [] });
    rmSync(folder, { recursive: true });
  }
  console.log(`${states.length} states`);
  return states.length;
}

test("a new folder", async () => {
  expect(await crashed(() => {}, OPTIONS)).toBeGreaterThan(100);
});

test("a new folder, with checkpoints; and one that is begun", async () => {
  const often = { ...OPTIONS, checkpointEvery: 1e-9 };
  expect(await crashed(() => {}, often)).toBeGreaterThan(100);
  const begin = async (store: string) => {
    for (const slices of [1, 2, 1]) {
      const pool = cutPool(slices, 1);
      await expect(runInto(store, STUDY, { ...often, workers: undefined, pool })).rejects.toThrow(CUT);
    }
  };
  expect(await crashed(begin, often)).toBeGreaterThan(100);
});

test("a folder with another study, which is replaced", async () => {
  const other = { ...STUDY, hidden: [2] };
  expect(await crashed((store) => runInto(store, other, OPTIONS), { ...OPTIONS, replace: true })).toBeGreaterThan(100);
});

test("a folder in which a part is cut, a study altered, and the record of the store gone", async () => {
  const damage = (store: string) => {
    cpSync(whole, store, { recursive: true });
    truncateSync(join(store, "parts/0-1/logits.npy"), 100);
    writeFileSync(join(store, "parts/2-3/part.json"), "");
    rmSync(join(store, "store.json"));
  };
  expect(await crashed(damage, OPTIONS)).toBeGreaterThan(50);
  const alter = (store: string) => {
    cpSync(whole, store, { recursive: true });
    const study = readFileSync(join(store, "study.json"), "utf8");
    writeFileSync(join(store, "study.json"), study.replace('"epochs": 1', '"epochs": 2'));
  };
  expect(await crashed(alter, OPTIONS)).toBeGreaterThan(5);
});
