/**
 * Claims in a folder, at the smallest size on one family: interrupted, killed, shared or damaged, they end with the same
 * numbers, and what is there is not trained again.
 */
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Claims } from "../../src/claims/claim.js";
import { type ClaimsProgress, claims } from "../../src/claims/claims.js";
import { type ClaimsIntoOptions, claimsInto } from "../../src/claims/claims-into.js";
import { TRIALS } from "../../src/claims/trials-in-folder.js";
import { doppelgrad } from "../cli/command-line.js";
import { refusal } from "../refusal.js";

const TESTED = { replicas: 32, draws: 3, data: ["vee"] };
const above = mkdtempSync(join(tmpdir(), "doppelgrad-claims-"));
afterAll(() => rmSync(above, { recursive: true, force: true }));

const folderOf = (name: string) => join(above, name);
const trialsOf = (name: string) =>
  existsSync(join(folderOf(name), TRIALS)) ? readdirSync(join(folderOf(name), TRIALS)).sort() : [];

/** The claims, and how many studies were not trained again. */
async function into(name: string, options: ClaimsIntoOptions = {}): Promise<{ result: Claims; found: number }> {
  let found = 0;
  const result = await claimsInto(folderOf(name), { ...TESTED, ...options, onFound: () => found++ });
  return { result, found };
}

let uninterrupted: Claims;
let all: string[];

/** A folder in which most of the trials are there, those of every claim among them: the rest is soon trained. */
function begunFolder(name: string): void {
  cpSync(folderOf("folder"), folderOf(name), { recursive: true });
  all.forEach((file, at) => at % 4 === 0 && rmSync(join(folderOf(name), TRIALS, file)));
}

beforeAll(async () => {
  uninterrupted = await claims(TESTED);
});

test("interrupted again and again, it goes on to the same claims", async () => {
  const counts: number[] = [];
  for (const share of [0.1, 0.3, 0.6]) {
    const abort = new AbortController();
    const stop = new Error("enough");
    const onProgress = ({ done, total }: ClaimsProgress) => done > share * total && abort.abort(stop);
    await expect(into("folder", { signal: abort.signal, onProgress })).rejects.toBe(stop);
    counts.push(trialsOf("folder").length);
  }
  expect(counts[0]).toBeGreaterThan(0);
  expect(counts).toEqual([...new Set(counts)].sort((a, b) => a - b));
  const { result, found } = await into("folder");
  expect(result).toEqual(uninterrupted);
  expect(found).toBe(counts.at(-1));
  all = trialsOf("folder");
  expect(all.length).toBeGreaterThan(found);
});

test("what is there is not trained again, whatever the margin and the floor", async () => {
  let last = { done: 0, total: 1 };
  const { result, found } = await into("folder", { onProgress: (progress) => (last = progress) });
  expect(result).toEqual(uninterrupted);
  expect([found, last.done]).toEqual([all.length, last.total]);
  const other = await into("folder", { margin: 1.5, floor: 0.1 });
  expect(other.found).toBe(all.length);
  expect(other.result.options).toEqual({ ...uninterrupted.options, margin: 1.5, floor: 0.1 });
  expect(other.result.claims.map(({ arms }) => arms)).toEqual(uninterrupted.claims.map(({ arms }) => arms));
});

test("a damaged file, and that of another study, are named and trained again", async () => {
  const paths = all.slice(0, 4).map((name) => join(folderOf("folder"), TRIALS, name));
  const [first, second, third, fourth] = paths as [string, string, string, string];
  const whole = paths.map((path) => readFileSync(path, "utf8"));
  writeFileSync(first, whole[0]!.slice(0, -40));
  writeFileSync(second, whole[2]!);
  writeFileSync(third, "");
  const { summary, ...rest } = JSON.parse(whole[3]!) as { summary: string };
  writeFileSync(fourth, JSON.stringify({ ...rest, summary: summary.replace(/\d/, (digit) => String(9 - +digit)) }));
  const said: string[] = [];
  const { result, found } = await into("folder", { onDamaged: (message) => said.push(message) });
  expect(result).toEqual(uninterrupted);
  expect(found).toBe(all.length - 4);
  expect(said.length).toBe(4);
  for (const path of paths) expect(said.join("\n")).toContain(path);
  expect(paths.map((path) => readFileSync(path, "utf8"))).toEqual(whole);
});

test("those that share a folder each train a part, and each ends with all claims", async () => {
  begunFolder("shared");
  const there = trialsOf("shared").length;
  const shards = await Promise.all([1, 2].map((index) => into("shared", { shard: { index, of: 2 }, workers: 1 })));
  for (const { result, found } of shards) {
    expect(result).toEqual(uninterrupted);
    expect(found).toBeGreaterThan(there + (all.length - there) / 4);
  }
  expect(trialsOf("shared")).toEqual(all);
});

test("what is wrong is refused before anything is made", async () => {
  await expect(claimsInto("")).rejects.toThrow(refusal("wrong-type", "folder"));
  await expect(into("none", { shard: { index: 4, of: 3 } })).rejects.toThrow(refusal(/^wrong-/, "options.shard"));
  await expect(into("none", { replicas: 3 })).rejects.toThrow(refusal("wrong-value", "options.replicas"));
  expect(existsSync(folderOf("none"))).toBe(false);
});

test("the command, killed five times, ends with the same claims", async () => {
  begunFolder("killed");
  const there = trialsOf("killed").length;
  const args = ["claims", "--replicas", "32", "--draws", "3", "--data", "vee", "--out", "killed", "--json"];
  const kept: number[] = [];
  for (let kill = 1; kill <= 5; kill++) {
    const { code } = await doppelgrad(args, above, {
      onStart(child) {
        const look = setInterval(() => {
          if (trialsOf("killed").length < there + Math.floor((kill * (all.length - there)) / 7)) return;
          child.kill("SIGKILL");
        }, 2);
        child.once("close", () => clearInterval(look));
      },
    });
    expect(code).toBeNull();
    kept.push(trialsOf("killed").filter((name) => !name.endsWith(".part")).length);
  }
  expect(kept).toEqual([...kept].sort((a, b) => a - b));
  expect(kept.at(-1)).toBeLessThan(all.length);
  const { code, stdout } = await doppelgrad(args, above);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify(uninterrupted)));
  expect(JSON.parse(readFileSync(join(above, "killed", "claims.json"), "utf8"))).toEqual(JSON.parse(stdout));
  expect(trialsOf("killed")).toEqual(all);
});
