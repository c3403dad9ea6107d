/** Kernels with one operation changed in their source: each is found by the array, the element and the operation. */
import { readFileSync } from "node:fs";
import { main } from "assemblyscript/asc";
import { describe, expect, test } from "vitest";
import { bisect } from "../../src/bisect/public.js";
import type { StudyInput } from "../../src/study/study.js";

/** The scalar kernels with `find` replaced in a file of theirs, unoptimized: the bits are the same. */
async function built(file: string, find: string, replace: string): Promise<Uint8Array> {
  let bytes = new Uint8Array();
  const contents = (name: string): string | null => {
    try {
      return readFileSync(name, "utf8");
    } catch {
      return null;
    }
  };
  const source = contents(file)!;
  expect(source.split(find)).toHaveLength(2);
  const options = [
    "--runtime",
    "stub",
    "--use",
    "abort=",
    "--noAssert",
    "--outFile",
    "changed.wasm",
    "--disableWarning",
  ];
  const { error, stderr } = await main(["assembly/scalar.ts", ...options], {
    readFile: (name) => (name === file ? source.replace(find, replace) : contents(name)),
    writeFile: (_, written) => void (bytes = written as typeof bytes),
  });
  expect(error, stderr.toString()).toBe(null);
  return bytes;
}

const study = {
  data: { name: "vee", train: 60, test: 10 },
  hidden: [5],
  activation: "tanh",
  batchSize: 3,
  epochs: 2,
  replicas: 3,
  clipNorm: 0.05,
} satisfies StudyInput;

describe("an operation that was changed in the kernels", () => {
  test.each([
    [
      "a product that is widened",
      "dense.ts",
      "s0 = madd<V>(upper, w, s0);\n    t0",
      "s0 = <V>(<f64>s0 + <f64>upper * <f64>w);\n    t0",
      { array: "z", layer: 1, formula: /^z\[n,o\] = b\[o\] \+ sum over i of x\[n,i\] \* W\[i,o\]/ },
    ],
    [
      "a sum of biases that starts elsewhere",
      "dense.ts",
      "let sum = splat<V>(0);\n  for (const end = dz",
      "let sum = splat<V>(1e-6);\n  for (const end = dz",
      { array: "db", layer: 2, formula: /^db\[o\] = sum over n of dz\[n,o\]/ },
    ],
    [
      "the slope of an activation",
      "activation.ts",
      "return sub<T>(splat<T>(1), mul<T>(a, a));",
      "return sub<T>(splat<T>(1.0000002), mul<T>(a, a));",
      { array: "dz", layer: 1, formula: /slope of tanh/ },
    ],
    [
      "the gradient of the loss",
      "loss.ts",
      "return sub<V>(sigmoid<V>(logit), label);",
      "return add<V>(sub<V>(sigmoid<V>(logit), label), splat<V>(1e-7));",
      { array: "dz", layer: 2, formula: /^dz\[n,0\] = \(sigmoid/ },
    ],
    [
      "the factor of clipping",
      "optimizer.ts",
      "const factor = <f32>(limit / norm);",
      "const factor = <f32>(limit / norm) * 0.999;",
      { array: "g", layer: null, formula: /clipNorm/ },
    ],
    [
      "a square in the state of the optimizer",
      "optimizer.ts",
      "const sum = flush<T>(add<T>(load<T>(s), mul<T>(g, g)));",
      "const sum = flush<T>(add<T>(load<T>(s), mul<T>(mul<T>(g, g), splat<T>(1.0000002))));",
      { array: "s", layer: null, formula: /^adagrad: s = s \+ \(g \* g\)/ },
    ],
    [
      "the move of the optimizer",
      "optimizer.ts",
      "return sub<T>(value, div<T>(mul<T>(rate, g), add<T>(sqrt<T>(sum), epsilon)));",
      "return sub<T>(value, mul<T>(rate, div<T>(g, add<T>(sqrt<T>(sum), epsilon))));",
      { array: "p", layer: null, formula: /^adagrad: p = p - / },
    ],
  ])(
    "%s",
    async (_, file, find, replace, { array, layer, formula }) => {
      const kernel = await built(`assembly/${file}`, find, replace);
      const { where, first } = await bisect({ study, backend: "scalar" }, { study, kernel });
      expect(where).toBe("step");
      expect(first).toMatchObject({ array, layer, formula: expect.stringMatching(formula) });
      expect(first!.a).toMatchObject({ keeps: true });
      expect(first!.b).toMatchObject({ keeps: false, contract: { hex: first!.a!.hex } });
      for (const { a, b } of first!.operands) expect(a).toEqual(b);
    },
    180_000,
  );

  test("the loss, which no step goes on with: by every step, and by the test examples", async () => {
    const find = "accumulate<T, V>(losses, weighted<V>(loss, weights, from));";
    const kernel = await built("assembly/loss.ts", find, find.replace("(loss,", "(mul<V>(loss, splat<V>(1.0000002)),"));
    const inSteps = await bisect({ study, backend: "scalar" }, { study, kernel }, { everyStep: true });
    expect(inSteps).toMatchObject({ where: "step", step: 1, first: { array: "loss", element: "loss of the batch" } });
    const inTest = await bisect({ study, backend: "scalar" }, { study, kernel });
    expect(inTest).toMatchObject({ where: "test", first: { array: "test loss", b: { keeps: false } } });
    expect(inTest.first!.element).toMatch(/^loss of test example \d+$/);
  });
});
