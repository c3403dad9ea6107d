/** Early stopping and loss curves from the outside: results, their JSON, proofs, and what refuses to be stopped. */
import { afterAll, describe, expect, test } from "vitest";
import { makeLink, readLink, writeLink } from "../../src/link/lazy.js";
import { openPool } from "../../src/pool/pool.js";
import { report } from "../../src/report/report.js";
import { toJson } from "../../src/run/json.js";
import { run } from "../../src/run/run.js";
import { openTrainer } from "../../src/run/trainer.js";
import { type Claimed, verify } from "../../src/run/verify.js";
import type { StudyInput } from "../../src/study/study.js";
import { witness } from "../../src/witness/witness.js";
import { refusal } from "../refusal.js";

const study = {
  data: { name: "moons", train: 90, test: 20, noise: 0.4 },
  hidden: [6],
  batchSize: 8,
  epochs: 30,
  optimizer: { name: "adam", learningRate: 0.05 },
  earlyStopping: { share: 0.3, patience: 2 },
  replicas: 6,
} satisfies StudyInput;
const result = await run(study, { workers: 0, curves: true, trail: true });
const plain = JSON.parse(JSON.stringify(toJson(result, ["curves", "trail"]))) as Claimed;

const pool = await openPool({ workers: 2 });
afterAll(() => pool.close());

test.each(["simd", "scalar"] as const)("%s, in workers: the same JSON to the last bit", async (backend) => {
  const { host: _, ...again } = toJson(await run(study, { pool, backend, curves: true, trail: true }));
  const { host: _host, ...first } = toJson(result);
  expect(JSON.parse(JSON.stringify(again))).toEqual(JSON.parse(JSON.stringify(first)));
});

test("curves change no bit, and are in the result on request alone", async () => {
  const without = await run(study, { workers: 0 });
  expect(without.fingerprint).toBe(result.fingerprint);
  expect(without.replicas[0]).toEqual({
    index: 0,
    loss: result.replicas[0]!.loss,
    fingerprint: result.replicas[0]!.fingerprint,
    epochs: result.replicas[0]!.epochs,
  });
  expect(() => toJson(without, ["curves"])).toThrow(
    refusal("wrong-value", "result", "none", { remedy: "Run with the option curves." }),
  );
});

test("the least validation loss is that of the best epoch, and the curves end with the last", () => {
  for (const { epochs, curves } of result.replicas) {
    const { train, validation } = curves!;
    expect([train.length, validation!.length, curves!.test]).toEqual([epochs!.last + 1, epochs!.last + 1, undefined]);
    expect(validation!.indexOf(Math.min(...validation!.slice(1)), 1)).toBe(epochs!.best);
  }
  expect(new Set(result.replicas.map(({ epochs }) => epochs!.last)).size).toBeGreaterThan(1);
});

test("a study without early stopping has no epochs in its result", async () => {
  const { replicas } = await run({ data: study.data, replicas: 1 }, { workers: 0 });
  expect(replicas[0]).not.toHaveProperty("epochs");
});

test("a resolved study is itself again, with every default", async () => {
  expect(result.study.earlyStopping).toEqual({ share: 0.3, patience: 2, minDelta: 0 });
  expect((await run(result.study, { workers: 0 })).fingerprint).toBe(result.fingerprint);
});

describe("a proof", () => {
  test("trains again and compares epochs and curves", async () => {
    expect((await verify(plain, { workers: 0 })).message).toContain("every bit of the 6 replicas' parameters");
  });

  test.each<[string, (claim: { replicas: NonNullable<typeof result.replicas> }) => void]>([
    ["replicas[2].epochs.best", ({ replicas }) => void replicas[2]!.epochs!.best++],
    ["replicas[2].epochs.last", ({ replicas }) => void replicas[2]!.epochs!.last--],
    ["replicas[3].curves.validation[1]", ({ replicas }) => void (replicas[3]!.curves!.validation![1]! += 1e-9)],
    ["replicas[3].curves.train[0]", ({ replicas }) => void (replicas[3]!.curves!.train[0]! -= 1e-9)],
  ])("names %s where it was changed", async (path, change) => {
    const forged = structuredClone(plain);
    change(forged as never);
    expect((await verify(forged, { workers: 0 })).message).toContain(`but not ${path}:`);
  });
});

test("a report says when replicas stopped, and draws the curves where there are some", async () => {
  const page = await report(result, { maps: null });
  const [best, last] = (["best", "last"] as const).map((end) => result.replicas.map(({ epochs }) => epochs![end]));
  expect(page).toContain(
    `${Math.min(...last!)} to ${Math.max(...last!)} of 30, the best ${Math.min(...best!)} to ${Math.max(...best!)}`,
  );
  expect(page).toContain("validation examples");
  expect(page).toContain("Loss by epoch");
  const bare = await report(toJson(await run(study, { workers: 0 })) as never, { maps: null });
  expect(bare).not.toContain("Loss by epoch");
});

describe("what trains all replicas side by side refuses to stop them singly", () => {
  const refused = refusal("wrong-value", "study.earlyStopping", undefined, { expected: /^null/, remedy: "Use run." });
  test("a trainer, the witness, a link that is made", async () => {
    await expect(openTrainer(study)).rejects.toThrow(refused);
    await expect(witness(study)).rejects.toThrow(refused);
    await expect(makeLink(study, 3)).rejects.toThrow(refused);
  });

  test("a link that a stranger wrote", async () => {
    const { earlyStopping: _, ...plainStudy } = study;
    const link = await makeLink(plainStudy, 3);
    const address = await writeLink(link, "https://example.org/");
    expect((await readLink(address)).study.earlyStopping).toBeNull();
    await expect(
      writeLink(
        {
          ...link,
          study: { ...link.study, earlyStopping: { share: 0.1, patience: 1, minDelta: 0 }, shuffleWindow: 5 },
        },
        "https://example.org/",
      ),
    ).rejects.toThrow(refusal("wrong-value", "link.study.earlyStopping", undefined));
  });
});
