/** What the papers of the repository say of it: CONTRIBUTING.md, SECURITY.md, CITATION.cff, docs/architecture.md. */
import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const manifest = JSON.parse(readFileSync("package.json", "utf8")) as Record<string, unknown> & {
  scripts: Record<string, string>;
};

test.each(["CONTRIBUTING.md", "SECURITY.md", "examples/README.md"])(
  "%s names commands and files that are there",
  (name) => {
    const text = readFileSync(name, "utf8");
    const scripts = [...text.matchAll(/npm run ([\w:]+)/g)].map(([, script]) => script!);
    expect(scripts.filter((script) => !(script in manifest.scripts))).toEqual([]);
    const paths = [...text.matchAll(/`((?:src|assembly|docs|tests|\.ci|examples)\/[\w./-]*)`/g)].map(
      ([, path]) => path!,
    );
    const folder = name.includes("/") ? `${name.split("/")[0]}/` : "";
    const links = [...text.matchAll(/\]\(([\w./-]+)\)/g)].map(([, path]) => folder + path!);
    expect([...paths, ...links].filter((path) => !existsSync(path))).toEqual([]);
  },
);

test("a newcomer follows one study through six files, under 700 lines together", () => {
  const [, list] = /^Ten minutes([^]*?)\. What a step/m.exec(readFileSync("docs/architecture.md", "utf8"))!;
  const files = [...list!.matchAll(/`(src\/[\w/.-]+)`/g)].map(([, path]) => path!);
  expect(new Set(files).size).toBe(6);
  expect(files.filter((path) => !existsSync(path))).toEqual([]);
  const lines = files.map((path) => readFileSync(path, "utf8").split("\n").length - 1);
  expect(lines.reduce((sum, count) => sum + count, 0)).toBeLessThan(700);
});

test("CITATION.cff has what CFF 1.2.0 requires, and the version, licence and keywords of the package", () => {
  const text = readFileSync("CITATION.cff", "utf8");
  for (const key of ["cff-version: 1.2.0", "message: ", "title: doppelgrad", "authors:"])
    expect(text).toMatch(new RegExp(`^${key}`, "m"));
  expect(text).toContain(`\nversion: ${manifest.version}\n`);
  expect(text).toContain(`\nlicense: ${manifest.license}\n`);
  const [, keywords] = /^keywords:\n((?: {2}- .*\n)+)/m.exec(text)!;
  expect(keywords!.trim().split(/\s*- /).slice(0).filter(Boolean)).toEqual(manifest.keywords);
});
