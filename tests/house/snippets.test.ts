/**
 * Every example of the documents runs. Blocks marked js, ts or sh are executed, in their order, in one folder a
 * document; other marks (text, console, json) are for reading only. In the folders of docs/ a text block right after one
 * that runs is what it prints.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { notRun } from "../not-run.js";
import { type Ended, fillUserFolder, runModuleThere, runShellThere } from "../user-folder.js";

interface Block {
  line: number;
  language: string;
  code: string;
  /** What the document says that it prints, or null. */
  printed: string | null;
}

const documents = [
  "README.md",
  ...readdirSync("docs", { recursive: true, encoding: "utf8" })
    .sort()
    .map((name) => `docs/${name}`),
].filter((name) => name.endsWith(".md") && existsSync(name));

/** Debian's own, which finds Debian's libraries whatever else is on the path. */
const PYTHON = "/usr/bin/python3";
const PYTHON_LIBRARIES = ["numpy", "torch"];

/** The fenced blocks of a document that can be executed. */
function blocksOf(name: string): Block[] {
  const markdown = readFileSync(name, "utf8");
  const fenced = /^```(js|ts|sh)[ \t]*\n([\s\S]*?)^```\n(?:\n```text\n([\s\S]*?)^```)?/gm;
  const isLesson = name.split("/").length > 2;
  return [...markdown.matchAll(fenced)].map((match) => ({
    line: markdown.slice(0, match.index).split("\n").length,
    language: match[1]!,
    code: match[2]!,
    printed: isLesson ? (match[3] ?? null) : null,
  }));
}

/** What a document says is printed as a pattern: `...` is anything in a line, and alone in one any lines. */
function patternOf(printed: string): RegExp {
  const lines = printed.trimEnd().split("\n");
  const source = lines.map((line) =>
    line.trim() === "..."
      ? "(?:.*\\n)*?"
      : `${line
          .split("...")
          .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
          .join(".*")}[ ]*\\n`,
  );
  return new RegExp(`^${source.join("")}`, "m");
}

const scratch = mkdtempSync(join(tmpdir(), "doppelgrad-snippets-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Runs a block; what it wrote to stderr is the reason where it fails. */
function execute({ language, code }: Block, folder: string): Ended {
  if (language === "sh")
    return runShellThere(folder, code.replaceAll("npx doppelgrad", "doppelgrad").replace(/^python3 /gm, `${PYTHON} `));
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  return runModuleThere(folder, language === "ts" ? outputText : code);
}

test("the README shows a program and a command", () => {
  const languages = blocksOf("README.md").map(({ language }) => language);
  expect(languages).toContain("sh");
  expect(languages.some((language) => language !== "sh")).toBe(true);
});

for (const name of documents) {
  const blocks = blocksOf(name);
  if (blocks.length === 0) continue;
  describe(name, () => {
    let folder: string;
    beforeAll(() => {
      folder = join(scratch, name.replaceAll("/", "-"));
      fillUserFolder(folder);
    });

    for (const block of blocks) {
      test(`line ${block.line} runs`, { timeout: 600_000 }, (context) => {
        const usesPython = blocks.some(({ language, code }) => language === "sh" && /^python3 /m.test(code));
        if (usesPython && !PYTHON_LIBRARIES.every((each) => existsSync(`/usr/lib/python3/dist-packages/${each}`)))
          notRun(context, `python3-${PYTHON_LIBRARIES.join(", python3-")}: ${name}`);
        expect(block.code, "npm and git cannot run inside a test: mark the block console").not.toMatch(
          /^\s*(npm|git) /m,
        );
        const { status, stdout, stderr } = execute(block, folder);
        expect(status, stderr).toBe(0);
        if (block.printed !== null) expect(stdout).toMatch(patternOf(block.printed));
      });
    }
  });
}
