/**
 * Every example of the documents runs. Blocks marked js, ts or sh are executed, in their order, in one folder a
 * document; other marks (text, console, json) are for reading only.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Ended, fillUserFolder, runModuleThere, runShellThere } from "../user-folder.js";

interface Block {
  line: number;
  language: string;
  code: string;
}

const documents = [
  "README.md",
  ...readdirSync("docs")
    .sort()
    .map((name) => `docs/${name}`),
].filter((name) => name.endsWith(".md") && existsSync(name));

/** The fenced blocks of a document that can be executed. */
function blocksOf(markdown: string): Block[] {
  return [...markdown.matchAll(/^```(js|ts|sh)[ \t]*\n([\s\S]*?)^```/gm)].map((match) => ({
    line: markdown.slice(0, match.index).split("\n").length,
    language: match[1]!,
    code: match[2]!,
  }));
}

const scratch = mkdtempSync(join(tmpdir(), "doppelgrad-snippets-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Runs a block; what it wrote to stderr is the reason where it fails. */
function execute({ language, code }: Block, folder: string): Ended {
  if (language === "sh") return runShellThere(folder, code.replaceAll("npx doppelgrad", "doppelgrad"));
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  return runModuleThere(folder, language === "ts" ? outputText : code);
}

test("the README shows a program and a command", () => {
  const languages = blocksOf(readFileSync("README.md", "utf8")).map(({ language }) => language);
  expect(languages).toContain("sh");
  expect(languages.some((language) => language !== "sh")).toBe(true);
});

for (const name of documents) {
  const blocks = blocksOf(readFileSync(name, "utf8"));
  if (blocks.length === 0) continue;
  describe(name, () => {
    let folder: string;
    beforeAll(() => {
      folder = join(scratch, name.replaceAll("/", "-"));
      fillUserFolder(folder);
    });

    for (const block of blocks) {
      test(`line ${block.line} runs`, { timeout: 600_000 }, () => {
        expect(block.code, "npm and git cannot run inside a test: mark the block console").not.toMatch(
          /^\s*(npm|git) /m,
        );
        const { status, stderr } = execute(block, folder);
        expect(status, stderr).toBe(0);
      });
    }
  });
}
