/** `doppelgrad export`: what it writes, of which replicas, and what it says. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { readSafetensors } from "../../src/exchange/safetensors.js";
import { exportModel } from "../../src/model/export.js";
import { EXPORT_FORMATS, FORMAT_ENDINGS } from "../../src/model/formats.js";
import { refusal } from "../refusal.js";
import { doppelgrad, expectRefused, scratchFolder } from "./command-line.js";

const folder = scratchFolder();
const tiny = ["--set", "data.train=40", "--set", "data.test=20", "--set", "hidden=[3]", "--replicas", "3"];
beforeAll(async () => {
  await doppelgrad(["run", "vee", ...tiny, "--out", "bare"], folder);
  await doppelgrad(["run", "vee", ...tiny, "--out", "full", "--with", "parameters"], folder);
});
const resultOf = (name: string) => JSON.parse(readFileSync(join(folder, name, "result.json"), "utf8"));

test.each(EXPORT_FORMATS)(
  "%s: the files of the SDK, of a folder or of a file, trained again where it must be",
  async (format) => {
    const { files } = await exportModel(resultOf("full"), { format });
    for (const [result, out] of [
      ["full", `new/${format}/model`],
      ["bare/result.json", `again/${format}/model.${FORMAT_ENDINGS[format][0]}`],
    ] as const) {
      const { code, stdout } = await doppelgrad(["export", result, "--format", format, "--out", out], folder);
      expect(code).toBe(0);
      const into = join(folder, out, "..");
      const paths = files.map(({ name }) => join(out, "..", name));
      const again = "the result has no parameters: trained again, and the fingerprint is the same\n";
      expect(stdout).toBe(`${result === "full" ? "" : again}wrote ${paths.join(" and ")}\n`);
      expect(readdirSync(into).sort()).toEqual(files.map(({ name }) => name).sort());
      for (const { name, bytes } of files) expect(readFileSync(join(into, name)).equals(bytes), name).toBe(true);
    }
  },
);

test("one replica; the mean; JSON", async () => {
  const { stdout } = await doppelgrad(
    ["export", "full", "--format", "safetensors", "--replica", "2", "--json"],
    folder,
  );
  expect(JSON.parse(stdout)).toEqual({ files: ["model.safetensors"], retrained: false });
  const arrays = readSafetensors(readFileSync(join(folder, "model.safetensors")), "it");
  expect(arrays.map(({ name }) => name)).toEqual([
    "layers.0.weight",
    "layers.0.bias",
    "layers.1.weight",
    "layers.1.bias",
  ]);
  expect(arrays[3]!.valueAt(0)).toBe(resultOf("full").parameters[2].at(-1));
  for (const [flag, ensemble] of [
    ["--ensemble", true],
    ["--all", false],
  ] as const) {
    await doppelgrad(["export", "full", "--format", "onnx", flag], folder);
    const { files } = await exportModel(resultOf("full"), { format: "onnx", ensemble });
    expect(readFileSync(join(folder, "model.onnx")).equals(files[0]!.bytes)).toBe(true);
  }
});

describe("refused, and nothing is written", () => {
  test.each<[string, ReturnType<typeof refusal>, string?]>([
    ["npz --ensemble", refusal("misplaced-field", "options.ensemble"), "--ensemble"],
    ["onnx --ensemble --replica 0", refusal("misplaced-field", "options.ensemble"), "--ensemble"],
    ["onnx --all --replica 0", refusal("misplaced-field", "--all", "--replica")],
    ["onnx --replica 3", refusal("wrong-value", "options.replica", "3"), "--replica"],
    ["onnx --replica one", refusal("wrong-value", "--replica", '"one"')],
    ["onnx --out none/model.pt", refusal("wrong-value", "--out", '"none/model.pt"')],
  ])("%s", async (words, what, typed) => {
    const args = ["export", "full", "--out", "none/model", "--format", ...words.split(" ")];
    await expectRefused(args, folder, what, typed);
    expect(readdirSync(folder)).not.toContain("none");
  });

  test("what is no result; data that lie elsewhere", async () => {
    const asked = (result: string, what: ReturnType<typeof refusal>) =>
      expectRefused(["export", result, "--format", "npy"], folder, what);
    writeFileSync(join(folder, "other.json"), '{ "study": {} }');
    await asked("other.json", refusal("wrong-type", "result"));
    await asked("nowhere", refusal("wrong-value", "RESULT"));
    const bare = resultOf("bare");
    const stranger = { ...bare, study: { ...bare.study, data: { name: "csv", path: "/etc/passwd" } } };
    writeFileSync(join(folder, "stranger.json"), JSON.stringify(stranger));
    await asked("stranger.json", refusal("wrong-value", "study.data.path", '"/etc/passwd"'));
  });
});
