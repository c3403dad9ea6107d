/**
 * The browsers and one shell of each family train the golden studies with the shipped bytes; `npm run prove:engines`
 * does it in all engines.
 */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Build } from "../../src/kernel/load.js";
import fingerprints from "../golden/fingerprints.json" with { type: "json" };
import measures from "../golden/measures.json" with { type: "json" };
import studies from "../golden/studies.json" with { type: "json" };
import { notRun } from "../not-run.js";
import { type Answer, answer } from "./runner.js";

interface Engine {
  name: string;
  slow?: boolean;
  find(): { train(build: Build, studies: readonly object[]): Promise<Answer> };
}

interface Verdict {
  words: string;
  kept: boolean;
  different: string[];
}

const { testedEngines, Missing } = (await import("./engines.mjs" as string)) as {
  testedEngines: Engine[];
  Missing: new () => Error;
};
const { judge, rightlyCalled } = (await import("./verdict.mjs" as string)) as {
  judge(build: Build, answer: Answer, golden: Record<string, string>, committed: string, measures: string): Verdict;
  rightlyCalled(name: string, engine?: string): boolean;
};

const golden: Record<string, string> = fingerprints;
const committed = readFileSync("assembly/kernel.sha256", "utf8");
const builds = ["simd", "scalar"] as const;

describe.each(builds)("%s", (build) => {
  for (const { name, slow, find } of testedEngines) {
    test(`${name} gives the golden studies their fingerprints`, async (context) => {
      let engine: ReturnType<Engine["find"]>;
      try {
        engine = find();
      } catch (error) {
        if (!(error instanceof Missing)) throw error;
        notRun(context, `${name}: the golden studies in that engine`);
      }
      const some = slow ? studies.filter((_, index) => index % 4 === 0) : studies;
      const wanted = Object.fromEntries(some.map((study) => [study.name, golden[study.name]!]));
      const answer = await engine.train(build, some);
      expect(judge(build, answer, wanted, committed, measures.sha256)).toMatchObject({ kept: true, different: [] });
      expect([answer.engine, rightlyCalled(name, answer.engine)]).toEqual([answer.engine, true]);
    });
  }

  /** What an engine without fault answers. */
  const committedOf = (name: string) => committed.match(new RegExp(`(\\w+)  build/${name}\\.wasm`))![1]!;
  const committedNames = [build, `${build}-fused`, `${build}-noise`, `${build}-simulated`, "measures"];
  const [wasm, fused, noise, simulated, ofMeasures] = committedNames.map(committedOf) as [
    string,
    string,
    string,
    string,
    string,
  ];
  const faultless: Answer = {
    build,
    wasm,
    fused,
    noise,
    simulated,
    measures: ofMeasures,
    measured: measures.sha256,
    compiles: true,
    refused: null,
    fingerprints: golden,
    engine: "",
    time: 0,
  };
  const verdict = (answer: Partial<Answer>) =>
    judge(build, { ...faultless, ...answer }, golden, committed, measures.sha256);

  test("a fingerprint that differs or is absent breaks the promise", () => {
    const [first] = Object.keys(golden) as [string];
    const { [first]: _, ...others } = golden;
    expect(verdict({})).toMatchObject({ kept: true, words: `${studies.length} of ${studies.length}` });
    expect(verdict({ fingerprints: { ...golden, [first]: "0" } })).toMatchObject({ kept: false, different: [first] });
    expect(verdict({ fingerprints: others })).toMatchObject({ kept: false, different: [first] });
  });

  test("other measures break the promise", () => {
    expect(verdict({ measured: "0" })).toMatchObject({ kept: false, different: ["measures"] });
  });

  test("other bytes than the committed ones break the promise", () => {
    expect(verdict({ wasm: "0" }).kept).toBe(false);
    expect(verdict({ fused: "0" }).kept).toBe(false);
    expect(verdict({ measures: "0" }).kept).toBe(false);
  });

  test("an engine may be without SIMD, or be refused it, but not without both builds", () => {
    expect(verdict({ compiles: false, fingerprints: {} }).kept).toBe(build === "simd");
    expect(verdict({ refused: "subnormals", fingerprints: {} }).kept).toBe(build === "simd");
  });
});

test("an engine that cannot compile a build says so, and measures all the same", async () => {
  const said = JSON.parse(await answer("simd", ["00", "00", "00", "00", "00"], [])) as Answer;
  expect(said).toMatchObject({ compiles: false, refused: null, fingerprints: {}, measured: measures.sha256 });
});
