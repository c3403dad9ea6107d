/** Simulated arithmetic from what a user writes to its one form, and what is refused. */
import { describe, expect, test } from "vitest";
import { prepare } from "../../src/run/prepare.js";
import type { StudyInput } from "../../src/study/study.js";
import { refusal } from "../refusal.js";

const SMALL = { data: { name: "vee", train: 20, test: 5 }, hidden: [2] } as const;

describe("what is written", () => {
  const resolved = async (arithmetic: unknown) =>
    (await prepare({ ...SMALL, arithmetic } as StudyInput)).study.arithmetic;

  test("comes to one form, in one order", async () => {
    const form = { profiles: ["split-k:4", "bf16", "fma", "flush-subnormals"], on: "both" };
    expect(await resolved(["flush-subnormals", "fma", "bf16", "split-k:4"])).toEqual(form);
    expect(await resolved(form)).toEqual(form);
    expect(await resolved("tree")).toEqual({ profiles: ["tree"], on: "both" });
    expect(await resolved({ profiles: "tree", on: "forward" })).toEqual({ profiles: ["tree"], on: "forward" });
  });

  test("off is not there, and a study is what it was", async () => {
    const { study } = await prepare({ ...SMALL, arithmetic: null });
    expect(study).not.toHaveProperty("arithmetic");
    expect(study).toEqual((await prepare(SMALL)).study);
  });

  test("varies by default where it draws, and only there", async () => {
    const { study } = await prepare({ ...SMALL, arithmetic: "permuted" });
    expect(study.vary).toEqual(["init", "shuffle", "arithmetic"]);
    expect((await prepare({ ...SMALL, arithmetic: "reverse" })).study.vary).toEqual(["init", "shuffle"]);
    await expect(prepare({ ...SMALL, arithmetic: "reverse", vary: ["arithmetic"] })).rejects.toThrow(
      refusal("wrong-value", "study.vary", '["arithmetic"]', {
        expected: 'no "arithmetic", because only "permuted" varies',
        remedy: "Take it out.",
      }),
    );
  });

  test.each([
    ["wrong-value", "permutted", "study.arithmetic", '"permutted"'],
    ["wrong-value", ["tree", "reverse"], "study.arithmetic", "tree and reverse"],
    ["wrong-value", ["bf16", "f16"], "study.arithmetic", "bf16 and f16"],
    ["wrong-value", ["fma", "f64-accumulate"], "study.arithmetic", "fma and f64-accumulate"],
    ["wrong-value", ["tree", "tree"], "study.arithmetic", "tree and tree"],
    ["wrong-value", [], "study.arithmetic", "none"],
    ["wrong-value", "lanes", "study.arithmetic", '"lanes"'],
    ["wrong-value", "lanes:1", "study.arithmetic", '"lanes:1"'],
    ["wrong-value", ["split-k:1025"], "study.arithmetic[0]", '"split-k:1025"'],
    ["wrong-value", "lanes:08", "study.arithmetic", '"lanes:08"'],
    ["wrong-value", "lanes:4:4", "study.arithmetic", '"lanes:4:4"'],
    ["wrong-value", "tree:2", "study.arithmetic", '"tree:2"'],
    ["wrong-value", { profiles: "tree", on: "test" }, "study.arithmetic.on", '"test"'],
    ["wrong-type", { profiles: 3 }, "study.arithmetic.profiles", "3"],
    ["wrong-type", 3, "study.arithmetic", "3"],
    ["wrong-type", ["tree", 3], "study.arithmetic[1]", "3"],
    ["wrong-type", { on: "both" }, "study.arithmetic.profiles", "nothing"],
    ["unknown-field", { profile: "tree" }, "study.arithmetic", "profile"],
  ] as const)("%s: %o", async (kind, written, path, got) => {
    await expect(resolved(written)).rejects.toThrow(refusal(kind, path, got));
  });
});
