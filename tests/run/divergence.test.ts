/** Why training diverged: each cause is made here, alone, and the advice is followed. */
import { describe, expect, test } from "vitest";
import { run } from "../../src/run/run.js";
import { DivergedError } from "../../src/study/errors.js";
import type { StudyInput } from "../../src/study/study.js";

/** Examples of a line between two classes, or of a target along it. */
function line({ inputs = 1, targets }: { inputs?: number; targets?: number }) {
  const at = Array.from({ length: 40 }, (_, n) => [(n * 7) % 40, (n * 11) % 40]);
  const x = at.map(([a, b]) => [((a! - 19.5) / 10) * inputs, (b! - 19.5) / 10]);
  const y = at.map(([a, b]) => (targets === undefined ? Number(a! > b!) : (a! - b! - 7) * targets));
  return { name: "given", x, y, task: targets === undefined ? "binary" : "regression", test: { x, y } } as const;
}

const small = { replicas: 2, hidden: [4], epochs: 2 } satisfies StudyInput;

async function advice(study: StudyInput): Promise<string> {
  const error = await run(study, { workers: 0 }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(DivergedError);
  const { message } = error as DivergedError;
  return message.slice(message.indexOf(". ") + 2);
}

describe("the cause is named", () => {
  const sgd = (learningRate: number) => ({ name: "sgd", learningRate }) as const;

  test("inputs", async () => {
    const study = { ...small, data: line({ inputs: 1e6 }), optimizer: sgd(1) };
    expect(await advice(study)).toBe(
      "The inputs reach 1950000: scale them. With mean 0 and standard deviation 1 the first 80 steps stay finite.",
    );
    expect((await run({ ...study, data: line({}) }, { workers: 0 })).replicas).toHaveLength(2);
  });

  test("inputs of a file, which can be scaled by an option", async () => {
    const { x, y } = line({ inputs: 1e6 });
    const text = `a,b,y\n${x.map((row, n) => [...row, y[n]].join(",")).join("\n")}\n`;
    const data = { name: "csv", text, standardize: false } as const;
    expect(await advice({ ...small, data, optimizer: sgd(1), batchSize: 1 })).toMatch(
      /^The inputs reach 1950000: scale them \(data\.standardize\)\. /,
    );
    await run({ ...small, data: { ...data, standardize: true }, optimizer: sgd(1), batchSize: 1 }, { workers: 0 });
  });

  test("targets", async () => {
    const study = { ...small, data: line({ targets: 1e6 }), optimizer: sgd(0.01) };
    expect(await advice(study)).toMatch(/^The targets reach \d+: scale them\. /);
    await run({ ...study, data: line({ targets: 0.01 }) }, { workers: 0 });
  });

  test("inputs and targets, where neither is it alone", async () => {
    const study = { ...small, data: line({ inputs: 1e6, targets: 1e6 }), optimizer: sgd(0.01) };
    expect(await advice(study)).toMatch(/^The inputs reach 1950000, the targets \d+: scale them\. /);
    await run({ ...study, data: line({ targets: 0.01 }) }, { workers: 0 });
  });

  test("initial parameters, before any update", async () => {
    const weights = { name: "normal", stddev: 1e5 } as const;
    const study = { ...small, hidden: [4, 4], data: line({}), initial: { weights } };
    expect(await advice(study)).toMatch(
      /^The initial parameters reach \d+: take smaller ones\. With those of glorot_uniform the first 80 steps stay finite\.$/,
    );
    await run({ ...study, initial: "glorot_uniform" }, { workers: 0 });
  });

  test("the learning rate, with one that does", async () => {
    const study = { ...small, data: line({}) };
    const said = await advice({ ...study, optimizer: sgd(1e6) });
    const [, rate] =
      /^optimizer\.learningRate is 1000000: take a smaller one\. With ([\d.]+) the first 80 steps stay finite\.$/.exec(
        said,
      ) ?? [];
    await run({ ...study, optimizer: sgd(Number(rate)) }, { workers: 0 });
  });

  test("the learning rate, of inputs that are not scaled and are not it", async () => {
    expect(await advice({ ...small, data: line({ inputs: 100 }), optimizer: sgd(1e7) })).toMatch(
      /^optimizer\.learningRate is /,
    );
  });
});

describe("nothing is claimed that was not tried", () => {
  test("where a try takes long, the learning rate is named, and no other", async () => {
    const study = { ...small, data: line({}), hidden: [3000, 3000], batchSize: 40 } satisfies StudyInput;
    expect(await advice({ ...study, optimizer: { name: "sgd", learningRate: 1e9 } })).toBe(
      "optimizer.learningRate is 1000000000; try a smaller one.",
    );
  });

  test("where no change helps, before any update", async () => {
    const layers = [
      { W: [[1e20], [1e20]], b: [0] },
      { W: [[1e20]], b: [0] },
    ];
    const data = {
      ...line({}),
      x: [
        [1e30, 1],
        [-1, -1e30],
      ],
      y: [0, 1],
    };
    expect(await advice({ data, hidden: [1], initial: layers })).toBe(
      "It was so before the first update: look at the inputs and the initial parameters.",
    );
  });
});
