/** A disk that fails at any operation: one sentence, nothing half written, and the next run ends as if nothing had been. */
import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { failure } from "../../src/cli/failure.js";
import { runInto } from "../../src/store/run-into.js";
import type { StudyInput } from "../../src/study/study.js";
import { type Operation, watchFiles } from "./file-faults.mjs";
import { bytesOf } from "./folder-bytes.js";

const above = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "doppelgrad-faults-"));
afterAll(() => rmSync(above, { recursive: true, force: true }));

const STUDY: StudyInput = {
  data: { name: "vee", train: 8, test: 3 },
  hidden: [1],
  batchSize: 4,
  epochs: 1,
  replicas: 5,
};
const OPTIONS = { workers: 0, partSize: 2, backend: "scalar" } as const;
const [whole, folder] = [join(above, "whole"), join(above, "s")];
const run = () => runInto(folder, STUDY, OPTIONS);

beforeAll(() => runInto(whole, STUDY, OPTIONS));

/** Runs with a fault at the operations for which that says so; how it failed, or null. */
async function failed(fault: (operation: Operation) => string | undefined): Promise<unknown> {
  const end = watchFiles(folder, { before: fault });
  try {
    return await run().then(
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
    if (!path.includes(".part")) expect([path, bytes]).toEqual([path, right[path]]);
}

test.each([
  ["ENOSPC", true],
  ["EROFS", true],
  ["EIO", false],
])("%s at every operation, and at all behind it: %s", async (code, lasts) => {
  for (let at = 1; ; at++) {
    let count = 0;
    const error = await failed(({ isChange }) => {
      if (isChange) count++;
      return isChange && (count === at || (lasts && count > at)) ? code : undefined;
    });
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
