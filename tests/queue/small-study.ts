/** A study of six parts for many machines, and what a run of the pool makes of it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { doppelgrad } from "../cli/command-line.js";

/** Its words: a part takes a moment, or about as many seconds as `slow`. */
export function studyWords(slow = 0): string[] {
  const size = slow > 0 ? [`epochs=${Math.round(slow * 150)}`, "data.train=2000"] : ["epochs=1", "data.train=40"];
  return [
    ...["vee", "--replicas", "12", "--part-size", "2", "--set", "data.test=20"],
    ...size.flatMap((assignment) => ["--set", assignment]),
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
