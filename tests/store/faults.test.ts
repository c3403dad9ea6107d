/** A disk that fails at any operation: one sentence, nothing half written, and the next run ends as if nothing had been. */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { failure } from "../../src/cli/failure.js";
import { prepare, shapeOf } from "../../src/run/prepare.js";
import { outputsInParts } from "../../src/store/outputs-in-parts.js";
import { type RunIntoOptions, runInto } from "../../src/store/run-into.js";
import { openStore } from "../../src/store/store.js";
import { shell } from "../cli/command-line.js";
import { integersOf } from "../fuzz/seeded.js";
import { notRun } from "../not-run.js";
import { refusal } from "../refusal.js";
import { CUT, cutPool } from "./cut-pool.js";
import { type Operation, watchFiles } from "./file-faults.mjs";
import { bytesOf } from "./folder-bytes.js";
import { memoryFolder, OPTIONS, STUDY } from "./small-study.js";

const above = memoryFolder();
afterAll(() => rmSync(above, { recursive: true, force: true }));

const [whole, folder] = [join(above, "whole"), join(above, "s")];
const run = (options: RunIntoOptions = OPTIONS) => runInto(folder, STUDY, options);
/** A checkpoint of each group after every slice. */
const CHECKPOINTS: RunIntoOptions = { ...OPTIONS, checkpointEvery: 1e-9 };

beforeAll(() => runInto(whole, STUDY, OPTIONS));

/** Runs with a fault at the operations for which that says so; how it failed, or null. */
async function failed(
  fault: (operation: Operation) => string | undefined,
  options: RunIntoOptions = OPTIONS,
): Promise<unknown> {
  const end = watchFiles(folder, { before: fault });
  try {
    return await run(options).then(
      () => null,
      (error: unknown) => error,
    );
  } finally {
    end();
  }
}

/** One line, which says what and why, and is no bug. */
function expectSentence(error: unknown, code: string): void {
  const { says } = failure(error);
  expect(says).toMatch(/^[^\n]+\n$/);
  expect(says).toContain(`(${code}).`);
  expect(says).toContain(JSON.stringify(folder).slice(0, -1));
}

/** No half of a file, and no part that is not whole. */
function expectNothingHalf(): void {
  if (!existsSync(folder)) return;
  const [left, right] = [bytesOf(folder), bytesOf(whole)];
  for (const [path, bytes] of Object.entries(left))
    if (!path.includes(".part") && !path.startsWith("checkpoints")) expect([path, bytes]).toEqual([path, right[path]]);
}

test.each([
  ["ENOSPC", true, false],
  ["ENOSPC", true, true],
  ["EROFS", true, false],
  ["EIO", false, false],
  ["EIO", false, true],
])("%s at every operation, and at all behind it: %s; with checkpoints: %s", async (code, lasts, keeps) => {
  for (let at = 1; ; at++) {
    let count = 0;
    const error = await failed(
      ({ isChange }) => {
        if (isChange) count++;
        return isChange && (count === at || (lasts && count > at)) ? code : undefined;
      },
      keeps ? CHECKPOINTS : OPTIONS,
    );
    expectNothingHalf();
    // A file that nobody needs any more may stay.
    if (error) expectSentence(error, code);
    await run();
    expect(bytesOf(folder), `operation ${at}`).toEqual(bytesOf(whole));
    rmSync(folder, { recursive: true });
    if (count < at) break;
  }
});

test("EIO at every reading of what is there", async () => {
  for (let at = 1; ; at++) {
    cpSync(whole, folder, { recursive: true });
    let count = 0;
    const error = await failed(({ isChange }) => {
      if (!isChange) count++;
      return !isChange && count === at ? "EIO" : undefined;
    });
    if (error) expectSentence(error, "EIO");
    expect(bytesOf(folder)).toEqual(bytesOf(whole));
    if (count < at) break;
  }
});

test("EIO at every reading of a folder with checkpoints: none is lost, and none is said to be damaged", async () => {
  const begun = join(above, "begun");
  for (let slices = 0; slices < 3; slices++)
    await expect(
      runInto(begun, STUDY, { ...CHECKPOINTS, workers: undefined, pool: cutPool(slices, 1) }),
    ).rejects.toThrow(CUT);
  const there = Object.keys(bytesOf(begun)).filter((path) => path.startsWith("checkpoints"));
  expect(there.length).toBeGreaterThan(2);
  for (let at = 1; ; at++) {
    cpSync(begun, folder, { recursive: true });
    let count = 0;
    const said: string[] = [];
    const error = await failed(
      ({ isChange, path }) => {
        if (!isChange && path.includes("checkpoints")) count++;
        return !isChange && path.includes("checkpoints") && count === at ? "EIO" : undefined;
      },
      { ...OPTIONS, onDamaged: (message) => said.push(message) },
    );
    if (error) {
      expectSentence(error, "EIO");
      expect(Object.keys(bytesOf(folder))).toEqual(expect.arrayContaining(there));
    }
    expect(said).toEqual([]);
    await run();
    expect(bytesOf(folder)).toEqual(bytesOf(whole));
    rmSync(folder, { recursive: true });
    if (count < at) break;
  }
});

test("EIO where predictions are measured on the disk", async () => {
  const prepared = await prepare(STUDY);
  const { parts, folderOf } = await openStore(whole, prepared, {});
  const outputs = outputsInParts(shapeOf(prepared), parts, folderOf);
  const end = watchFiles(whole, { before: ({ name }) => (name === "readSync" ? "EIO" : undefined) });
  try {
    expect(() => outputs.logits(3)).toThrow(
      `${JSON.stringify(join(whole, "parts/2-3/logits.npy"))} could not be read: the device does not answer (EIO).`,
    );
  } finally {
    end();
  }
  expect(outputs.logits(3)).toHaveLength(3);
  outputs.close();
});

test("a file cut anywhere, and blocks of it that are zeros: named, and written or trained again", async () => {
  let number = 0;
  for (const path of Object.keys(bytesOf(whole))) {
    const good = readFileSync(join(whole, path));
    for (let time = 0; time < 6; time++) {
      const below = integersOf(number++);
      const bytes = Buffer.from(good);
      const at = 512 * below(Math.ceil(bytes.length / 512));
      const torn =
        time % 2 === 0
          ? bytes.subarray(0, time && below(bytes.length - 2))
          : bytes.fill(0, at, Math.min(at + 512, bytes.length));
      cpSync(whole, folder, { recursive: true });
      writeFileSync(join(folder, path), torn);
      const said: string[] = [];
      await runInto(folder, STUDY, { ...OPTIONS, onDamaged: (message) => said.push(message) });
      expect([path, bytesOf(folder)]).toEqual([path, bytesOf(whole)]);
      const part = path.startsWith("parts") ? path.split("/")[1]! : path;
      // Nobody reads the manifest: it is written at the end of every run. A block of zeros may have been one before.
      const isSaid = path !== "manifest.json" && !torn.equals(good);
      expect(said).toEqual(isSaid ? [expect.stringMatching(new RegExp(`${part}.* again$`))] : []);
      rmSync(folder, { recursive: true });
    }
  }
});

test("a disk that changes what is written is named, and not written to for ever", async () => {
  const end = watchFiles(folder, {
    after({ name, path }) {
      if (name !== "writeFile" || !/\/\.2-3\..*logits\.npy$/.test(path)) return;
      const bytes = readFileSync(path);
      bytes[bytes.length - 1]! ^= 1;
      writeFileSync(path, bytes);
    },
  });
  try {
    await expect(run()).rejects.toThrow(/do not have its digest [0-9a-f]{16}, though it was trained again: the disk/);
  } finally {
    end();
  }
  await run();
  expect(bytesOf(folder)).toEqual(bytesOf(whole));
  rmSync(folder, { recursive: true });
});

test("two that begin a folder with parts of other sizes: one of them is refused, and the folder is the other's", async () => {
  const both = [2, 3].map((partSize) => runInto(folder, STUDY, { ...OPTIONS, partSize }));
  const ends = await Promise.allSettled(both);
  for (const { status, reason } of ends as PromiseRejectedResult[])
    if (status === "rejected")
      expect(reason).toEqual(refusal("wrong-value", "folder", undefined, { expected: /parts of [23] replicas/ }));
  expect(ends.filter(({ status }) => status === "fulfilled").length).toBeLessThan(2);
  rmSync(folder, { recursive: true });
});

test("a disk that is full in the middle of a run: what is there is kept, and with more room it goes on", async (context) => {
  const disk = join(above, "disk");
  mkdirSync(disk);
  const mount = (...options: string[]) => spawnSync("mount", [...options, "tmpfs", disk]).status === 0;
  if (!mount("-t", "tmpfs", "-o", "size=200k")) notRun(context, "a small file system: full disks");
  try {
    const line = (out: string) =>
      `doppelgrad run vee --set data.train=40 --set data.test=2000 --replicas 12 --part-size 2 --out "${out}"`;
    const { code, stderr } = await shell(line(`${disk}/s`), above);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^"[^"]+\/parts\/\d+-\d+" could not be written: no space is left on the device \(ENOSPC\)\.\n$/,
    );
    const kept = readdirSync(join(disk, "s/parts"));
    expect(kept.length).toBeGreaterThan(0);
    for (const name of kept) expect(name).toMatch(/^\d\d-\d\d$/);
    expect(mount("-o", "remount,size=8m")).toBe(true);
    expect((await shell(line(`${disk}/s`), above)).code).toBe(0);
    expect((await shell(line("roomy"), above)).code).toBe(0);
    const [left, right] = [bytesOf(join(disk, "s")), bytesOf(join(above, "roomy"))].map(
      ({ "report.html": _, ...rest }) => rest,
    );
    expect(left).toEqual(right);
  } finally {
    spawnSync("umount", [disk]);
  }
});
