/**
 * Another language agrees: trainer.py, written from the documents alone, trains the golden studies to the committed
 * fingerprints.
 */
import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { notRun } from "../not-run.js";

const PYTHON = "/usr/bin/python3"; // Debian's own, which finds Debian's NumPy whatever else is on the path

const NOISE = ["labelNoise", "inputNoise", "augment", "resample", "dropout", "mcPasses", "ulp", "oracle", "arithmetic"];

interface Golden {
  name: string;
  study: { data: { name: string } };
}

function read<T>(path: string): T {
  return JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8")) as T;
}

test("Python with NumPy trains the golden studies to the committed fingerprints", async (context) => {
  if (spawnSync(PYTHON, ["-c", "import numpy"]).status !== 0) notRun(context, "python3-numpy: the independent trainer");
  const studies = read<Golden[]>("../golden/studies.json").filter(({ study }) => study.data.name !== "csv");
  const committed = read<Record<string, string>>("../golden/fingerprints.json");
  const trainer = fileURLToPath(new URL("trainer.py", import.meta.url));

  const python = spawn(PYTHON, ["-B", trainer], { stdio: ["pipe", "pipe", "inherit"] });
  python.stdin.end(JSON.stringify(studies));
  const lines = (await text(python.stdout)).trimEnd().split("\n");
  const trained = lines.map((line) => line.split("  ").reverse());

  expect(Object.fromEntries(trained)).toEqual(Object.fromEntries(studies.map(({ name }) => [name, committed[name]])));
  expect(trained.length).toBeGreaterThanOrEqual(101);
  expect(studies.filter(({ study }) => NOISE.some((field) => field in study)).length).toBeGreaterThanOrEqual(42);
  console.log(
    `independent trainer: ${trained.length} of ${Object.keys(committed).length} golden studies compared, all equal`,
  );
});
