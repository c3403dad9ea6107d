import { expect, test } from "vitest";
import { importsOf, parse, readSources, type Source } from "./sources.js";

/**
 * A folder imports only from itself and from those above it; index.ts, the public names, comes last. The command line
 * may call a bench.
 */
const ORDER = [
  "host",
  "study",
  "exchange",
  "reference",
  "statistics",
  "kernel",
  "data",
  "train",
  "pool",
  "measure",
  "further",
  "run",
  "store",
  "compare",
  "model",
  "link",
  "witness",
  "bisect",
  "sweep",
  "attribute",
  "explain",
  "claims",
  "experiments",
  "queue",
  "report",
  "cli",
  "",
];

const sources = readSources();

/** Imports of a file that go down the list, or to no folder of it. */
function wrongImports(source: Source): string[] {
  return importsOf(source)
    .filter((path) => path.endsWith(".ts") && !(source.folder === "cli" && path.startsWith("../bench/")))
    .filter((path) => {
      const target = ORDER.indexOf(path.includes("/") ? path.slice(0, path.indexOf("/")) : "");
      return target < 0 || target > ORDER.indexOf(source.folder);
    })
    .map((path) => `${source.path} imports ${path}`);
}

test("every folder of src/ has its place in the order", () => {
  expect(sources.length).toBeGreaterThan(0);
  expect([...new Set(sources.map(({ folder }) => folder))].filter((folder) => !ORDER.includes(folder))).toEqual([]);
});

test("imports go up the order of the folders only", () => {
  expect(sources.flatMap(wrongImports)).toEqual([]);
});

test("an import down the order is found: static, of types, re-exported, dynamic", () => {
  const lines = [
    'import { run } from "../run/run.js";',
    'import type { Result } from "../run/result.js";',
    'export { claims } from "../claims/claims.js";',
    'const page = await import("../report/page.js");',
    'type Cli = import("../cli/main.js").Cli;',
    'import { allowed } from "../study/study.js";',
  ];
  expect(wrongImports(parse("train/step.ts", lines.join("\n")))).toHaveLength(5);
});

test("a study is resolved and planned in one place, and where there are no data: the probe, a stored result", () => {
  const makers = /\b(resolveStudy|planOf|settingOf)\(/;
  const callers = sources.filter(({ tree }) => makers.test(tree.text.replace(/export (async )?function \w+/g, "")));
  expect(callers.map(({ path }) => path).sort()).toEqual(["model/model.ts", "run/prepare.ts", "train/probe.ts"]);
});
