import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { makeDataset } from "../../src/data/dataset.js";
import { resolveData } from "../../src/data/spec.js";

test("the hash is SHA-256 of train x, train y, test x, test y as f32 little-endian", async () => {
  const data = await makeDataset(resolveData({ name: "given", x: [[1, 2], [3, 4]], y: [0, 1], test: { x: [[5, 6]], y: [1] } }), 0);
  const bytes = Buffer.alloc(36);
  [1, 2, 3, 4, 0, 1, 5, 6, 1].forEach((value, index) => bytes.writeFloatLE(value, 4 * index));
  expect(data.sha256).toBe(createHash("sha256").update(bytes).digest("hex"));
});

test("the same spec and seed give the same data, another seed others", async () => {
  const hashes = await Promise.all([0, 0, 1].map(async (seed) => (await makeDataset(resolveData("teacher"), seed)).sha256));
  expect(hashes[1]).toBe(hashes[0]);
  expect(hashes[2]).not.toBe(hashes[0]);
});
