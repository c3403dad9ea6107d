/** Readers that go, disks that are full: what was trained is not lost, and one sentence says what is missing. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { notRun } from "../not-run.js";
import { doppelgrad, STORED, scratchFolder, shell } from "./command-line.js";

const tiny = "--set data.train=60 --set data.test=200 --set replicas=5";
const both = ["report.html", "result.json"];

/** Whole files of a run, and nothing else. */
function expectWhole(folder: string): void {
  expect(readdirSync(folder).sort()).toEqual(STORED);
  expect(
    (JSON.parse(readFileSync(join(folder, "result.json"), "utf8")) as { fingerprint: string }).fingerprint,
  ).toMatch(/^[0-9a-f]{64}$/);
  expect(readFileSync(join(folder, "report.html"), "utf8").trimEnd()).toMatch(/<\/html>$/);
}

describe("a reader that goes", () => {
  test.each([
    ["after one line", `doppelgrad run vee ${tiny} --out r --json --with predictions | head -1`, "{\n"],
    ["at once", `doppelgrad run vee ${tiny} --out r --json --with predictions | true`, ""],
    ["at once, of words", `doppelgrad run vee ${tiny} --out r | true`, ""],
    ["of stderr", `doppelgrad run vee ${tiny} --out r 2>&1 >o | head -0`, ""],
    ["of both", `doppelgrad run vee ${tiny} --out r 2>&1 | true`, ""],
    ["before the start", `doppelgrad run vee ${tiny} --out r >&- 2>&-`, ""],
  ])("%s: the files are written, the end is quiet, exit code 0", async (_, line, stdout) => {
    const folder = scratchFolder();
    expect(await shell(`${line}; exit \${PIPESTATUS[0]}`, folder)).toEqual({ code: 0, stdout, stderr: "" });
    expectWhole(join(folder, "r"));
  });

  test("of each command", async () => {
    const folder = scratchFolder();
    await shell(`doppelgrad run vee ${tiny} --out r`, folder);
    const commands = [
      "--help",
      "run --help",
      `run vee ${tiny} --json`,
      "verify r",
      "verify r --json",
      `link vee ${tiny} --page http://a/`,
      `witness vee ${tiny}`,
      "host",
      "host --json",
    ];
    for (const command of commands) {
      expect({ command, ...(await shell(`doppelgrad ${command} | true; exit \${PIPESTATUS[0]}`, folder)) }).toEqual({
        command,
        code: 0,
        stdout: "",
        stderr: "",
      });
    }
  });

  test("a difference and bad input keep their exit codes", async () => {
    const folder = scratchFolder();
    await shell(`doppelgrad run vee ${tiny} --out r`, folder);
    const path = join(folder, "r/result.json");
    writeFileSync(
      path,
      readFileSync(path, "utf8")
        .replace(/("fingerprint": ")[0-9a-f]/, (_, before: string) => `${before}${"x"}`)
        .replace('"x', '"0'),
    );
    expect((await shell("doppelgrad verify r | true; exit ${PIPESTATUS[0]}", folder)).code).toBe(1);
    expect((await shell("doppelgrad run nothing 2>&1 | true; exit ${PIPESTATUS[0]}", folder)).code).toBe(2);
  });
});

describe("a disk that is full", () => {
  test.each(["run --help", `run vee ${tiny}`, `run vee ${tiny} --json --with logits`])(
    "stdout of %s: one sentence, exit code 1",
    async (command) => {
      if (!existsSync("/dev/full")) return;
      expect(await shell(`doppelgrad ${command} > /dev/full`, scratchFolder())).toEqual({
        code: 1,
        stdout: "",
        stderr: "stdout could not be written: no space is left on the device (ENOSPC).\n",
      });
    },
  );

  test("stdout that is full costs no file, stderr that is full nothing", async () => {
    if (!existsSync("/dev/full")) return;
    const folder = scratchFolder();
    expect((await shell(`doppelgrad run vee ${tiny} --out r > /dev/full`, folder)).code).toBe(1);
    expectWhole(join(folder, "r"));
    expect((await shell(`doppelgrad run vee ${tiny} --out s 2> /dev/full`, folder)).code).toBe(0);
    expectWhole(join(folder, "s"));
  });

  test("answers that cannot be written are printed, and nothing is said to be written", async () => {
    const folder = scratchFolder();
    await shell(`doppelgrad run vee ${tiny} --out r --with parameters`, folder);
    writeFileSync(join(folder, "p.csv"), "x0,x1\n.5,1\n");
    const answers = (await shell("doppelgrad predict r p.csv", folder)).stdout;
    expect(answers).toContain("class,probability_1");
    for (const [command, file, stdout] of [
      ["predict r p.csv --out a.csv", "a.csv", answers],
      ["export r --format npz --out m", "m.npz", ""],
    ] as const) {
      expect(await shell(`ulimit -f 0; doppelgrad ${command}`, folder)).toEqual({
        code: 1,
        stdout,
        stderr: expect.stringMatching(`^"${file}" could not be written: [^\n]+\n$`) as string,
      });
      expect(readdirSync(folder).sort()).toEqual(["p.csv", "r"]);
    }
  });

  describe("with a small one", () => {
    const disk = join(scratchFolder(), "disk");
    let isMounted = false;
    beforeAll(() => {
      mkdirSync(disk);
      isMounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", disk]).status === 0;
    });
    afterAll(() => void (isMounted && spawnSync("umount", [disk])));

    test("--out: one sentence with the path, no half-written file, the result is said, and its parts are kept", async (context) => {
      if (!isMounted) notRun(context, "a small file system: full disks");
      const { code, stdout, stderr } = await shell(
        `doppelgrad run vee ${tiny} --json --out "${disk}/r"`,
        scratchFolder(),
      );
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: `${JSON.stringify(`${disk}/r/report.html`)} could not be written: no space is left on the device (ENOSPC).\n`,
      });
      expect((JSON.parse(stdout) as { fingerprint: string }).fingerprint).toMatch(/^[0-9a-f]{64}$/);
      expect(readdirSync(join(disk, "r")).sort()).toEqual(STORED.filter((name) => !both.includes(name)));
      rmSync(join(disk, "r"), { recursive: true });
    });

    test("--out: where not even the parts have room, nothing is left", async (context) => {
      if (!isMounted) notRun(context, "a small file system: full disks");
      const large = tiny.replace("test=200", "test=20000");
      const { code, stdout, stderr } = await shell(`doppelgrad run vee ${large} --out "${disk}/r"`, scratchFolder());
      expect({ code, stdout, stderr }).toEqual({
        code: 1,
        stdout: "",
        stderr: `${JSON.stringify(`${disk}/r/parts/0-4`)} could not be written: no space is left on the device (ENOSPC).\n`,
      });
      expect(readdirSync(disk)).toEqual([]);
    });

    test("an older result is as it was", async (context) => {
      if (!isMounted) notRun(context, "a small file system: full disks");
      mkdirSync(join(disk, "old"));
      for (const name of both) writeFileSync(join(disk, "old", name), "old");
      expect((await shell(`doppelgrad run vee ${tiny} --out "${disk}/old"`, scratchFolder())).code).toBe(1);
      expect(readdirSync(join(disk, "old")).sort()).toEqual(STORED);
      for (const name of both) expect(readFileSync(join(disk, "old", name), "utf8")).toBe("old");
    });

    test("a file as stdout: a short write is not taken for a whole one", async (context) => {
      if (!isMounted) notRun(context, "a small file system: full disks");
      const { code, stderr } = await shell(
        `doppelgrad run vee ${tiny} --json --with predictions,logits > "${disk}/result.json"`,
        scratchFolder(),
      );
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: "stdout could not be written: no space is left on the device (ENOSPC).\n",
      });
    });
  });

  test("a file as stdout holds all bytes", async () => {
    const folder = scratchFolder();
    expect(
      (
        await shell(
          `doppelgrad run vee ${tiny} --json --with predictions > a.json; doppelgrad run vee ${tiny} --json --with predictions | cat > b.json`,
          folder,
        )
      ).code,
    ).toBe(0);
    expect(readFileSync(join(folder, "a.json"), "utf8")).toBe(readFileSync(join(folder, "b.json"), "utf8"));
    expect((await doppelgrad(["verify", "a.json"], folder)).code).toBe(0);
  });
});
