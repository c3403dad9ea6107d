import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { expect, test } from "vitest";

function run(spec: string): { status: number | null; lastLine: string | undefined; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["scripts/test-assembly.mjs", spec], {
    encoding: "utf8",
  });
  return { status, lastLine: stdout.trim().split("\n").at(-1), output: stdout + stderr };
}

test("a deliberately failing case makes as-pect fail, in f32, in v128 and in an object", () => {
  const { status, lastLine } = run("tests/assembly/failing/wrong.spec.ts");
  expect(lastLine).toBe("1 passed, 3 failed");
  expect(status).toBe(1);
});

test("a spec without cases fails", () => {
  const { status, output } = run("tests/assembly/failing/empty.spec.ts");
  expect(output).toContain("expected as many cases as are written, at least 1; got 0 of 0.");
  expect(status).toBe(1);
});

test("a spec that does not compile fails", () => {
  const { status, output } = run("tests/assembly/failing/absent.spec.ts");
  expect(output).toContain("tests/assembly/failing/absent.spec.ts does not compile");
  expect(status).toBe(1);
});

test("the transform stops at a node kind that it does not know", async () => {
  const { default: AspectTransform } = (await import("../../scripts/as-pect-transform.mjs" as string)) as {
    default: new () => { afterParse(parser: unknown): void };
  };
  const statement = { kind: 99, range: { source: { normalizedPath: "new.ts" } } };
  const parser = { sources: [{ statements: [statement] }] };
  expect(() => new AspectTransform().afterParse(parser)).toThrow("unknown node kind 99 (undefined) in new.ts");
});

test("no spec holds a case that does not run", () => {
  for (const spec of readdirSync("tests/assembly").filter((name) => name.endsWith(".spec.ts"))) {
    expect(readFileSync(`tests/assembly/${spec}`, "utf8"), spec).not.toMatch(/\b(xit|xtest|todo|throws|itThrows)\(/);
  }
});
