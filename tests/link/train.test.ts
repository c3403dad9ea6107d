import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { linkSteps } from "../../src/link/link.js";
import { checkLink, makeLink } from "../../src/link/train.js";
import { run } from "../../src/run/run.js";
import { openTrainer } from "../../src/run/trainer.js";
import type { StudyInput } from "../../src/study/study.js";
import { refusal } from "../refusal.js";
import { studies, study } from "./studies.js";

describe("makeLink", () => {
  test("has the fingerprint of the run at the last step, and the trainer's on the way", async () => {
    await fc.assert(
      fc.asyncProperty(studies, async (input) => {
        const link = await makeLink(input);
        const result = await run(input, { workers: 0 });
        expect(link.fingerprint).toBe(result.fingerprint);
        expect(link.study).toEqual(result.study);
        const trainer = await openTrainer(input, { backend: "scalar" });
        const trail = linkSteps(link.step).map((step) => {
          trainer.advance(step - trainer.step);
          return trainer.fingerprint().slice(0, 8);
        });
        expect(link.trail).toEqual(trail);
        expect(await checkLink(link, { backend: "reference" })).toMatchObject({ same: true, difference: null });
      }),
      { numRuns: 20 },
    );
  });

  test("stops at the step that is wanted; step 0 is the initial weights", async () => {
    const link = await makeLink(study, 7);
    const trainer = await openTrainer(study);
    expect((await makeLink(study, 0)).fingerprint).toBe(trainer.fingerprint());
    trainer.advance(7);
    expect(link).toMatchObject({ step: 7, fingerprint: trainer.fingerprint() });
    expect(link.trail).toHaveLength(8);
  });

  test("refuses a step that there is not, a file, an option, a divergence", async () => {
    await expect(makeLink(study, 16)).rejects.toThrow(refusal("wrong-value", "step", "16", { expected: /0 to 15/ }));
    await expect(makeLink(study, 0.5)).rejects.toMatchObject({ kind: "wrong-value", path: "step" });
    await expect(makeLink({ data: { name: "csv", path: "a.csv" } })).rejects.toThrow(
      refusal("wrong-value", "study.data.path", '"a.csv"'),
    );
    await expect(makeLink(study, 1, { backends: "simd" } as never)).rejects.toThrow(
      refusal("unknown-field", "options", "backends", { remedy: 'Did you mean "backend"?' }),
    );
    await expect(makeLink({ ...study, optimizer: { name: "sgd", learningRate: 1e20 } })).rejects.toThrow(
      expect.objectContaining({ name: "DivergedError", replica: 0, step: expect.any(Number) }),
    );
  });

  test("leaves the thread free, tells how far it is, and can be stopped", async () => {
    const long = {
      ...study,
      data: { name: "vee", train: 2000, test: 10 },
      batchSize: 1,
      epochs: 20,
    } satisfies StudyInput;
    const done: number[] = [];
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await makeLink(long, undefined, {
      onProgress: (progress) => done.push(progress.done) && expect(progress.total).toBe(40000),
    });
    clearInterval(timer);
    expect(done.at(-1)).toBe(40000);
    expect(done).toEqual([...done].sort((a, b) => a - b));
    expect(turns).toBeGreaterThan(3);

    const stop = new AbortController();
    const reason = new Error("enough");
    await expect(makeLink(long, undefined, { signal: stop.signal, onProgress: () => stop.abort(reason) })).rejects.toBe(
      reason,
    );
    await expect(makeLink(study, 0, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

describe("checkLink", () => {
  test("says MATCH with what was compared", async () => {
    const link = await makeLink(study);
    for (const backend of ["simd", "scalar", "reference"] as const) {
      const message = `every bit of the 5 replicas' parameters and the test logits at step 15 is the same: fingerprint ${link.fingerprint}.`;
      expect(await checkLink(link, { backend })).toEqual({
        same: true,
        fingerprint: link.fingerprint,
        difference: null,
        message,
      });
    }
  });

  test("names the first interval of the trail that differs", async () => {
    const link = await makeLink(study);
    const steps = linkSteps(15);
    for (let at = 0; at < steps.length; at++) {
      const trail = link.trail.map((digits, k) => (k < at ? digits : "00000000"));
      const { same, difference, message } = await checkLink({ ...link, trail, fingerprint: "0".repeat(64) });
      expect(same).toBe(false);
      expect(difference).toEqual({ after: at === 0 ? null : steps[at - 1], upTo: steps[at] });
      const where =
        at === 0 ? "already at step 0, the initial weights" : `after step ${steps[at - 1]} and up to step ${steps[at]}`;
      expect(message).toBe(`the fingerprints part ${where}: ${link.trail[at]} here, 00000000 in the link.`);
    }
  });

  test("says so where only the fingerprint is another", async () => {
    const link = await makeLink(study);
    const { same, difference, message, fingerprint } = await checkLink({ ...link, fingerprint: "1".repeat(64) });
    expect([same, difference, fingerprint]).toEqual([false, null, link.fingerprint]);
    expect(message).toBe(
      `the trail is the same up to step 15, but not the fingerprint: ${link.fingerprint} here, ${"1".repeat(64)} in the link.`,
    );
  });

  test("any other study or step is found", async () => {
    const link = await makeLink(study);
    const rate = { ...link.study.optimizer, learningRate: 0.1000001 };
    expect(await checkLink({ ...link, study: { ...link.study, optimizer: rate } })).toMatchObject({
      same: false,
      difference: { after: 0, upTo: 2 },
    });
    expect(await checkLink({ ...link, study: { ...link.study, seed: 1 } })).toMatchObject({
      same: false,
      difference: { after: null, upTo: 0 },
    });
    expect(await checkLink({ ...link, step: 14 }).catch((error: Error) => error.message)).toMatchObject({
      same: false,
    });
  });

  test("refuses what is no link, before any training", async () => {
    await expect(checkLink(null as never)).rejects.toThrow(refusal("wrong-type", "link", "null"));
    await expect(checkLink([] as never)).rejects.toThrow(refusal("wrong-type", "link", "[]"));
    const link = await makeLink(study, 3);
    await expect(checkLink({ ...link, step: 99 })).rejects.toMatchObject({ kind: "wrong-value", path: "link.trail" });
    const diverging = { ...link.study, optimizer: { ...link.study.optimizer, name: "sgd", learningRate: 1e20 } };
    for (const extra of ["epsilon", "initialAccumulator", "learningRateDecay"])
      delete (diverging.optimizer as Record<string, unknown>)[extra];
    await expect(checkLink({ ...link, study: diverging as never })).rejects.toThrow(
      expect.objectContaining({ name: "DivergedError", replica: expect.any(Number), step: expect.any(Number) }),
    );
  });
});
