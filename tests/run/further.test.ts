import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { measureFurther } from "../../src/compare/measure-further.js";
import { askedFor } from "../../src/further/asked.js";
import type { FurtherMeasures } from "../../src/further/further.js";
import { furtherOfBlocks } from "../../src/run/further.js";
import { toJson } from "../../src/run/json.js";
import { networkBlocks } from "../../src/run/network-blocks.js";
import { openOutputs } from "../../src/run/outputs.js";
import { prepare, shapeOf } from "../../src/run/prepare.js";
import { run } from "../../src/run/run.js";
import { type Claimed, verify } from "../../src/run/verify.js";
import { runInto } from "../../src/store/run-into.js";
import { remeasured } from "../../src/store/stored-result.js";
import { proveStore } from "../../src/store/verify.js";
import type { StudyInput } from "../../src/study/study.js";
import { refusal } from "../refusal.js";

const folder = mkdtempSync(join(tmpdir(), "doppelgrad-further-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Two groups, and more test examples than one block of the networks. */
const study: StudyInput = {
  data: { name: "groups", train: 200, test: 1500 },
  hidden: [6],
  batchSize: 8,
  replicas: 20,
};
const MEASURES = ["kappa", "ambiguity", "auc", "logitCorrelation", "calibrationError", "softChurn"] as const;
const further = { measures: MEASURES, alpha: 2, perClass: true };
const options = { workers: 0, further };
const asJson = <T>(value: T) => JSON.parse(JSON.stringify(value)) as T;

const result = await run(study, options);
const measured = result.further!;

test("a run measures further what a comparison of its predictions does", async () => {
  expect(measured.asked).toEqual({ ...further, measures: expect.arrayContaining([...MEASURES]) });
  expect(Object.keys(measured.measures).sort()).toEqual([...MEASURES].sort());
  for (const each of Object.values(measured.measures)) expect(each.low).not.toBeNull();
  expect(measured.groups!.map(({ group, examples }) => [group, examples])).toEqual([
    ["majority", 750],
    ["minority", 750],
  ]);
  expect(measured.classes!.map(({ group }) => group)).toEqual([0, 1]);
  expect(await measureFurther(result, further)).toEqual(measured);
  const plain = await run(study, { workers: 0 });
  expect(Object.hasOwn(plain, "further")).toBe(false);
  expect(plain.fingerprint).toBe(result.fingerprint);
});

test("where the predictions are changes no bit: in memory, in a file, in parts, or as the networks say them", async () => {
  const prepared = await prepare(study);
  const asked = askedFor(further, "options");
  const networks = { parameters: result.parameters, barriers: "not asked for" };
  const size = shapeOf(prepared).examples;
  const spilled = await openOutputs(shapeOf(prepared), 0);
  expect(spilled.all).toBeNull();
  for (let r = 0; r < 20; r++) {
    const row = (of: Float32Array) => of.subarray(r * size, (r + 1) * size);
    spilled.put(r, row(result.predictions!), row(result.logits!));
  }
  expect(await furtherOfBlocks(spilled.blocks(), prepared, networks, asked, {})).toEqual(measured);
  spilled.close();
  const blocks = [...networkBlocks(prepared, result.parameters)];
  expect(blocks.length).toBeGreaterThan(1);
  expect(await furtherOfBlocks(networkBlocks(prepared, result.parameters), prepared, networks, asked, {})).toEqual(
    measured,
  );
  const into = await runInto(join(folder, "store"), study, { ...options, partSize: 7 });
  expect(into.further).toEqual(measured);
});

test("a result with too many predictions to keep them has its networks asked again", async () => {
  const dropped = { ...result, predictions: null, logits: null };
  expect(await measureFurther(dropped, further)).toEqual(measured);
  const stored = asJson(toJson(result, ["parameters"])) as never;
  expect(await measureFurther(stored, further)).toEqual(measured);
  const parameters = result.parameters.map((values) => values.slice());
  parameters[3]![0]! += 1;
  await expect(measureFurther({ ...dropped, parameters }, further)).rejects.toEqual(
    refusal("wrong-value", "result.parameters[3]", "others"),
  );
  await expect(measureFurther({ ...dropped, parameters: undefined } as never, further)).rejects.toEqual(
    refusal("wrong-value", "given.predictions", "none"),
  );
});

test("data of a file are named again, and have to be those of the result", async () => {
  const rows = Array.from({ length: 60 }, (_, n) => `${((n * 7919) % 100) / 50 - 1},${n % 3 === 0 ? "a" : "b"}`);
  const text = `x,kind\n${rows.join("\n")}\n`;
  const ofFile: StudyInput = { data: { name: "file", text, label: "kind" }, hidden: [2], replicas: 4 };
  const own = await run(ofFile, { workers: 0, further: { measures: ["kappa"], perClass: true } });
  expect(own.further!.classes!.map(({ group }) => group)).toEqual(["a", "b"]);
  expect(await measureFurther(own, { measures: ["kappa"], perClass: true })).toEqual(own.further);
  const dropped = { ...own, predictions: null, logits: null };
  expect(await measureFurther(dropped, { measures: ["kappa"], perClass: true })).toEqual(own.further);
});

describe("further measures are proved with the result", () => {
  const changed = (change: (further: FurtherMeasures) => void): Claimed => {
    const claim = asJson(toJson(result)) as unknown as Claimed & { further: FurtherMeasures };
    change(claim.further);
    return claim;
  };
  const again = { workers: 0, backend: "scalar" } as const;

  test("of a run", async () => {
    expect(
      (
        await verify(
          changed(() => {}),
          again,
        )
      ).message,
    ).toMatch(/^every bit/);
    const other = changed(({ measures }) => void (measures.kappa!.value! += 1e-9));
    expect((await verify(other, again)).message).toContain("further.measures.kappa.value");
    const group = changed(({ groups }) => void (groups![1]!.measures.auc!.low! -= 1e-9));
    expect((await verify(group, again)).message).toContain("further.groups[1].measures.auc.low");
    const fewer = changed((all) => void (all.asked.perClass = false));
    expect((await verify(fewer, again)).message).toContain("further.classes");
  });

  test("of a folder, where the page is made again, too", async () => {
    const store = join(folder, "proved");
    const claim = asJson(toJson(await runInto(store, study, options))) as unknown as Claimed;
    const { further: claimed } = claim as { further?: FurtherMeasures };
    expect((await remeasured(store, { workers: 0, further: claimed })).further).toEqual(measured);
    expect(Object.hasOwn(await remeasured(store, { workers: 0 }), "further")).toBe(false);
    expect((await proveStore(store, claim, { workers: 0, sample: "5%" })).same).toBe(true);
    claimed!.measures.auc!.high! += 1e-9;
    const { differences } = await proveStore(store, claim, { workers: 0, sample: "5%" });
    expect(differences.join()).toContain("further.measures.auc.high");
  });

  test("a result that asks for what there is not is refused", async () => {
    const unknown = changed(({ asked }) => void (asked.measures = ["kapa"] as never));
    await expect(verify(unknown, again)).rejects.toEqual(refusal("wrong-value", "result.further.asked.measures[0]"));
    const none = { ...changed(() => {}), further: 1 };
    await expect(verify(none, again)).rejects.toEqual(refusal("wrong-type", "result.further", "1"));
  });
});

test("what is asked for is looked at before anything is trained", async () => {
  const asking = (given: unknown) =>
    run({ ...study, replicas: 1e5, epochs: 1e4 }, { workers: 0, further: given as never });
  await expect(asking({ measures: ["kapa"] })).rejects.toEqual(refusal("wrong-value", "options.further.measures[0]"));
  await expect(asking({ alpha: 0 })).rejects.toEqual(refusal("wrong-value", "options.further.alpha", "0"));
  await expect(asking({ kappa: true })).rejects.toEqual(refusal("unknown-field", "options.further", "kappa"));
  await expect(asking("kappa")).rejects.toEqual(refusal("wrong-type", "options.further", '"kappa"'));
});
