/** A study in words says what of it is simulated. */
import { expect, test } from "vitest";
import { studyName } from "../../src/report/study-text.js";
import { prepare } from "../../src/run/prepare.js";
import type { StudyInput } from "../../src/study/study.js";

test("simulated arithmetic is in the name of a study, with its profiles and its pass", async () => {
  const nameOf = async (arithmetic: StudyInput["arithmetic"]) =>
    studyName((await prepare({ data: { train: 10, test: 5 }, arithmetic: arithmetic! })).study);
  expect(await nameOf(null)).toBe("vee, hidden [8], relu");
  expect(await nameOf("tree")).toBe("vee, hidden [8], relu, simulated arithmetic (tree)");
  expect(await nameOf({ profiles: ["bf16", "permuted"], on: "forward" })).toBe(
    "vee, hidden [8], relu, simulated arithmetic (permuted, bf16; forward)",
  );
});
