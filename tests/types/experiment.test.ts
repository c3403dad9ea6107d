/** An experiment that is added: the compiler names every table that lacks it, as CONTRIBUTING.md promises. */
import { resolve } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";

/** The faults of the claims and of what imports them, where one file has another text. */
function faultsWith(file: string, change: (text: string) => string): string[] {
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile("tsconfig.json", ts.sys.readFile).config,
    ts.sys,
    ".",
  );
  const host = ts.createCompilerHost(options);
  const { readFile } = host;
  host.readFile = (name) => {
    const text = readFile.call(host, name);
    return text !== undefined && resolve(name) === resolve(file) ? change(text) : text;
  };
  const program = ts.createProgram(["src/index.ts", "src/kernel/wasm.d.ts", "src/pool/text.d.ts"], options, host);
  return [
    ...new Set(
      program.getSemanticDiagnostics().map(({ file: at }) => resolve(at!.fileName).slice(resolve("src").length + 1)),
    ),
  ].sort();
}

test("a claim with an id of its own is asked for by arms, experiments and rules, and by nothing else", () => {
  const id = 'export type ClaimId = "control"';
  const change = (text: string) => {
    expect(text).toContain(id);
    return text.replace(id, `${id} | "C6"`);
  };
  expect(faultsWith("src/claims/claim.ts", change)).toEqual([
    "claims/arms.ts",
    "claims/experiments.ts",
    "claims/rules.ts",
  ]);
});
