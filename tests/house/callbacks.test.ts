/** What a callback throws ends the call with that error, and leaves the pool usable. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkLink, claims, makeLink, openPool, type Pool, run, toJson, verify } from "../../src/index.js";
import type { StudyInput } from "../../src/study/study.js";
import { witness } from "../../src/witness/witness.js";

const study = { data: { name: "vee", train: 400, test: 2000 }, epochs: 3, replicas: 200 } satisfies StudyInput;
const small = { ...study, data: { name: "vee", train: 200, test: 20 }, replicas: 2, epochs: 20 } satisfies StudyInput;
const broken = new Error("broken bar");
const throws = (): never => {
  throw broken;
};

let pool: Pool;
let fingerprint: string;
beforeAll(async () => {
  pool = await openPool({ workers: 2 });
  ({ fingerprint } = await run(small, { workers: 0 }));
});
afterAll(() => pool.close());

test.each<[string, () => Promise<unknown>]>([
  ["run, onProgress", () => run(study, { pool, onProgress: throws })],
  [
    "run, onMeasuring",
    () => run({ ...study, data: { name: "vee", train: 400, test: 40_000 } }, { pool, onMeasuring: throws }),
  ],
  [
    "verify, onProgress",
    async () =>
      verify(JSON.parse(JSON.stringify(toJson(await run(small, { pool })))) as never, { pool, onProgress: throws }),
  ],
  ["claims, onProgress", () => claims({ replicas: 32, data: ["vee"], pool, onProgress: throws })],
  ["makeLink, onProgress", () => makeLink(small, undefined, { onProgress: throws })],
  ["checkLink, onProgress", async () => checkLink(await makeLink(small), { onProgress: throws })],
  ["witness, onProgress", () => witness({ ...small, epochs: 400 }, { onProgress: throws })],
])("%s", async (_, call) => {
  await expect(call()).rejects.toBe(broken);
  expect((await run(small, { pool })).fingerprint).toBe(fingerprint);
});
