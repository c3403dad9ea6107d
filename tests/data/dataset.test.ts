import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { makeDataset } from "../../src/data/dataset.js";
import { resolveData } from "../../src/data/spec.js";

test("the hash is SHA-256 of train x, train y, test x, test y as f32 little-endian", async () => {
  const data = await makeDataset(
    await resolveData({
      name: "given",
      x: [
        [1, 2],
        [3, 4],
      ],
      y: [0, 1],
      test: { x: [[5, 6]], y: [1] },
    }),
    0,
  );
  const bytes = Buffer.alloc(36);
  [1, 2, 3, 4, 0, 1, 5, 6, 1].forEach((value, index) => bytes.writeFloatLE(value, 4 * index));
  expect(data.sha256).toBe(createHash("sha256").update(bytes).digest("hex"));
});

test("the same spec and seed give the same data, another seed others", async () => {
  const hashes = await Promise.all(
    [0, 0, 1].map(async (seed) => (await makeDataset(await resolveData("teacher"), seed)).sha256),
  );
  expect(hashes[1]).toBe(hashes[0]);
  expect(hashes[2]).not.toBe(hashes[0]);
});

test.each([
  [{ name: "vee", train: 20000, test: 15000 }, "9902a32a9d43c3cb20a2b10a522bc7cace6d5c69adc788d14d0e664bc5f031e4"],
  [
    { name: "gaussians", dimension: 7, classes: 30, train: 500, test: 400 },
    "fa1284a6124ad4697dd32770c0a0a5933915d13ba8ad4e8da928cd0efe834406",
  ],
  [
    { name: "teacher", dimension: 101, hidden: [60, 50], train: 500, test: 300 },
    "b2bfe4e2be103e87bcf5428db8a9f10ed7e69092529b675d4805495c3d16e04c",
  ],
  [
    { name: "circles", dimension: 333, train: 300, test: 200, task: "regression" },
    "dac52749e1bf8a7b4b4cb5cd7036807c8039e65249c5b1a7cb0e60b317b53dd2",
  ],
])("%j, drawn in pieces, is as it was drawn in one (0.1.0)", async (spec, sha256) => {
  expect((await makeDataset(await resolveData(spec), 5)).sha256).toBe(sha256);
});
