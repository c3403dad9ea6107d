/**
 * The SDK in Jest with jsdom, as an application tests its pages: a browser's build is asked for by `require`, in a host
 * that has a document and lacks much of what browsers have.
 */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, expect, test } from "vitest";
import * as sdk from "../../src/index.js";
import fingerprints from "../golden/fingerprints.json" with { type: "json" };
import studies from "../golden/studies.json" with { type: "json" };
import { notRun } from "../not-run.js";

const JEST = resolve("tests/jest/node_modules/jest/bin/jest.js");
const folder = mkdtempSync(join(tmpdir(), "doppelgrad-jest-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Every eighth of the golden studies, with its fingerprint. */
const some = studies
  .filter((_, index) => index % 8 === 0)
  .map(({ name, study }) => ({ study, fingerprint: (fingerprints as Record<string, string>)[name] }));

const TESTS = `
const sdk = require("doppelgrad");
const { witness } = require("doppelgrad/relaxed");
const { names, some } = require("./wanted.json");
const study = { data: { name: "vee", train: 40, test: 8 }, replicas: 6 };

test("it has every name", () => expect(Object.keys(sdk).sort()).toEqual(names));

test.each(some)("the bits of study %#", async ({ study, fingerprint }) => {
  expect((await sdk.run(study, { workers: 0 })).fingerprint).toBe(fingerprint);
});

test("a page shows a result", async () => {
  document.body.innerHTML = "<p></p>";
  const result = await sdk.run(study);
  document.querySelector("p").textContent = result.fingerprint;
  expect(document.body.textContent).toMatch(/^[0-9a-f]{64}$/);
  expect(await sdk.verify(sdk.toJson(result))).toMatchObject({ same: true, backend: "scalar" });
  expect(await sdk.report(result, {})).toMatch(/^<!doctype html>/i);
});

test("the reference, the trainer, links, the witness, files", async () => {
  const { fingerprint } = await sdk.run(study, { backend: "reference" });
  const trainer = await sdk.openTrainer(study);
  trainer.advance(trainer.steps);
  expect(trainer.fingerprint()).toBe(fingerprint);
  const url = await sdk.writeLink(await sdk.makeLink(study), "https://example.org/");
  expect(await sdk.checkLink(await sdk.readLink(url))).toMatchObject({ same: true });
  // Node 20 has it behind a flag, which a page cannot set.
  const seen = await witness(study).catch((error) => error);
  expect(seen.study?.replicas ?? seen.expected).toEqual(seen.study ? 6 : "an engine with relaxed SIMD");
  const text = "a,b,y\\n1,2,x\\n2,3,y\\n3,5,x\\n4,1,y\\n";
  expect((await sdk.run({ data: { name: "csv", text }, replicas: 2 })).replicas).toHaveLength(2);
});

test("bad input is an InputError", async () => {
  await expect(sdk.run({ seed: "x" })).rejects.toBeInstanceOf(sdk.InputError);
  await expect(sdk.run({ data: { name: "csv", path: "d.csv" } })).rejects.toMatchObject({ path: "study.data.path" });
});
`;

test("every part of it runs there, with the same bits", (context) => {
  if (!existsSync(JEST)) notRun(context, "jest: the SDK in Jest with jsdom");
  const modules = join(folder, "node_modules");
  mkdirSync(join(modules, "doppelgrad"), { recursive: true });
  // What it asks for beside itself would not be found.
  for (const part of ["dist", "package.json"]) cpSync(part, join(modules, "doppelgrad", part), { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "private": true }');
  writeFileSync(join(folder, "wanted.json"), JSON.stringify({ names: Object.keys(sdk).sort(), some }));
  writeFileSync(join(folder, "sdk.test.js"), TESTS);
  const options = ["--env=jsdom", `--rootDir=${folder}`, "--no-cache", "--testTimeout=60000"];
  const { status, stderr } = spawnSync(process.execPath, [JEST, ...options], {
    cwd: folder,
    encoding: "utf8",
  });
  expect(status, stderr).toBe(0);
  expect(stderr).toMatch(new RegExp(`Tests: +${some.length + 4} passed, ${some.length + 4} total`));
});
