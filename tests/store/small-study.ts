/** A study of three parts that is trained in a moment, and a folder for it. */
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StudyInput } from "../../src/study/study.js";

export const STUDY: StudyInput = {
  data: { name: "vee", train: 8, test: 3 },
  hidden: [1],
  batchSize: 4,
  epochs: 1,
  replicas: 5,
};
export const OPTIONS = { workers: 0, partSize: 2, backend: "scalar" } as const;

/** In memory where there is such a folder: thousands of files are written and synced. */
export function memoryFolder(): string {
  return mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "doppelgrad-store-"));
}
