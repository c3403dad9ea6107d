/** What released versions made must verify at every later commit: bits, values of measures, links, checkpoints. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { fileBeside } from "../../src/data/beside.js";
import { checkLink } from "../../src/link/train.js";
import { readLink, writeLink } from "../../src/link/url.js";
import { type Claimed, verify, type VerifyOptions } from "../../src/run/verify.js";
import { openTrainer } from "../../src/run/trainer.js";
import type { StudyInput } from "../../src/study/study.js";

const VERSIONS = readdirSync("tests/corpus", { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name);
const NOT_RESULTS = ["links.json", "checkpoint.json"];

test("there is a corpus of each release", () => {
  expect(VERSIONS).toEqual(expect.arrayContaining(["0.1.0", "0.2.0"]));
});

describe.each(VERSIONS)("what %s made", (version) => {
  const folder = `tests/corpus/${version}`;
  const read = <T>(name: string): T => JSON.parse(readFileSync(join(folder, name), "utf8")) as T;
  const results = readdirSync(folder).filter((name) => name.endsWith(".json") && !NOT_RESULTS.includes(name));

  test("the corpus has every kind", () => {
    expect(results.length).toBeGreaterThanOrEqual(8);
  });

  /** A result verifies, and one whose fingerprint has another digit does not. */
  async function proves(name: string, data?: VerifyOptions["data"]): Promise<void> {
    const options = { workers: 0, ...(data && { data }) };
    const { same, message } = await verify(read<Claimed>(name), options);
    expect({ same, message }).toEqual({ same: true, message: expect.stringMatching(/^every bit of the (replica's|\d+ replicas') parameters/) as string });
    const forged = read<Claimed>(name);
    forged.replicas.at(-1)!.fingerprint = forged.replicas.at(-1)!.fingerprint.replace(/.$/, (digit) => (digit === "0" ? "1" : "0"));
    expect((await verify(forged, options)).same).toBe(false);
  }

  test.each(results)("%s", (name) => proves(name));

  test("a result with its CSV beside it", async () => {
    const { study } = read<{ study: { data: { path: string } } }>("csv/result.json");
    await proves("csv/result.json", { path: (await fileBeside(join(folder, "csv"), study.data.path))! });
  });

  test("its links", async () => {
    const links = read<string[]>("links.json");
    expect(links.length).toBeGreaterThanOrEqual(3);
    for (const url of links) {
      const link = await readLink(url);
      expect(await checkLink(link)).toMatchObject({ same: true });
      expect(await readLink(await writeLink(link, url))).toEqual(link);
    }
  });

  test("its checkpoint resumes, and trains on to its last fingerprint", async () => {
    const { study, step, fingerprint, checkpoint, last } = read<{ study: StudyInput; step: number; fingerprint: string; checkpoint: string; last: string }>("checkpoint.json");
    for (const backend of ["simd", "scalar", "reference"] as const) {
      const trainer = await openTrainer(study, { backend });
      trainer.resume(new Uint8Array(Buffer.from(checkpoint, "base64")));
      expect([trainer.step, trainer.fingerprint()]).toEqual([step, fingerprint]);
      expect(Buffer.from(trainer.checkpoint()).toString("base64")).toBe(checkpoint);
      trainer.advance(trainer.steps);
      expect(trainer.fingerprint()).toBe(last);
    }
  });
});
