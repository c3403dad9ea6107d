/**
 * What shells, disks and machines do to a command, as people have met it with other tools. Closed pipes and full disks
 * are in tests/cli/pipes.test.ts, signals in tests/cli/signals.test.ts, data files that a JSON document names in
 * tests/cli/verify.test.ts.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { doppelgrad, type Finished, scratchFolder, shell } from "../cli/command-line.js";

const tiny = ["--set", "data.train=60", "--set", "data.test=20", "--replicas", "5", "--epochs", "1"];
/** Predictions and logits of more than 1 GiB, which go to a temporary file. */
const big = ["--set", "data.train=60", "--set", "data.test=200000", "--replicas", "700"];

/** One sentence on stderr that has these words; nothing on stdout. */
function sentence(...words: string[]): object {
  const pattern = words.map((word) => `(?=.*${word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")})`).join("");
  return {
    stdout: "",
    stderr: expect.stringMatching(new RegExp(`^${pattern}[^\n]+[.?]\n$`)) as string,
  };
}

describe("a place that cannot be written is named, before any training", () => {
  test.each([
    ["in /proc", "/proc/x/y", "its folder does not exist (ENOENT)"],
    ["below a file", "file/x", "a part of its path is not a folder (ENOTDIR)"],
    ["a file", "file", "A file with this name exists (EEXIST)"],
    ["a name that is too long", "x".repeat(300), "The name is too long (ENAMETOOLONG)"],
    ["a link to itself", "loop", "(E"],
  ])("--out: %s", async (_, place, reason) => {
    const folder = scratchFolder();
    writeFileSync(join(folder, "file"), "");
    await shell("ln -s loop loop", folder);
    const before = readdirSync(folder);
    const so = await doppelgrad(["run", "vee", "--epochs", "1000", "--out", place], folder);
    expect(so).toMatchObject({ code: 2, ...sentence("--out", `"${place.slice(0, 50)}`) });
    expect(so.stderr.toLowerCase()).toContain(reason.toLowerCase());
    expect(readdirSync(folder)).toEqual(before);
  });

  test("TMPDIR that is not there is refused where a study needs it, and is of no account elsewhere", async () => {
    const [folder, env] = [scratchFolder(), { TMPDIR: "/nonexistent" }];
    expect(await doppelgrad(["run", "vee", ...big], folder, { env })).toMatchObject({
      code: 2,
      ...sentence("TMPDIR", '"/nonexistent"', "Name another folder in TMPDIR"),
    });
    expect((await doppelgrad(["run", "vee", ...tiny], folder, { env })).code).toBe(0);
  });
});

describe("what Node's permissions forbid is said to be so", () => {
  // Node 20 has it as an experiment; Node 24 has no other name for it than this.
  const flag = process.allowedNodeEnvironmentFlags.has("--permission") ? "--permission" : "--experimental-permission";

  function permitted(folder: string, permissions: string[], args: string[]): Finished {
    const cli = resolve("dist/cli.js");
    const node = [flag, "--no-warnings", `--allow-fs-read=${resolve(".")}`, ...permissions, cli, ...args];
    const { status, stdout, stderr } = spawnSync(process.execPath, node, { cwd: folder, encoding: "utf8" });
    return { code: status, stdout, stderr };
  }

  test.each<[name: string, permissions: string[], args: string[], words: string[]]>([
    [
      "reading data",
      ["--allow-worker"],
      ["run", "--data", "d.csv"],
      ["d.csv", "Node was started with permissions", "--allow-fs-read"],
    ],
    [
      "reading a result",
      ["--allow-worker"],
      ["verify", "r.json"],
      ["r.json", "Node was started with permissions", "--allow-fs-read"],
    ],
    [
      "writing",
      ["--allow-worker", "--allow-fs-read=*"],
      ["run", "vee", "--out", "o"],
      ["--out", '"o"', "Node was started with permissions"],
    ],
    ["temporary files", ["--allow-worker", "--allow-fs-read=*"], ["run", "vee", ...big], ["TMPDIR", "restricted"]],
  ])("%s", (_, permissions, args, words) => {
    const folder = scratchFolder();
    writeFileSync(join(folder, "d.csv"), "a,b,y\n1,2,x\n2,3,y\n3,5,x\n");
    writeFileSync(join(folder, "r.json"), "{}");
    expect(permitted(folder, permissions, args)).toMatchObject({ code: 2, ...sentence(...words) });
    expect(existsSync(join(folder, "o"))).toBe(false);
  });

  test("threads: the main thread trains", () => {
    const so = permitted(scratchFolder(), [], ["run", "vee", ...tiny, "--json"]);
    expect(so.code).toBe(0);
    expect((JSON.parse(so.stdout) as { host: { workers: number } }).host.workers).toBe(0);
  });
});

describe("a name with a # in it", () => {
  test.each(["run#1.a", "#1", "a#b/run#2.eJx-abcdefghijklmnopqrstuvwxyz"])(
    "is a folder where it is one: %s",
    async (name) => {
      const folder = scratchFolder();
      mkdirSync(join(folder, "a#b"));
      expect((await doppelgrad(["run", "vee", ...tiny, "--out", name], folder)).code).toBe(0);
      expect(await doppelgrad(["verify", name], folder)).toMatchObject({ code: 0, stderr: "" });
    },
  );

  test("is a file that is not there, where nothing is", async () => {
    expect(await doppelgrad(["verify", "run#3.b"], scratchFolder())).toMatchObject({
      code: 2,
      ...sentence("RESULT", '"run#3.b"', "There is no such file"),
    });
  });
});

describe("a field of the study is set as people write it", () => {
  const set = (...assignments: string[]) => assignments.flatMap((assignment) => ["--set", assignment]);
  const json = set(
    'vary=["init"]',
    "hidden=[16,16]",
    "optimizer.learningRate=0.05",
    "reshuffle=false",
    "clipNorm=null",
  );
  /** The study that a command trains, as its result states it. */
  async function studyOf(args: string[]): Promise<unknown> {
    const { stdout, stderr } = await doppelgrad(["run", "vee", ...tiny, ...args, "--json"], scratchFolder());
    expect(stderr).toBe("");
    return (JSON.parse(stdout) as { study: unknown }).study;
  }

  test.each([
    [
      "in the forms of Python",
      set("vary=['init',]", "hidden=(16, 16)", "optimizer.learningRate=.05", "reshuffle=False", "clipNorm=None"),
    ],
    [
      "in few characters",
      set("vary=init", "hidden=16,16", "optimizer.learningRate=5.e-2", "reshuffle=false", "clipNorm=none"),
    ],
    [
      "without the quotes that a shell takes",
      set("vary=[init]", "hidden=16 16", "optimizer={learningRate:.05}", "reshuffle = false"),
    ],
    [
      "with quotes that cmd.exe leaves",
      set("'vary=[init]'", "hidden='16,16'", "optimizer.learningRate='.05'", "'reshuffle=false'"),
    ],
    [
      "by options that other tools have",
      ["--vary", "init", "--hidden", "16,16", "--lr", ".05", ...set("reshuffle=false")],
    ],
    ["by a field's own name, in any spelling", set("vary=init", "Hidden=16,16", "learningRate=.05", "reshuffle=False")],
    ["by an option in words", ["--vary=init", "--hidden=16,16", "--learning-rate=.05", ...set("reshuffle=False")]],
  ])("%s", async (_, args) => expect(await studyOf(args)).toEqual(await studyOf(json)));

  test("each option is a field", async () => {
    const options = ["--seed", "3", "--batch-size", "4", "--activation", "tanh", "--optimizer", "sgd", "--epochs", "2"];
    const fields = set("seed=3", "batchSize=4", "activation=tanh", "optimizer=sgd", "epochs=2");
    const [start, few] = [tiny.slice(0, 4), ["--replicas", "2"]];
    const run = async (args: string[]) =>
      JSON.parse((await doppelgrad(["run", "vee", ...start, ...args, "--json"], scratchFolder())).stdout) as object;
    expect(await run([...options, ...few])).toEqual(await run([...fields, ...set("replicas=2")]));
  });

  test.each([
    ["--lr 3 --set optimizer.learningRate=3", "--learning-rate", "either it or --set optimizer.learningRate"],
    ["--momentum 0.9", "error: unknown option '--momentum'", "Did you mean --set optimizer.momentum=...?"],
    ["--random-state 1", "error: unknown option '--random-state'", "Did you mean --set seed=...?"],
    ["--sep ,", "error: unknown option '--sep'", "Did you mean --set data.delimiter=...?"],
    ["--set lr=.1", "study:", "Did you mean --set optimizer.learningRate=.1?"],
    ["--lr 3 --set learning_rate=3", "--learning-rate", "either it or --set optimizer.learningRate"],
    ["--set weights=zeros", "study:", "Did you mean --set initial.weights=zeros?"],
    ["epochs=3", "error: too many arguments", "Did you mean --set epochs=3?"],
    ["--set seed=1 epochs=3", "error: too many arguments", "Did you mean --set epochs=3?"],
  ])("what is none is told its name: %s", async (words, complaint, advice) => {
    const { code, stdout, stderr } = await shell(`doppelgrad run vee ${words}`, scratchFolder());
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(complaint);
    expect(stderr).toContain(advice);
  });

  test("an assignment in place of the study is told so", async () => {
    expect(await doppelgrad(["run", "epochs=3"], scratchFolder())).toMatchObject({
      code: 2,
      ...sentence("STUDY", "Did you mean --set epochs=3?"),
    });
  });
});

describe("every command", async () => {
  const { stdout } = await doppelgrad(["--help"], scratchFolder());
  const commands = [...stdout.slice(stdout.indexOf("\nCommands:")).matchAll(/^ {2}([a-z]+) /gm)]
    .map(([, name]) => name!)
    .filter((name) => name !== "help");

  test("is listed with what it does", () => {
    expect(commands).toEqual(expect.arrayContaining(["claims", "run", "verify", "link", "witness", "bench", "host"]));
  });

  test.each(commands)("%s has examples, and --quiet", async (command) => {
    const help = (await doppelgrad([command, "--help"], scratchFolder())).stdout;
    expect(help).toMatch(new RegExp(`\nExamples:\n(  (npx )?doppelgrad ${command}[^\n]*\n?)+$`));
    expect(help).toMatch(/ -q, --quiet +no progress/);
  });

  test("--version and -V say it, with --json or without a study nothing is trained", async () => {
    for (const flag of ["--version", "-V"])
      expect(await doppelgrad([flag], scratchFolder())).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string,
      });
  });
});

test("--quiet: nothing on stderr but errors", async () => {
  const env = { NODE_OPTIONS: "--jitless --no-warnings" };
  const heard = async (...args: string[]) =>
    (await doppelgrad(["run", "vee", ...args], scratchFolder(), { env })).stderr;
  expect(await heard(...tiny)).toContain("the reference backend trains");
  expect(await heard(...tiny, "-q")).not.toContain("the reference backend trains");
  expect(await heard("-q", "--epochs", "0")).toContain("study.epochs: expected");
});
