/** What is kept of a trial is given back to the bit, and to the same trial alone. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { TRIALS, trialsIn } from "../../src/claims/trials-in-folder.js";

const folder = mkdtempSync(join(tmpdir(), "doppelgrad-trials-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const KEPT = { summary: { loss: 0.25, all: Float64Array.of(NaN, -0, 1 / 3), failed: null }, work: 12 };
const files = (name: string) => readdirSync(join(folder, name, TRIALS)).map((file) => join(folder, name, TRIALS, file));

test("what is kept is read again; nothing is made before", async () => {
  const trials = await trialsIn(join(folder, "a"), {});
  expect(await trials.read("one")).toBeNull();
  expect(existsSync(join(folder, "a"))).toBe(false);
  await trials.keep("one", KEPT);
  let found = 0;
  const again = await trialsIn(join(folder, "a"), { onFound: () => found++ });
  expect(await again.read("one")).toStrictEqual(KEPT);
  expect(await again.read("two")).toBeNull();
  expect(found).toBe(1);
  expect(await (await trialsIn(join(folder, "a"), { replace: true })).read("one")).toBeNull();
});

test("every byte that is cut off or changed, and the file of another trial, is named", async () => {
  const said: string[] = [];
  const trials = await trialsIn(join(folder, "b"), { onDamaged: (message) => said.push(message) });
  await trials.keep("one", KEPT);
  const [path] = files("b");
  const whole = readFileSync(path!, "utf8");
  for (let at = 0; at < whole.length - 1; at++) {
    const other = whole[at] === "0" ? "1" : "0";
    for (const text of [whole.slice(0, at), whole.slice(0, at) + other + whole.slice(at + 1)]) {
      writeFileSync(path!, text);
      const read = await trials.read("one");
      // The units of work are told, and nothing rests on them.
      if (read !== null) expect(read.summary).toStrictEqual(KEPT.summary);
    }
  }
  expect(said.length).toBeGreaterThan(whole.length);
  expect(new Set(said)).toEqual(new Set([`${path} is damaged: its study is trained again`]));
  await trials.keep("two", KEPT);
  const other = files("b").find((file) => file !== path)!;
  writeFileSync(path!, readFileSync(other, "utf8"));
  expect(await trials.read("one")).toBeNull();
  expect(await trials.read("two")).toStrictEqual(KEPT);
});

test("each trial is the own of one shard", async () => {
  const of = 3;
  const shards = await Promise.all(
    Array.from({ length: of }, (_, s) => trialsIn(join(folder, "c"), { shard: { index: s + 1, of } })),
  );
  const counts = shards.map(() => 0);
  for (let trial = 0; trial < 300; trial++) {
    const owners = shards.filter((shard) => shard.placeOf(`trial ${trial}`) === 0);
    expect(owners.length).toBe(1);
    counts[shards.indexOf(owners[0]!)]!++;
  }
  expect(Math.min(...counts)).toBeGreaterThan(60);
  expect((await trialsIn(join(folder, "c"), {})).placeOf("any")).toBe(0);
});
