import { zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { writeNpy } from "../../src/exchange/write-npy.js";
import type { Refusal } from "../../src/study/errors.js";
import { refusal } from "../refusal.js";
import { opened } from "./opened.js";

const text = (content: string) => new TextEncoder().encode(content);
const npy = (shape: number[], values: number[]) => writeNpy({ shape, values: Float32Array.from(values) });
const X = npy([3, 2], [1, 2, 3, 4, 5, 6]);
const Y = npy([3], [0, 1, 0]);
const ROWS = [
  [1, 2, 0],
  [3, 4, 1],
  [5, 6, 0],
];

describe("arrays", () => {
  test("one of two dimensions and labels, which come last", async () => {
    const expected = { names: ["0", "1", "y"], rows: ROWS, numbers: [0, 1, 2], form: ".npz (y, x)" };
    expect(await opened(zipSync({ "y.npy": Y, "x.npy": X }))).toEqual(expected);
    expect(await opened(zipSync({ "y.npy": Y, "x.npy": X }, { level: 0 }))).toEqual(expected);
    expect((await opened(zipSync({ "arr_0.npy": X, "arr_1.npy": npy([3, 1], [0, 1, 0]) }))).names).toEqual([
      "0",
      "1",
      "arr_1",
    ]);
  });

  test("columns by their names", async () => {
    const file = zipSync({ "target.npy": Y, "width.npy": npy([3], [1, 2, 3]), "length.npy": npy([3], [4, 5, 6]) });
    expect(await opened(file)).toMatchObject({
      names: ["width", "length", "target"],
      rows: [
        [1, 4, 0],
        [2, 5, 1],
        [3, 6, 0],
      ],
    });
  });
});

test("one table of another form", async () => {
  const table = await opened("a,b\n1,x\n2,y\n");
  const added = { "__MACOSX/._t.csv": text("x"), ".DS_Store": text("x"), "folder/": new Uint8Array(0) };
  expect(await opened(zipSync({ "t.csv": text("a,b\n1,x\n2,y\n"), ...added }))).toEqual({ ...table, form: "CSV, zip" });
});

describe("refused, with one clear sentence", () => {
  const stored = zipSync({ "x.npy": X }, { level: 0 });
  const changed = new Uint8Array(stored);
  changed[stored.length - 150]! ^= 1;
  const cases: [string, Uint8Array, Refusal][] = [
    [
      "several tables",
      zipSync({ "a.csv": text("a,b\n1,2\n"), "b.csv": text("a,b\n1,2\n") }),
      refusal("wrong-value", "text", /2 files/, { remedy: /name one/ }),
    ],
    ["an empty zip", zipSync({}), refusal("wrong-value", "text", "an empty zip")],
    [
      "a workbook",
      zipSync({ "[Content_Types].xml": text("<x/>"), "xl/workbook.xml": text("<x/>") }),
      refusal("wrong-value", "text", /Excel/, { remedy: "Save it as CSV." }),
    ],
    [
      "a zip in a zip",
      zipSync({ "a.zip": zipSync({ "a.csv": text("a,b\n1,2\n") }) }),
      refusal("wrong-value", 'text, "a.zip"', /again/),
    ],
    [
      "training and test arrays",
      zipSync({ "x_train.npy": X, "x_test.npy": npy([1, 2], [1, 2]) }),
      refusal("wrong-value", "text", "x_train (3, 2), x_test (1, 2)", { remedy: /by themselves/ }),
    ],
    ["two wide arrays", zipSync({ "a.npy": X, "b.npy": X }), refusal("wrong-value", "text", "a (3, 2), b (3, 2)")],
    [
      "a column with the name of another",
      zipSync({ "x.npy": X, "0.npy": Y }),
      refusal("wrong-value", "text", '"0" twice'),
    ],
    ["half of it", stored.slice(0, stored.length / 2), refusal("wrong-type", "text", /damaged/)],
    ["another number in it", changed, refusal("wrong-type", "text", /damaged/)],
    ["a bomb", zipSync({ "a.csv": new Uint8Array(200 << 20) }), refusal("wrong-value", "text", /more/)],
  ];
  test.each(cases)("%s", async (_, bytes, error) => {
    await expect(opened(new Uint8Array(bytes))).rejects.toThrow(error);
  });
});
