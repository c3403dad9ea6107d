import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { benchPeers, type PeerReport, peersTable, rowOf } from "../../bench/peers.js";
import { notRun } from "../not-run.js";
import { refusal } from "../refusal.js";

const measured = { version: "1", replicas: 4, cpuSeconds: 2, wallSeconds: 2, lossEpochs: 2 };
const job = { name: "S1", losses: [0.5, 0.25] };

const has = (program: string, ...args: string[]) => spawnSync(program, args, { stdio: "ignore" }).status === 0;

function found(report: PeerReport, peer: string, name: string) {
  return report.rows.find((row) => row.peer === peer && row.job === name)!;
}

/**
 * Float32 rounding in another order of the same sums: sqrt(steps) roundings of 2^-24 in numbers of the order of 1 stay
 * far below this.
 */
const ROUNDING = 1e-4;

test.for(["S1", "S1-default", "S32", "M-relu", "M-tanh"])("native C++ computes the same: %s", async (name, context) => {
  if (!has("g++", "--version")) notRun(context, "g++: bench peers against plain C++");
  const { rows } = await benchPeers({ peers: ["native"], jobs: [name], quick: true });
  const [{ state, measured, expectedLoss }] = rows as [PeerReport["rows"][number]];
  expect(state).toBe("agrees");
  expect(Math.abs(measured[0]!.loss / expectedLoss! - 1)).toBeLessThan(ROUNDING);
});

test("NumPy, batched over replicas, computes the same", async (context) => {
  if (!has(existsSync("/usr/bin/python3") ? "/usr/bin/python3" : "python3", "-c", "import numpy"))
    notRun(context, "python3-numpy: bench peers against NumPy");
  const report = await benchPeers({ peers: ["numpy-batched"], jobs: ["S1-default", "S32", "M-tanh"], quick: true });
  for (const name of ["S1-default", "S32", "M-tanh"]) {
    const { state, measured, expectedLoss } = found(report, "numpy-batched", name);
    expect(state).toBe("agrees");
    expect(Math.abs(measured[0]!.loss / expectedLoss! - 1)).toBeLessThan(ROUNDING);
  }
});

test("a peer is compared with the loss after as many epochs as it trained", () => {
  expect(rowOf("a", job, [{ ...measured, loss: 0.2501 }], 0.01)).toMatchObject({
    state: "agrees",
    most: 2,
    expectedLoss: 0.25,
  });
  expect(rowOf("a", job, [{ ...measured, loss: 0.5, lossEpochs: 1 }], 0.01)).toMatchObject({
    state: "agrees",
    expectedLoss: 0.5,
  });
  expect(rowOf("a", job, [{ ...measured, loss: 0.5 }], 0.01)).toMatchObject({ state: "does not agree" });
  expect(rowOf("a", job, [{ ...measured, loss: NaN }], 0.01)).toMatchObject({ state: "does not agree" });
});

test("one round that disagrees is enough", () => {
  expect(
    rowOf(
      "a",
      job,
      [
        { ...measured, loss: 0.25 },
        { ...measured, loss: 0.3 },
      ],
      0.01,
    ),
  ).toMatchObject({ state: "does not agree", expectedLoss: 0.25 });
});

test("the table gives a ratio only to those that agree, and says why the others have none", () => {
  const rows = [
    rowOf("doppelgrad", job, [{ ...measured, replicas: 100, loss: 0.25 }], 0.01),
    rowOf("slow", job, [{ ...measured, loss: 0.25 }], 0.01),
    rowOf("wrong", job, [{ ...measured, loss: 0.3 }], 0.01),
    rowOf("missing", job, [{ absent: "ModuleNotFoundError: No module named 'torch'" }], 0.01),
    rowOf("narrow", job, [{ cannot: "has no adam" }], 0.01),
  ];
  const machine = { processor: "a processor", processors: 2, engine: "an engine" };
  const jobs = [{ name: "S1", text: "a job", replicas: 4, epochs: 2, losses: job.losses }];
  const table = peersTable({
    machine,
    date: "2026-01-01",
    workers: 1,
    quick: false,
    seconds: 2,
    rounds: 1,
    tolerance: 0.01,
    jobs,
    rows,
  });
  const line = (peer: string) => table.split("\n").find((text) => text.startsWith(peer))!;
  expect(line("doppelgrad")).toMatch(/50\.0\s*$/);
  expect(line("slow")).toMatch(/2\.00\s+25\.0x$/);
  expect(line("wrong")).toMatch(/^wrong\s+does not agree$/);
  expect(line("missing")).toMatch(/^missing\s+not run$/);
  expect(line("narrow")).toMatch(/^narrow\s+-$/);
  expect(table).toContain("wrong (S1): does not agree: loss 0.3 after 2 epochs, 0.25 expected");
  expect(table).toContain("missing (S1): not run: ModuleNotFoundError: No module named 'torch'");
  expect(table).toContain("narrow (S1): has no adam");
  expect(table).toContain("npm run setup:peers");
});

test("a name that there is not", async () => {
  await expect(benchPeers({ peers: ["nunpy"] })).rejects.toThrow(
    refusal("wrong-value", "peers", undefined, { expected: /doppelgrad, native, numpy-batched/ }),
  );
  await expect(benchPeers({ jobs: ["XL"] })).rejects.toThrow(
    refusal("wrong-value", "jobs", undefined, { expected: /S1, S1-default, S32, M-relu, M-tanh, L$/ }),
  );
});
