/**
 * Exit codes: 2 for what was given, 1 for what failed; a bug is never taken for bad input, and says how to report it.
 */
import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { failure } from "../../src/cli/failure.js";
import { DivergedError, unknownField, wrongType, wrongValue } from "../../src/study/errors.js";
import { doppelgrad, scratchFolder } from "./command-line.js";

/** What some code throws that no one meant to throw. */
function bug(code: () => unknown): unknown {
  try {
    code();
  } catch (error) {
    return error;
  }
  throw new Error("expected an error");
}

const nothing = undefined as unknown as { read(): void };

describe("the engine's own errors are bugs, whatever their kind", () => {
  const bugs: [name: string, error: unknown][] = [
    ["a property of undefined", bug(() => nothing.read)],
    ["a call of no function", bug(() => (({}) as typeof nothing).read())],
    ["a negative length", bug(() => new Float32Array(-1))],
    ["a view outside its buffer", bug(() => new Float32Array(new ArrayBuffer(4), 8))],
    [
      "no end of calls",
      bug(function again(): unknown {
        return [again()];
      }),
    ],
    ["text that is no JSON", bug(() => JSON.parse("{"))],
    ["something that is no error", "a string"],
  ];

  test.each(bugs)("%s", (_, error) => {
    const { code, says } = failure(error);
    expect(code).toBe(1);
    expect(says).toMatch(
      /^internal error: .*Please report it with the command and these lines:\ndoppelgrad \d+\.\d+\.\d+, Node /,
    );
    expect(says).toContain(error instanceof Error ? error.message : "a string");
  });
});

describe("our own errors are one sentence", () => {
  test.each([
    wrongType("study.seed", "an integer", '"1"'),
    wrongValue("study.seed", "an integer", "1.5"),
    unknownField("study", "seeed", ["seed"]),
  ])("bad input: %s", (error) => {
    expect(failure(error)).toEqual({ code: 2, says: `${error.message}\n` });
  });

  test("an option has the name that it has in the command", () => {
    const tooMuch = (path: string) => wrongValue(path, "less", "1");
    const says = (path: string) => failure(tooMuch(path), ["floor", "data"]).says;
    expect(says("options.floor")).toBe(`${tooMuch("--floor").message}\n`);
    expect(says("options.data.path")).toBe(`${tooMuch("--data").message}\n`);
    for (const path of ["options.margin", "options.floors", "options", "study.options.floor"])
      expect(says(path)).toBe(`${tooMuch(path).message}\n`);
  });

  // What makes an error bad input is its class, never its words.
  test("a bug in the words of a refusal is a bug", () => {
    const { message } = wrongValue("study.seed", "an integer", "1.5");
    expect(failure(new TypeError(message))).toMatchObject({ code: 1 });
  });

  test.each([new Error("no room on the disk"), new DivergedError(0, 1, "loss", "Try less.")])(
    "a failed run: %s",
    (error) => {
      expect(failure(error)).toEqual({ code: 1, says: `${error.message}\n` });
    },
  );
});

test("a bug in the middle of a command exits with 1, says where it is, and leaves nothing", async () => {
  const folder = scratchFolder();
  const env = { NODE_OPTIONS: "--import=data:text/javascript,delete%20Math.fround" };
  const { code, stdout, stderr } = await doppelgrad(["run", "vee", "--out", "made"], folder, { env });
  expect(stderr).toMatch(/^internal error: .*\ndoppelgrad .*\nTypeError: .* is not a function\n {4}at /);
  expect({ code, stdout, files: readdirSync(folder) }).toEqual({ code: 1, stdout: "", files: [] });
});
