/**
 * The Tab key in real shells: each reads its script, words are typed and completed by the shell's own editor, and what
 * then stands in the line is looked at.
 */
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { notRun } from "../not-run.js";
import { doppelgrad, scratchFolder } from "./command-line.js";

const folder = scratchFolder();
/** Nothing of whoever runs the tests: their shells may have habits. */
const env = { PATH: join(folder, "bin") + delimiter + process.env.PATH, HOME: folder, TERM: "dumb", PS1: "> " };
const has = (program: string) => spawnSync(program, ["--version"], { stdio: "ignore" }).status === 0;

beforeAll(async () => {
  mkdirSync(join(folder, "bin"));
  const command = join(folder, "bin/doppelgrad");
  writeFileSync(command, `#!/bin/sh\nexec "${process.execPath}" "${resolve("dist/cli.js")}" "$@"\n`);
  chmodSync(command, 0o755);
  for (const shell of ["bash", "zsh", "fish"])
    writeFileSync(join(folder, `script.${shell}`), (await doppelgrad(["completion", shell], folder)).stdout);
  for (const name of ["wine.csv", "with space.csv", "$(touch made)"]) writeFileSync(join(folder, name), "");
});

/** What is typed before Tab, and what then stands in the line. */
const lines: [typed: string, completed: string][] = [
  ["doppelgrad ver", "doppelgrad verify"],
  ["doppelgrad run --back", "doppelgrad run --backend"],
  ["doppelgrad run --backend si", "doppelgrad run --backend simd"],
  ["doppelgrad run --backend=si", "doppelgrad run --backend=simd"],
  ["doppelgrad run vee --activation sme", "doppelgrad run vee --activation smelu"],
  ["doppelgrad run --set activation=sme", "doppelgrad run --set activation=smelu"],
  ["doppelgrad run --lr 3 moo", "doppelgrad run --lr 3 moons"],
  ["doppelgrad run --data win", "doppelgrad run --data wine.csv"],
  ["doppelgrad verify --workers 2 win", "doppelgrad verify --workers 2 wine.csv"],
  ["doppelgrad bench repl", "doppelgrad bench replicas"],
  ["doppelgrad completion fi", "doppelgrad completion fish"],
  ["doppelgrad dataset --split te", "doppelgrad dataset --split test"],
  ["doppelgrad dataset unev", "doppelgrad dataset uneven_gaussians"],
  ["doppelgrad submit --to sl", "doppelgrad submit --to slurm"],
  ["doppelgrad claims --to=par", "doppelgrad claims --to=parallel"],
  // What was typed is not evaluated.
  ["doppelgrad run 'x$(touch made)' --back", "doppelgrad run x$(touch made) --backend"],
];

/** Types into a shell at a terminal, each line when the one before it has been done: Tab, then `echo` before it. */
async function completedBy(shell: string, setUp: string): Promise<string[]> {
  const child = spawn("script", ["-qec", shell, "/dev/null"], { cwd: folder, env });
  const keys = [
    `${setUp}; echo GOT re""ady\n`,
    ...lines.map(([typed]) => `${typed}\t\u0001echo GOT \u0005\n`),
    "exit\n",
  ];
  let [shown, sent] = ["", 0];
  const got = () => shown.split(/\r*\n/).flatMap((line) => (line.startsWith("GOT ") ? [line.slice(4).trimEnd()] : []));
  child.stdout.on("data", (data: Buffer) => {
    shown += data.toString();
    // The first thing that it shows is its prompt.
    if (got().length === sent) child.stdin.write(keys[sent++] ?? "");
  });
  await new Promise((end) => child.on("close", end));
  return got().slice(1);
}

const wanted = lines.map(([, completed]) => completed);

describe("words and names of files are completed", () => {
  test("in bash", async (context) => {
    if (!has("script")) notRun(context, "script: completion in bash");
    expect(await completedBy("bash --norc --noprofile -i", "source ./script.bash")).toEqual(wanted);
  });

  test("in zsh", async (context) => {
    if (!has("script") || !has("zsh")) notRun(context, "zsh: completion");
    const setUp = "autoload -Uz compinit; compinit -u -D; source ./script.zsh";
    expect(await completedBy("zsh -f -i", setUp)).toEqual(wanted);
  });

  test("in fish", (context) => {
    if (!has("fish")) notRun(context, "fish: completion");
    for (const [typed, completed] of lines) {
      const ask = ["--no-config", "-c", 'source ./script.fish; complete -C "$argv[1]"', typed];
      const { stdout } = spawnSync("fish", ask, { cwd: folder, env, encoding: "utf8" });
      const words = stdout.split("\n").map((line) => line.split("\t")[0]);
      expect(words, typed).toContain(completed.split(" ").at(-1));
    }
  });

  test("and nothing of it is run", () => expect(readdirSync(folder)).not.toContain("made"));
});

describe("the server answers", () => {
  const asked = async (shell: string, ...words: string[]) =>
    (await doppelgrad(["completion-server", "--", "doppelgrad", ...words], folder, { env: { SHELL: shell } })).stdout;

  test("zsh and fish with what each word means", async () => {
    expect(await asked("zsh", "ver")).toMatch(/^verify:prove a result, claims or a link\\: .*\n$/);
    expect(await asked("fish", "ver")).toMatch(/^verify\tprove a result, claims or a link: .*\n$/);
    expect(await asked("bash", "ver")).toBe("verify\n");
  });

  test("a place for files with a word for the shell, which bash does not need", async () => {
    for (const words of [
      ["verify", ""],
      ["run", "--out", ""],
      ["run", "--data", "no-family"],
      ["run", "no-preset"],
    ]) {
      expect(await asked("zsh", ...words)).toBe("__tabtab_complete_files__\n");
      expect(await asked("bash", ...words)).toBe("");
    }
  });

  test("a place for nothing that is known with nothing", async () => {
    for (const words of [
      ["run", "--seed", ""],
      ["nothing", ""],
      ["host", ""],
      ["run", "vee", ""],
    ])
      expect(await asked("zsh", ...words)).toBe("");
  });

  test("every command and its options", async () => {
    const help = (await doppelgrad(["run", "--help"], folder)).stdout;
    const options = [...help.matchAll(/^ {2}(?:-\w|--\w+)?,? *(--[\w-]+)/gm)].map(([, name]) => name);
    expect(options.length).toBeGreaterThan(15);
    const found = (await asked("bash", "run", "--")).trim().split("\n");
    expect(found).toEqual(expect.arrayContaining(options));
    expect(found).toContain("--lr");
  });
});

test("another shell is refused with those that there are", async () => {
  const { code, stderr } = await doppelgrad(["completion", "ksh"], folder);
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining("bash, zsh, fish") as string });
});
