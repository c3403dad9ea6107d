import { describe, expect, test } from "vitest";
import { toJson } from "../../src/run/json.js";
import { run } from "../../src/run/run.js";
import { type Claimed, verify } from "../../src/run/verify.js";

const study = { data: { name: "vee", train: 40, test: 10 }, hidden: [3], batchSize: 8, epochs: 3, replicas: 5 };

async function claimed(trail = false): Promise<Claimed> {
  return JSON.parse(JSON.stringify(toJson(await run(study, { workers: 0, trail })))) as Claimed;
}

describe("verify", () => {
  test("an honest result, through JSON, with other kernels", async () => {
    const result = await claimed();
    const verification = await verify(result, { workers: 0 });
    expect(verification).toMatchObject({ same: true, kernels: "scalar", fingerprint: result.fingerprint });
    expect((await verify(result, { workers: 0, kernels: "reference" })).same).toBe(true);
  });

  test("a forged replica is named", async () => {
    const result = await claimed();
    result.replicas[3]!.fingerprint = "0".repeat(64);
    const { same, message } = await verify(result, { workers: 0 });
    expect(same).toBe(false);
    expect(message).toMatch(/^fingerprints differ at replica 3: scalar [0-9a-f]{16}, claimed 0{16}\.$/);
  });

  test("with a trail the interval of steps is named", async () => {
    const result = await claimed(true);
    result.replicas[1]!.fingerprint = "0".repeat(64);
    result.replicas[1]!.trail!.fill("00000000", 4);
    const { message } = await verify(result, { workers: 0 });
    expect(message).toMatch(/^fingerprints differ at replica 1, after step 3 and up to step 4: scalar [0-9a-f]{8}, claimed 00000000\.$/);
  });

  test("a forged study fingerprint, loss or measure is named", async () => {
    const forged = async (change: (result: Claimed) => void) => {
      const result = await claimed();
      change(result);
      const { same, message } = await verify(result, { workers: 0 });
      expect(same).toBe(false);
      return message;
    };
    expect(await forged((result) => (result.fingerprint = "1".repeat(64)))).toContain("but not the fingerprint");
    expect(await forged((result) => (result.replicas[2]!.loss = 0.5))).toContain("but not replicas[2].loss");
    expect(await forged((result) => ((result.predictionDifference as { value: number }).value = 0.001))).toContain("but not predictionDifference.value: ");
    expect(await forged((result) => (result.ties = 7))).toMatch(/but not ties: 0, claimed 7\.$/);
    expect(await forged((result) => (result.data.test = 11))).toMatch(/but not data\.test: 10, claimed 11\.$/);
    expect(await forged((result) => (result.extra = 1))).toMatch(/but not extra: undefined, claimed 1\.$/);
    expect(await forged((result) => (result.data.sha256 = "f".repeat(64)))).toMatch(/^the data differ: sha256 /);
    expect(await forged((result) => result.replicas.pop())).toBe("the study has 5 replicas, the result 4.");
  });

  test("forged predictions, logits and parameters are named, and honest ones pass", async () => {
    const honest = JSON.parse(JSON.stringify(toJson(await run(study, { workers: 0 }), ["predictions", "logits", "parameters"]))) as Claimed;
    expect((await verify(honest, { workers: 0 })).same).toBe(true);
    for (const part of ["predictions", "logits", "parameters"]) {
      const forged = structuredClone(honest);
      const first = (forged[part] as number[][][])[1]!;
      if (part === "parameters") (first as unknown as number[])[2] = 1;
      else first[2]![0] = 0.25;
      expect((await verify(forged, { workers: 0 })).message).toContain(`but not ${part}[1][2]`);
    }
  });

  test("what is no result, or of another contract, is refused", async () => {
    await expect(verify({} as Claimed)).rejects.toThrow("result: expected the JSON of a run, with study, data, replicas and fingerprint; got {}.");
    await expect(verify({ ...(await claimed()), bits: 7 })).rejects.toThrow("result.bits: expected 1, the contract of this version; got 7.");
    const result = await claimed();
    await expect(verify({ ...result, host: { kernels: "cuda" } })).rejects.toThrow('result.host.kernels: expected one of simd, scalar, reference; got "cuda".');
    await expect(verify({ ...result, replicas: [null as never] })).rejects.toThrow("result.replicas[0]: expected an object { index, loss, fingerprint }; got null.");
  });
});
