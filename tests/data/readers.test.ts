/**
 * What every reader of files has in common: one table in each format is one data set, and one result.
 */
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { makeDataset } from "../../src/data/dataset.js";
import { contentFields } from "../../src/data/files.js";
import { resolveData } from "../../src/data/spec.js";
import { makeLink } from "../../src/link/train.js";
import { readLink, writeLink } from "../../src/link/url.js";
import type { GivenFile } from "../../src/run/given-file.js";
import { toJson } from "../../src/run/json.js";
import { run } from "../../src/run/run.js";
import { type Claimed, verify } from "../../src/run/verify.js";
import { refusal } from "../refusal.js";

const pathOf = (format: string) => `tests/data/files/points.${format}`;
const tiny = { hidden: [2], epochs: 2, replicas: 2 };
const formats = ["csv", "parquet", "npy"] as const;

test("one table in each format is one data set", async () => {
  const all = await Promise.all(
    formats.map(async (name) => makeDataset(await resolveData({ name, path: pathOf(name) }), 5)),
  );
  const [first, ...others] = all.map(({ name: _name, inputNames: _inputNames, ...data }) => data);
  expect(first).toMatchObject({ task: "binary", train: { count: 48 }, test: { count: 12 } });
  for (const other of others) expect(other).toEqual(first);
});

test("and one result, proved with the file or its content", async () => {
  const fingerprints = new Set<string>();
  for (const name of formats) {
    const [inline] = contentFields(name);
    const path = pathOf(name);
    const result = await run({ data: { name, path }, ...tiny }, { workers: 0 });
    fingerprints.add(result.fingerprint);
    expect(result.study).toMatchObject({ batchSize: 32, optimizer: { name: "adam" } });
    const claimed = JSON.parse(JSON.stringify(toJson(result))) as Claimed;
    const file = readFileSync(path);
    const content: GivenFile = inline === "text" ? { text: file.toString() } : { bytes: new Uint8Array(file) };
    for (const data of [{ path }, content]) expect((await verify(claimed, { workers: 0, data })).same).toBe(true);
    const wrong = inline === "text" ? { bytes: new Uint8Array(file) } : { text: "" };
    await expect(verify(claimed, { data: wrong })).rejects.toThrow(
      refusal("wrong-value", "options.data", undefined, { expected: `{ path } or { ${inline} }` }),
    );
  }
  expect(fingerprints.size).toBe(1);
});

test("a link carries text and .npy, and no Parquet, which may be larger than it looks", async () => {
  const bytesOf = (name: string) => new Uint8Array(readFileSync(pathOf(name)));
  const link = await makeLink({ data: { name: "npy", bytes: bytesOf("npy") }, ...tiny });
  expect(await readLink(await writeLink(link, "https://example.org/"))).toEqual(link);
  await expect(makeLink({ data: { name: "parquet", bytes: bytesOf("parquet") }, ...tiny })).rejects.toThrow(
    refusal("wrong-value", "study.data", /packed/),
  );
  const packed = gzipSync(readFileSync(pathOf("csv")));
  const base64 = packed.toString("base64");
  for (const bytes of [new Uint8Array(packed), base64, ` \n${base64.slice(0, 2)}\t${base64.slice(2)}`]) {
    await expect(makeLink({ data: { name: "file", bytes }, ...tiny })).rejects.toThrow(
      refusal("wrong-value", "study.data", /packed/),
    );
  }
  const plain = await makeLink({ data: { name: "file", bytes: bytesOf("csv") }, ...tiny });
  expect(await readLink(await writeLink(plain, "https://example.org/"))).toEqual(plain);
  await expect(makeLink({ data: { name: "npy", path: pathOf("npy") } })).rejects.toThrow(
    refusal("wrong-value", "study.data.path", JSON.stringify(pathOf("npy")), { remedy: /bytes of the file/ }),
  );
});
