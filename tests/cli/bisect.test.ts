import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { refusal } from "../refusal.js";
import { doppelgrad, expectRefused, scratchFolder, shell } from "./command-line.js";

const tiny = ["--set", "data.train=60", "--set", "data.test=10", "--replicas", "3"];

/** The document of --json, and the exit code. */
async function found(args: readonly string[], folder = scratchFolder()) {
  const { stdout, stderr, code } = await doppelgrad(["bisect", ...args, "--json", "-q"], folder);
  expect(stderr).toBe("");
  return { ...JSON.parse(stdout), code };
}

test("a study with another backend is the same, and says so", async () => {
  expect(await doppelgrad(["bisect", "vee", ...tiny], scratchFolder())).toEqual({
    code: 0,
    stdout:
      "A: simd; B: scalar\nno difference: the final parameters and the test logits of all 3 replicas have the same bits (3 replays)\n",
    stderr: "",
  });
  const reference = await found(["vee", ...tiny, "--a", "backend=scalar", "--b", "backend=reference"]);
  expect(reference).toMatchObject({ code: 0, same: true, trainedBy: { a: "scalar", b: "reference" }, command: null });
});

describe("a difference", () => {
  const args = ["vee", ...tiny, "--set", "schedule=linear", "--b", "shuffleWindow=4", "--b", "seeds.init=0"];

  test("has the exit code 1, both values, and a command that finds it again when it is pasted", async () => {
    const folder = scratchFolder();
    const { stdout, code } = await doppelgrad(["bisect", ...args], folder);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^A: simd; B: simd\nreplica 0, step 1: /);
    expect(stdout).toMatch(/^first difference: examples\[0\]$/m);
    expect(stdout).toMatch(/^ {2}A 0x[0-9a-f]{8} \(\d+\)/m);
    const command = /^this step alone: (.+)$/m.exec(stdout)![1]!;
    const again = await shell(command, folder);
    expect(again.code).toBe(1);
    const lines = (text: string) =>
      text
        .split("\n")
        .slice(2, -1)
        .filter((line) => !line.startsWith("this step alone"));
    expect(lines(again.stdout)).toEqual(lines(stdout));
  });

  test("in JSON has the same command", async () => {
    const { code, command, step, replica, first } = await found(args);
    expect(code).toBe(1);
    expect({ step, replica }).toEqual({ step: 1, replica: 0 });
    expect(first).toMatchObject({ array: "examples", formula: expect.stringMatching(/^A: .+; B: /) });
    expect(command).toBe(`doppelgrad bisect ${args.join(" ")} -q --replica 0 --step 1`);
  });

  test("of a build of kernels in a file", async () => {
    const folder = scratchFolder();
    cpSync(resolve("build/scalar.wasm"), join(folder, "built.wasm"));
    expect(await found(["vee", ...tiny, "--b", "kernel=built.wasm"], folder)).toMatchObject({ code: 0, same: true });
    const relaxed = await found(["vee", ...tiny, "--a", "kernel=built.wasm", "--b", "kernel=relaxed"], folder);
    expect(relaxed.trainedBy.b).toBe("kernel relaxed");
    expect(relaxed.code).toBe(relaxed.same ? 0 : 1);
    expect(relaxed.same || relaxed.first.b.rounding.how).toMatch(/^true|^fused multiply-add/);
  });
});

describe("results", () => {
  test("in a folder and in a file; one that was tampered with is told by its bits", async () => {
    const folder = scratchFolder();
    const run = ["run", "vee", ...tiny, "-q", "--out", "stored", "--with", "trail,parameters"];
    expect((await doppelgrad(run, folder)).code).toBe(0);
    expect(await found(["stored"], folder)).toMatchObject({ code: 0, same: true });
    const result = JSON.parse(readFileSync(join(folder, "stored/result.json"), "utf8"));
    result.replicas[2].fingerprint = "0".repeat(64);
    result.parameters[2][0] = 0;
    writeFileSync(join(folder, "tampered.json"), JSON.stringify(result));
    const { code, claims, where } = await found(["stored", "tampered.json"], folder);
    expect({ code, where }).toEqual({ code: 1, where: "claim" });
    expect(claims).toEqual([
      expect.objectContaining({
        side: "B",
        replica: 2,
        parameter: expect.objectContaining({
          element: "layer 1, W[0,0]",
          claimed: { hex: "0x00000000", decimal: "0" },
        }),
      }),
    ]);
    // A field that is set makes a study of it.
    expect(await found(["stored", "--b", "optimizer.learningRate=0.2"], folder)).toMatchObject({ code: 1, step: 1 });
  });

  test("of a file of data, which is in their folder or named", async () => {
    const folder = scratchFolder();
    const rows = Array.from({ length: 40 }, (_, n) => `${(n * 7) % 11},${(n * 5) % 13},${n % 2 ? "yes" : "no"}`);
    writeFileSync(join(folder, "rows.csv"), ["a,b,label", ...rows].join("\n"));
    const run = ["run", "rows.csv", "--replicas", "2", "--epochs", "2", "-q", "--out", "out"];
    expect((await doppelgrad(run, folder)).code).toBe(0);
    expect(await found(["out", "--data", "rows.csv"], folder)).toMatchObject({ code: 0, same: true });
    await expectRefused(["bisect", "out"], folder, refusal("wrong-value", "study.data.path"));
    expect(await found(["rows.csv", "--replicas", "2", "--epochs", "2"], folder)).toMatchObject({
      code: 0,
      same: true,
    });
  });
});

test.each<[string[], ReturnType<typeof refusal>, string?]>([
  [["vea"], refusal("wrong-value", "STUDY", '"vea"')],
  [["vee", "--b", "backend=fast"], refusal("wrong-value", "--b backend", '"fast"')],
  [["vee", "--a", "kernel=none.wasm"], refusal("wrong-value", "--a kernel", '"none.wasm"')],
  [["vee", "--b", "hidden=9"], refusal("wrong-value", "b", "2-9-1")],
  [["vee", "--b", "colour=9"], refusal("unknown-field", "b.study", "colour")],
  [["vee", "--replica", "16"], refusal("wrong-value", "options.replica", "16"), "--replica"],
  [["vee", "--step", "-1"], refusal("wrong-value", "--step", '"-1"')],
  [["nothere.json"], refusal("wrong-value", "RESULT", '"nothere.json"')],
])("%j is bad input", async (args, refused, typed) => {
  await expectRefused(["bisect", ...args], scratchFolder(), refused, typed);
});
