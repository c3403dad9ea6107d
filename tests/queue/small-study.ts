/** A study of six parts for many machines, and what a run of the pool makes of it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { StudyInput } from "../../src/study/study.js";
import { doppelgrad } from "../cli/command-line.js";

/** Replicas of a part. */
export const PART_SIZE = 2;

/** A part takes a moment, or about as many seconds as `slow`. */
export function smallStudy(slow = 0) {
  const [epochs, train] = slow > 0 ? [Math.round(slow * 150), 2000] : [1, 40];
  return { data: { name: "vee", train, test: 20 }, epochs, replicas: 12 } satisfies StudyInput;
}

/** The same as the words of a command. */
export function studyWords(slow = 0): string[] {
  const { data, epochs, replicas } = smallStudy(slow);
  return [
    ...[data.name, "--replicas", String(replicas), "--part-size", String(PART_SIZE), "--set", `data.test=${data.test}`],
    ...["--set", `data.train=${data.train}`, "--set", `epochs=${epochs}`],
  ];
}

export function manifestIn(folder: string): string {
  return readFileSync(join(folder, "manifest.json"), "utf8");
}

/** The bytes of the manifest by `run --out`, and its folder. */
export async function byPool(above: string, words: readonly string[], name = "pool"): Promise<string> {
  const { code, stderr } = await doppelgrad(["run", ...words, "--out", name, "--quiet"], above);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return manifestIn(join(above, name));
}
