import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Link } from "../../src/link/link.js";
import { writeLink } from "../../src/link/url.js";
import { refusal } from "../refusal.js";
import { doppelgrad, expectRefused, here, STORED, scratchFolder, shell } from "./command-line.js";

/** What a link is refused with that has not all of its characters. */
const DAMAGED = refusal("wrong-value", "link", /others/, { expected: /characters/, remedy: /Copy/ });

const tiny = ["--set", "data.train=60", "--set", "data.test=20", "--set", "replicas=5"];

describe("run and verify", () => {
  test("the same study with any backend, workers and replicas has one fingerprint", async () => {
    const folder = scratchFolder();
    const ways = [
      ["--backend", "simd"],
      ["--backend", "scalar"],
      ["--backend", "reference"],
      ["--workers", "0"],
      ["--workers", "1"],
      ["--workers", "2"],
    ];
    const names = new Set<string>();
    for (const way of ways) {
      const { stdout, code } = await doppelgrad(["run", "vee", ...tiny, "--json", ...way], folder);
      expect(code).toBe(0);
      names.add((JSON.parse(stdout) as { fingerprint: string }).fingerprint);
    }
    expect(names.size).toBe(1);
  });

  test("without WebAssembly: the reference trains, and it is said why; the same bits", async () => {
    const [folder, env] = [scratchFolder(), { NODE_OPTIONS: "--jitless --no-warnings" }];
    const why = "scalar: there is no WebAssembly here";
    const slow = await doppelgrad(["run", "vee", ...tiny, "--json", "--out", "r"], folder, { env });
    expect(slow.code).toBe(0);
    expect(slow.stderr).toContain(`${why}; the reference backend trains: the same bits, many times slower\n`);
    const { fingerprint, host } = JSON.parse(slow.stdout) as { fingerprint: string; host: object };
    expect(host).toMatchObject({ backend: "reference", reason: why });
    expect((await doppelgrad(["verify", "r"], folder)).code).toBe(0);
    expect((await doppelgrad(["verify", "r", "-q"], folder, { env })).code).toBe(0);
    const { stdout } = await doppelgrad(["run", "vee", ...tiny, "--json"], folder);
    expect((JSON.parse(stdout) as { fingerprint: string }).fingerprint).toBe(fingerprint);
    expect((await doppelgrad(["host"], folder, { env })).stdout).toContain(`run uses the reference backend: ${why}`);
    expect(await doppelgrad(["run", "vee", "--backend", "simd"], folder, { env })).toMatchObject({
      code: 2,
      stdout: "",
    });
  });

  test("--json prints one document, with the parts that were asked for", async () => {
    const { stdout } = await doppelgrad(
      ["run", "gaussians", ...tiny, "--json", "--with", "parameters,predictions,logits,trail"],
      scratchFolder(),
    );
    const result = JSON.parse(stdout) as {
      predictions: number[][][];
      logits: number[][][];
      parameters: number[][];
      replicas: { trail: string[] }[];
      study: { replicas: number };
    };
    expect(result.study.replicas).toBe(5);
    expect([result.predictions.length, result.predictions[0]!.length]).toEqual([5, 20]);
    expect(result.logits[4]![19]).toHaveLength(result.predictions[4]![19]!.length);
    expect(result.parameters).toHaveLength(5);
    expect(result.replicas[0]!.trail).toHaveLength(61);
    const plain = JSON.parse(
      (await doppelgrad(["run", "gaussians", ...tiny, "--json"], scratchFolder())).stdout,
    ) as object;
    expect(Object.keys(plain)).not.toContain("predictions");
  });

  test("--out writes a result that verifies and runs again, and a report", async () => {
    const folder = scratchFolder();
    const first = await doppelgrad(["run", "vee", ...tiny, "--out", "made"], folder);
    expect(first.code).toBe(0);
    expect(readdirSync(join(folder, "made")).sort()).toEqual(STORED);
    expect(readFileSync(join(folder, "made", "report.html"), "utf8")).toMatch(/^<!doctype html>/i);

    const again = await doppelgrad(["verify", "made"], folder);
    expect(again).toMatchObject({ code: 0, stderr: "" });
    expect(again.stdout).toMatch(
      /^every bit of the 5 replicas' parameters, the test logits and 13 measures is the same: fingerprint [0-9a-f]{64}, trained again with the scalar backend\. Not compared: host, .*\.\nreport\.html: the report is the page of this result, .*\.$/m,
    );

    const path = join(folder, "made", "result.json");
    const result = JSON.parse(readFileSync(path, "utf8")) as {
      fingerprint: string;
      replicas: { fingerprint: string }[];
    };
    const rerun = JSON.parse((await doppelgrad(["run", path, "--json"], folder)).stdout) as { fingerprint: string };
    expect(rerun.fingerprint).toBe(result.fingerprint);

    result.replicas[2]!.fingerprint = "0".repeat(64);
    writeFileSync(path, JSON.stringify(result));
    const forged = await doppelgrad(["verify", path], folder);
    expect(forged.code).toBe(1);
    expect(forged.stdout).toContain("fingerprints differ at replica 2");
  });

  test("a folder whose name looks like a link is a folder", async () => {
    const folder = scratchFolder();
    for (const name of ["run#1.a", "file:#1.b"]) {
      expect((await doppelgrad(["run", "vee", ...tiny, "--out", name], folder)).code).toBe(0);
      expect(await doppelgrad(["verify", name], folder)).toMatchObject({ code: 0, stderr: "" });
    }
    await expect(here(["verify", "none#1.a"], folder)).rejects.toThrow(
      refusal("wrong-value", "RESULT", '"none#1.a"', { remedy: /no such file/ }),
    );
    for (const link of ["#1.a", "http://a/#1.a"]) await expect(here(["verify", link], folder)).rejects.toThrow(DAMAGED);
  });

  test("a study may come out of a pipe, and Ctrl-C ends waiting for one", async () => {
    const folder = scratchFolder();
    const { code, stdout } = await shell(
      `doppelgrad run <(echo '{ "replicas": 2, "data": { "train": 20, "test": 5 } }') --json`,
      folder,
    );
    expect({ code, replicas: (JSON.parse(stdout) as { study: { replicas: number } }).study.replicas }).toEqual({
      code: 0,
      replicas: 2,
    });
    spawnSync("mkfifo", [join(folder, "pipe")]);
    const waiting = await doppelgrad(["run", "pipe", "--out", "made"], folder, {
      onStart: (child) => void setTimeout(() => child.kill("SIGTERM"), 1000),
    });
    expect(waiting).toEqual({ code: 143, stdout: "", stderr: "interrupted; nothing was written.\n" });
    expect(readdirSync(folder)).toEqual(["pipe"]);
  });

  test("--seed and --replicas, and values as they are written elsewhere", async () => {
    const way = async (...words: string[]) =>
      (
        JSON.parse(
          (
            await doppelgrad(
              ["run", "vee", "--set", "data.train=60", "--set", "data.test=20", "--json", ...words],
              scratchFolder(),
            )
          ).stdout,
        ) as { fingerprint: string }
      ).fingerprint;
    const short = await way(
      "--seed",
      "3",
      "--replicas",
      "4",
      "--set",
      "hidden=4,4",
      "--set",
      "vary=init",
      "--set",
      "optimizer.learningRate=.05",
      "--set",
      "optimizer=sgd",
      "--set",
      "reshuffle=False",
    );
    const json = await way(
      "--set",
      "seed=3",
      "--set",
      "replicas=4",
      "--set",
      "hidden=[4,4]",
      "--set",
      'vary=["init"]',
      "--set",
      'optimizer={"name":"sgd","learningRate":0.05}',
      "--set",
      "reshuffle=false",
    );
    expect(short).toBe(json);
  });

  test("a study file and --set on top of it", async () => {
    const folder = scratchFolder();
    writeFileSync(
      join(folder, "study.json"),
      JSON.stringify({ data: { name: "xor", train: 40, test: 10 }, optimizer: "adam", replicas: 3 }),
    );
    const { stdout } = await doppelgrad(
      [
        "run",
        "study.json",
        "--set",
        "optimizer.learningRate=0.02",
        "--set",
        "data.noise=0.1",
        "--set",
        "vary=[]",
        "--json",
      ],
      folder,
    );
    const { study } = JSON.parse(stdout) as { study: { data: object; optimizer: object; vary: string[] } };
    expect(study.data).toMatchObject({ name: "xor", train: 40, noise: 0.1 });
    expect(study.optimizer).toMatchObject({ name: "adam", learningRate: 0.02, beta1: 0.9 });
    expect(study.vary).toEqual([]);
  });
});

describe("link and verify", () => {
  const page = "https://example.org/play/";
  const link = (...more: string[]) => doppelgrad(["link", "vee", ...tiny, "--page", page, ...more], scratchFolder());

  test("a link verifies, a page's address and the order of options change nothing but the page", async () => {
    const { code, stdout, stderr } = await link();
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^https:\/\/example\.org\/play\/#1\.[\w-]+\n$/);
    expect((await link("--backend", "reference")).stdout).toBe(stdout);
    const url = stdout.trim();
    const result = JSON.parse((await doppelgrad(["run", "vee", ...tiny, "--json"], scratchFolder())).stdout) as {
      fingerprint: string;
    };
    const sentence = `every bit of the 5 replicas' parameters and the test logits at step 60 is the same: fingerprint ${result.fingerprint}.`;
    for (const address of [
      url,
      url.replace(page, "file:///page.html"),
      url.replace(page, "http://other/"),
      url.replace(page, ""),
    ]) {
      expect(await doppelgrad(["verify", address], scratchFolder())).toEqual({
        code: 0,
        stdout: `${sentence}\n`,
        stderr: "",
      });
    }
    const json = await doppelgrad(["verify", url, "--json", "--backend", "simd"], scratchFolder());
    expect(JSON.parse(json.stdout)).toEqual({
      same: true,
      fingerprint: result.fingerprint,
      difference: null,
      message: sentence,
    });
  });

  test("--step and --json: the link with its address", async () => {
    const { stdout } = await link("--step", "20", "--json");
    const made = JSON.parse(stdout) as { url: string; step: number; trail: string[]; study: { replicas: number } };
    expect(made).toMatchObject({ step: 20, study: { replicas: 5 } });
    expect(made.trail).toHaveLength(9);
    expect((await doppelgrad(["verify", made.url], scratchFolder())).stdout).toMatch(
      /^every bit of the 5 replicas' parameters and the test logits at step 20 is the same: /,
    );
  });

  test("a link that claims other bits: exit code 1, and where they part", async () => {
    const { url, ...made } = JSON.parse((await link("--step", "20", "--json")).stdout) as Link & { url: string };
    const trail = made.trail.map((digits, k) => (k < 3 ? digits : "00000000"));
    const forged = await writeLink({ ...made, trail }, url);
    const { code, stdout } = await doppelgrad(["verify", forged], scratchFolder());
    expect(code).toBe(1);
    expect(stdout).toBe(
      `the fingerprints part after step 5 and up to step 8: ${made.trail[3]} here, 00000000 in the link.\n`,
    );
    expect(await doppelgrad(["verify", forged, "--json"], scratchFolder())).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('"after": 5') as string,
    });
  });

  test("a link that has been damaged: exit code 2", async () => {
    const url = (await link()).stdout.trim();
    await expectRefused(["verify", url.slice(0, -3)], scratchFolder(), DAMAGED);
  });
});

describe("the rest", () => {
  test("an interrupted run takes away its empty folder, and nothing that others wrote there", async () => {
    const folder = scratchFolder();
    let killed = false;
    const onStderr = (text: string, pid: number) => {
      if (killed || !text.includes("% ")) return;
      killed = true;
      writeFileSync(join(folder, "a", "kept.txt"), "of somebody else");
      process.kill(pid, "SIGINT");
    };
    const { code } = await doppelgrad(
      ["run", "vee", "--set", "epochs=100000", "--set", "replicas=64", "--out", "a/b"],
      folder,
      { onStderr },
    );
    expect(code).toBe(130);
    expect(readdirSync(join(folder, "a"))).toEqual(["kept.txt"]);
  });

  test("Ctrl-C ends a run cleanly: exit code 130, nothing written", async () => {
    const folder = scratchFolder();
    let killed = false;
    const long = ["run", "vee", "--set", "epochs=100000", "--set", "replicas=64", "--out", "made"];
    const onStderr = (text: string, pid: number) => {
      if (killed || !text.includes("% ")) return;
      killed = true;
      process.kill(pid, "SIGINT");
    };
    const stderr = "interrupted; nothing was written.\n";
    expect(await doppelgrad(long, folder, { onStderr })).toEqual({ code: 130, stdout: "", stderr });
    expect(killed).toBe(true);
    expect(existsSync(join(folder, "made"))).toBe(false);
  });

  test("host keeps the bits of the contract with every kernel", async () => {
    const { code, stdout } = await doppelgrad(["host"], scratchFolder());
    expect(code).toBe(0);
    for (const backend of ["simd", "scalar", "reference"])
      expect(stdout).toMatch(new RegExp(`^${backend} +keeps the bits of the contract \\(`, "m"));
  });

  test("bench kernels compares bits before it times", async () => {
    const { code, stdout } = await doppelgrad(["bench", "kernels", "--quick", "--json"], scratchFolder());
    expect(code).toBe(0);
    const { rows } = JSON.parse(stdout) as { rows: { same: boolean; ratio: number }[] };
    expect(rows.length).toBeGreaterThan(0);
    for (const { same, ratio } of rows) expect([same, ratio > 0]).toEqual([true, true]);
  });

  test.each([[], ["run"], ["claims"], ["verify"], ["link"], ["host"], ["bench"]])(
    "--help of %s",
    async (...command) => {
      const { code, stdout } = await doppelgrad([...command, "--help"], scratchFolder());
      expect(code).toBe(0);
      expect(stdout).toContain(`Usage: doppelgrad ${command[0] ?? ""}`);
    },
  );

  test("the version is that of the package", async () => {
    const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
      version: string;
    };
    expect((await doppelgrad(["--version"], scratchFolder())).stdout).toBe(`${version}\n`);
  });
});
