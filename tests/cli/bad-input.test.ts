/**
 * Whatever is typed: one sentence in the form of all errors and exit code 2, or it is obeyed. In this process, since
 * there are hundreds.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CommanderError } from "commander";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { execute } from "../../src/cli/execute.js";
import { program } from "../../src/cli/main.js";
import { InputError, type Refusal } from "../../src/study/errors.js";
import { studyFields } from "../../src/study/resolve.js";
import { refusal } from "../refusal.js";
import { scratchFolder } from "./command-line.js";

interface Said {
  code: number;
  stdout: string;
  stderr: string;
  /** What the command threw, if it did. */
  error: unknown;
}

const before = process.cwd();
const folder = scratchFolder();
const said = { stdout: "", stderr: "" };
const parsing = vi.spyOn(program, "parseAsync");

beforeAll(() => {
  process.chdir(folder);
  for (const name of ["stdout", "stderr"] as const) {
    vi.spyOn(process[name], "write").mockImplementation(((text: string, done?: () => void) => {
      said[name] += text;
      done?.();
      return true;
    }) as never);
  }
});

afterAll(() => {
  process.chdir(before);
  vi.restoreAllMocks();
});

async function doppelgrad(...words: string[]): Promise<Said> {
  said.stdout = said.stderr = "";
  const code = await execute(words);
  process.exitCode = undefined;
  const ended = parsing.mock.settledResults.at(-1)!;
  parsing.mockClear();
  return { code, ...said, error: ended.type === "rejected" ? ended.value : undefined };
}

/**
 * An InputError with all of its fields, said on one line, or Commander's complaint; no words of a validator, no stack,
 * nothing that a terminal obeys.
 */
function expectSentence({ code, stdout, stderr, error }: Said, of: string): void {
  expect({ of, code, stdout }).toEqual({ of, code: 2, stdout: "" });
  if (error instanceof CommanderError)
    expect({ of, stderr }).toEqual({ of, stderr: expect.stringMatching(/^error: [^]*\n$/) });
  else {
    expect({ of, error }).toEqual({ of, error: refusal(/./, /./, undefined, { expected: /./, remedy: /^$|[.?]$/ }) });
    const { kind, path, got } = error as InputError;
    // Only an unknown field may be called "".
    if (kind !== "unknown-field") expect({ of, got }).toEqual({ of, got: expect.stringMatching(/./) });
    const typed = path.replace(/^options\.(\w+).*/, "--$1");
    const { message } = new InputError({ ...(error as InputError), path: typed });
    expect({ of, stderr, lines: message.split("\n").length }).toEqual({ of, stderr: `${message}\n`, lines: 1 });
  }
  expect({ of, stderr }).toEqual({
    of,
    stderr: expect.not.stringMatching(
      /internal error|\n {4}at |Invalid \w+: |Expected [<>=!&"(]|received|\[object|[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/,
    ) as string,
  });
}

const deep = (levels: number, open: string, close: string) => open.repeat(levels) + close.repeat(levels);
const esc = "\u001b[31m";

const files: Record<string, string | Uint8Array> = {
  "deep.json": deep(200_000, "[", "]"),
  "deep-object.json": `${'{"data":'.repeat(200_000)}1${"}".repeat(200_000)}`,
  "deep-result.json": `{"study":{},"fingerprint":"x","bits":1,"replicas":[],"data":{},"x":${deep(200_000, "[", "]")}}`,
  "proto.json": '{"__proto__":{"replicas":9}}',
  "proto-inside.json": '{"optimizer":{"__proto__":{"learningRate":9}}}',
  "born.json": '{"seeds":{"constructor":1}}',
  "born-data.json": '{"data":{"name":"vee","toString":3}}',
  "null.json": "null",
  "number.json": "1",
  "text.json": '"vee"',
  "empty.json": "",
  "bytes.json": Uint8Array.of(0x7b, 0xff, 0x7d),
  [`e${esc}vil.json`]: "{",
  [`e${esc}vil.csv`]: "a,b\n1,2\n1\n",
  "names.csv": `a${esc},b\n1,x\n2,x\n`,
  "zero.csv": "a,b\n1,x\0\n2,y\n",
  "zero-header.csv": "a\0,b\n1,x\n2,y\n",
  "half-utf16.csv": new Uint8Array(
    new Uint16Array([..."a,b\n1,x\n2,y\n"].map((character) => character.charCodeAt(0))).buffer,
  ).slice(0, -1),
  "huge.csv": "a,b\n1e400,x\n2,y\n",
  "hex.csv": "a,b\n 0x10,x\n2,y\n",
  "arabic.csv": "a,b\n\u0661,x\n2,y\n",
  "underscore.csv": "a,b\n1_000,x\n2,y\n",
  "infinity.csv": "a,b\nInfinity,x\n2,y\n",
  "nan.csv": "a,b\nnan,x\n2,y\n",
  "nan-label.csv": "a,b\n1,0\n2,1\n3,nan\n",
  "latin1.csv": Uint8Array.of(0x61, 0x2c, 0x62, 0x0a, 0xe9),
};

describe("a file or a word that is wrong", () => {
  beforeAll(() => {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    mkdirSync(join(folder, "a folder"));
  });

  const words: string[][] = [
    ...Object.keys(files)
      .filter((name) => name.endsWith(".json"))
      .flatMap((name) => [
        ["run", name],
        ["verify", name],
        ["link", name, "--page", "http://a/"],
        ["witness", name],
      ]),
    ...Object.keys(files)
      .filter((name) => name.endsWith(".csv"))
      .flatMap((name) => [
        ["run", "--set", "data.name=csv", "--set", `data.path=${name}`],
        // In a file of any form these are words, and words are categories.
        ...(/^(hex|arabic|underscore|infinity)/.test(name) ? [] : [["run", "--data", name]]),
      ]),
    ["run", "--data", "names.csv", "--label", "c"],
    ...["a folder", "", ".", "no such file", `n${esc}o`, "/dev/zero", "x".repeat(300), "a\0b"].flatMap((name) => [
      ["run", name],
      ["verify", name],
      ["run", "--set", "data.name=csv", "--set", `data.path=${name}`],
    ]),
    ...[
      '__proto__={"replicas":9}',
      "__proto__.replicas=9",
      "constructor=1",
      "toString=1",
      "optimizer.__proto__.x=1",
      "seeds.constructor=1",
      "data.hasOwnProperty=1",
      "a..b=1",
      ".=1",
      ".a=1",
      "a.=1",
      "=",
      "=1",
      "",
      " ",
      "epochs",
    ].map((set) => ["run", "vee", "--set", set]),
    ...[
      "design={init:2",
      "data={name:vee",
      "optimizer={'name' 'sgd'}",
      `data=${deep(30_000, "[", "]")}`,
      `hidden=${deep(30_000, "[", "]")}`,
      `x=${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`,
      `${"a.".repeat(20_000)}b=1`,
      `${esc}=1`,
      `data=${esc}`,
      `activation=${"x".repeat(100_000)}`,
    ].map((set) => ["run", "vee", "--set", set]),
    ["run", "vee", "--seed", "1.5"],
    ["run", "vee", "--seed", "-1"],
    ["run", "vee", "--replicas", "0"],
    ["run", "vee", "--replicas", "many"],
    ["run", "vee", "--seed", "1", "--set", "seed=1"],
    ["run", "vee", "--epochs", "0"],
    ["run", "vee", "--learning-rate", "x"],
    ["run", "vee", "--momentum", "0.9"],
    ["run", "vee", "xor"],
    ["run", "--backend"],
    ["run", "--with", ""],
    ["run", "vee", "--out", ""],
    ["run", "vee", "--out", "/proc/x"],
    ["run", "vee", "--out", "/proc"],
    ["run", "vee", "--out", "proto.json/x"],
    ["run", "vee", "--workers", "-1"],
    ["run", "vee", "--workers", "1e3"],
    ["run", "vee", "--workers", ""],
    ["claims", "--seed", "x"],
    ["claims", "--margin", ""],
    ["claims", "--data", "linear,vee"],
    ["verify"],
    ["verify", "#1."],
    ["link", "vee", "--page", ""],
    ["bench", "__proto__"],
    ["bench", "constructor"],
    ["bench", "math", "--workers", "2"],
    ["host", "x"],
    ["nothing"],
    ["--nothing"],
  ];

  test("each is refused in one sentence", async () => {
    for (const line of words) {
      expectSentence(await doppelgrad(...line), JSON.stringify(line).slice(0, 120));
    }
  });

  test("names that a terminal would obey are written out on stdout too", async () => {
    const name = `r${esc}ed.csv`;
    writeFileSync(join(folder, name), "a,b\n1,x\n2,y\n3,x\n4,y\n");
    const { code, stdout } = await doppelgrad(
      "run",
      "--data",
      name,
      "--set",
      "batchSize=1",
      "--set",
      "epochs=1",
      "--replicas",
      "1",
      "--workers",
      "0",
      "--out",
      `o${esc}ut`,
    );
    expect(code).toBe(0);
    expect(stdout).toContain("r\\u001b[31med.csv: 3 training and 1 test examples");
    expect(stdout).toContain("wrote o\\u001b[31mut/result.json");
    expect(stdout).not.toContain("\u001b");
  });

  test.each<[words: string[], error: Refusal]>([
    [["verify", "deep.json"], refusal("wrong-value", "deep.json", "more", { expected: /^at most 64 levels/ })],
    [
      ["run", "vee", "--set", '__proto__={"replicas":9}'],
      refusal("unknown-field", "study", "__proto__", { remedy: "Take it out." }),
    ],
    [
      ["run", "vee", "--set", "optimizer.__proto__.x=1"],
      refusal("unknown-field", "study.optimizer", "__proto__", { remedy: "Take it out." }),
    ],
    [["run", "/dev/zero"], refusal("wrong-value", "STUDY", '"/dev/zero"', { remedy: /a device/ })],
    [["run", `e${esc}vil.json`], refusal("wrong-type", "e\\u001b[31mvil.json", undefined, { expected: "JSON" })],
    [
      ["run", "--data", `e${esc}vil.csv`],
      refusal("wrong-value", "e\\u001b[31mvil.csv line 3", "1", { expected: /^2 columns/ }),
    ],
    [["run", "--data", "zero.csv"], refusal("wrong-value", "zero.csv", "other bytes", { expected: /text/ })],
    [
      ["run", "--data", "huge.csv"],
      refusal("wrong-value", 'huge.csv line 2, column "a"', /1e400/, { expected: /float32/ }),
    ],
    [
      ["run", "vee", "--set", "design={init:2"],
      refusal("wrong-type", "--set design", '"{init:2"', {
        expected: /^a value as in JSON/,
        remedy: /--set 'design=\{"init":4\}'\.$/,
      }),
    ],
    [
      ["run", "vee", "--seed", "1", "--set", "seed=1"],
      refusal("wrong-type", "--seed", "both", { expected: /--set seed/ }),
    ],
    [
      ["run", "vee", "--out", "/proc/x"],
      refusal("wrong-value", "--out", '"/proc/x"', { expected: /folder/, remedy: /ENOENT/ }),
    ],
    [
      ["run", "vee", "--out", "/proc"],
      refusal("wrong-value", "--out", '"/proc"', { expected: /files can be made/, remedy: /ENOENT/ }),
    ],
  ])("the refusal says what it is: %j", async (words, error) => {
    expect((await doppelgrad(...words)).error).toEqual(error);
  });

  test("a field of the study that is written as an option is told how to be written", async () => {
    expect((await doppelgrad("run", "vee", "--momentum", "0.9")).stderr).toBe(
      "error: unknown option '--momentum'\n(Did you mean --set optimizer.momentum=...?)\nSee doppelgrad run --help.\n",
    );
  });
});

describe("any value of any field", () => {
  const values = [
    "-1",
    "0",
    "0.5",
    "1e-60",
    "1e10",
    "1e300",
    "1e999",
    "-1e999",
    "NaN",
    '"x"',
    "x",
    "",
    "null",
    "true",
    "[]",
    "{}",
    "[[1]]",
    '{"name":"x"}',
    '{"name":1}',
    '{"name":"sgd","a":{"b":1}}',
    "[null]",
    "[1e400]",
    '"\u0000"',
    "9007199254740993",
  ];
  const small = [
    "--set",
    "data.train=3",
    "--set",
    "data.test=2",
    "--set",
    "epochs=1",
    "--set",
    "batchSize=1",
    "--set",
    "replicas=1",
    "--workers",
    "0",
    "--json",
  ];
  /** Twice the same field would be the last of them. */
  const start = (field: string) =>
    small.filter(
      (word, at) => !word.startsWith(`${field}=`) && !(word === "--set" && small[at + 1]!.startsWith(`${field}=`)),
    );

  test.each([
    ...studyFields(),
    "data.scale",
    "data.task",
    "data.name",
    "design.init",
    "design.shuffle",
    "seeds.init",
    "initial.weights.low",
    "activation.alpha",
    "activation.beta",
    "optimizer.name",
    "schedule.name",
  ])("%s", async (field) => {
    for (const value of values) {
      const said = await doppelgrad("run", "vee", ...start(field), "--set", `${field}=${value}`);
      const of = `${field}=${value}`;
      if (said.code === 2) expectSentence(said, of);
      else if (said.code === 0)
        expect({ of, fingerprint: (JSON.parse(said.stdout) as { fingerprint: string }).fingerprint }).toEqual({
          of,
          fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
        });
      else
        expect({ of, ...said }).toEqual({
          of,
          code: 1,
          stdout: "",
          stderr: `${(said.error as Error).message}\n`,
          error: expect.objectContaining({ name: "DivergedError", replica: 0, step: expect.any(Number) }),
        });
    }
  });
});
