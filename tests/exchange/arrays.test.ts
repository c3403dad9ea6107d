/** Arrays out and in: .npy, .npz and safetensors, against NumPy where it is there; and files that are damaged. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { zipSync } from "fflate";
import { afterAll, describe, expect, test, vi } from "vitest";
import { type NamedArray, type StoredArray, valuesOf } from "../../src/exchange/named-array.js";
import { readNpz, writeNpz } from "../../src/exchange/npz.js";
import { readSafetensors, writeSafetensors } from "../../src/exchange/safetensors.js";
import { writeNpy } from "../../src/exchange/write-npy.js";
import { InputError } from "../../src/study/errors.js";
import { notRun } from "../not-run.js";
import { refusal } from "../refusal.js";

const folder = mkdtempSync(join(tmpdir(), "doppelgrad-arrays-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What Python prints, in the folder of the files. */
function python(...lines: string[]): string {
  const { status, stdout, stderr } = spawnSync("/usr/bin/python3", ["-c", lines.join("\n")], {
    cwd: folder,
    encoding: "utf8",
  });
  expect(status, stderr).toBe(0);
  return stdout;
}
const hasNumpy = spawnSync("/usr/bin/python3", ["-c", "import numpy"]).status === 0;

const ARRAYS: NamedArray[] = [
  { name: "0.weight", shape: [3, 2], values: Float32Array.of(1, -0, 1e-45, 3.4028234663852886e38, 0.1, -7) },
  { name: "0.bias", shape: [3], values: Float32Array.of(0.25, -1e-30, 5) },
  { name: "größe", shape: [1, 1], values: Float32Array.of(2) },
];
const bits = (values: Float32Array): string[] =>
  Array.from(new Uint32Array(values.slice().buffer), (word) => word.toString(16));
const asWritten = (arrays: readonly NamedArray[]) =>
  arrays.map(({ name, shape, values }) => ({ name, shape, values: Float64Array.from(values) }));
const asRead = (arrays: readonly StoredArray[]) =>
  arrays.map((array) => ({ name: array.name, shape: array.shape, values: valuesOf(array) }));

/** Names that are integers are the first keys of every object, wherever they were put. */
const named = fc
  .uniqueArray(
    fc.string({ minLength: 1, unit: "grapheme-ascii" }).filter((name) => !/^__|^\d+$|[/\\]/.test(name)),
    {
      maxLength: 4,
      minLength: 1,
    },
  )
  .chain((names) =>
    fc.tuple(
      ...names.map((name) =>
        fc
          .tuple(fc.nat(4), fc.nat(4))
          .chain((shape) =>
            fc
              .array(fc.float({ noNaN: true }), { minLength: shape[0] * shape[1], maxLength: shape[0] * shape[1] })
              .map((values): NamedArray => ({ name, shape, values: Float32Array.from(values) })),
          ),
      ),
    ),
  );

test("what is written is read again, bit for bit", () => {
  fc.assert(
    fc.property(named, (arrays) => {
      const same = (read: StoredArray[]) =>
        expect(asRead(read).map((array) => ({ ...array, values: bits(Float32Array.from(array.values)) }))).toEqual(
          arrays.map((array) => ({ ...array, values: bits(array.values) })),
        );
      same(readSafetensors(writeSafetensors(arrays, {}), "m.safetensors"));
      same(readNpz(writeNpz(arrays), "m.npz"));
    }),
    { numRuns: 300 },
  );
});

test("the same arrays are the same bytes, whenever they are written", () => {
  const before = [writeNpz(ARRAYS), writeSafetensors(ARRAYS, { a: "b" })];
  vi.useFakeTimers({ now: Date.now() + 1e9 });
  expect([writeNpz(ARRAYS), writeSafetensors(ARRAYS, { a: "b" })]).toEqual(before);
  vi.useRealTimers();
});

test("NumPy reads .npy, .npz and safetensors", (context) => {
  if (!hasNumpy) notRun(context, "python3-numpy: arrays that it reads");
  writeFileSync(join(folder, "m.npz"), writeNpz(ARRAYS));
  writeFileSync(join(folder, "m.safetensors"), writeSafetensors(ARRAYS, { made: "here" }));
  ARRAYS.forEach((array, n) => writeFileSync(join(folder, `${n}.npy`), writeNpy(array)));
  const out = python(
    "import json, struct, numpy as np",
    "def said(a): return [str(a.dtype), list(a.shape), [format(x, 'x') for x in a.flatten().view(np.uint32)]]",
    "z = np.load('m.npz')",
    // The format in four lines, by its description.
    "raw = open('m.safetensors', 'rb').read()",
    "n = struct.unpack('<Q', raw[:8])[0]",
    "head, body = json.loads(raw[8:8 + n]), raw[8 + n:]",
    "s = {k: np.frombuffer(body[slice(*v['data_offsets'])], '<f4').reshape(v['shape']) for k, v in head.items() if k != '__metadata__'}",
    "assert n % 8 == 0 and head['__metadata__'] == {'made': 'here'}",
    `print(json.dumps([[[k, *said(a[k])] for k in a] for a in (z, s)] + [[[str(n), *said(np.load(f'{n}.npy'))] for n in range(${ARRAYS.length})]]))`,
  );
  const expected = ARRAYS.map(({ name, shape, values }) => [name, "float32", shape, bits(values)]);
  expect(JSON.parse(out)).toEqual([expected, expected, expected.map(([, ...rest], n) => [String(n), ...rest])]);
});

test("what NumPy saves is read: compressed, of other types, in the order of Fortran", (context) => {
  if (!hasNumpy) notRun(context, "python3-numpy: arrays that it writes");
  python(
    "import numpy as np",
    "w = np.arange(6).reshape(3, 2)",
    "arrays = dict(a=w.astype('<f4'), b=w.astype('>f8'), c=np.asfortranarray(w.astype('<i8')), d=w[0] > 0)",
    "np.savez('n.npz', **arrays)",
    "np.savez_compressed('c.npz', **arrays)",
  );
  const values = Float64Array.of(0, 1, 2, 3, 4, 5);
  const expected = [
    ...["a", "b", "c"].map((name) => ({ name, shape: [3, 2], values })),
    { name: "d", shape: [2], values: Float64Array.of(0, 1) },
  ];
  for (const file of ["n.npz", "c.npz"])
    expect(asRead(readNpz(readFileSync(join(folder, file)), file))).toEqual(expected);
});

/** A file of that header and of so many bytes of numbers. */
function safetensors(header: unknown, data: Uint8Array = new Uint8Array(0)): Uint8Array {
  const text = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
}

test("every type of safetensors", () => {
  const one = (dtype: string, ...data: number[]) =>
    readSafetensors(
      safetensors({ x: { dtype, shape: [1], data_offsets: [0, data.length] } }, Uint8Array.from(data)),
      "x",
    )[0]!.valueAt(0);
  expect(one("BOOL", 1)).toBe(1);
  expect([one("U8", 255), one("I8", 255)]).toEqual([255, -1]);
  expect([one("U16", 0xfe, 0xff), one("I16", 0xfe, 0xff)]).toEqual([65534, -2]);
  expect([one("U32", 0xfe, 255, 255, 255), one("I32", 0xfe, 255, 255, 255)]).toEqual([4294967294, -2]);
  expect([one("I64", 0xfe, ...Array(7).fill(255)), one("U64", 7, ...Array(7).fill(0))]).toEqual([-2, 7]);
  expect([one("F32", 0, 0, 0xc0, 0x3f), one("F64", 0, 0, 0, 0, 0, 0, 0xf8, 0x3f)]).toEqual([1.5, 1.5]);
  expect([one("BF16", 0xc0, 0x3f), one("BF16", 0xc0, 0xbf)]).toEqual([1.5, -1.5]);
  // 1.5, -2, the largest, the smallest normal and subnormal, -0, infinity, NaN
  const halves = { 15872: 1.5, 49152: -2, 31743: 65504, 1024: 1 / 16384, 1: 1 / 16777216, 32768: -0 };
  for (const [word, value] of Object.entries({ ...halves, 64512: -Infinity, 32256: NaN }))
    expect(one("F16", Number(word) & 255, Number(word) >> 8), word).toBe(value);
});

describe("safetensors that is damaged, or a stranger's trap, is refused", () => {
  const x = { dtype: "F32", shape: [1], data_offsets: [0, 4] };
  const four = new Uint8Array(4);
  const tooLong = safetensors({ x }, four);
  new DataView(tooLong.buffer).setBigUint64(0, 2n ** 60n, true);
  test.each([
    ["no bytes", new Uint8Array(0)],
    ["a length beyond the end", tooLong],
    ["a header that is no JSON", safetensors("{nothing")],
    ["a header that is no object", safetensors("[1, 2]")],
    ["a header that is no UTF-8", safetensors("").fill(0xff, 8)],
    ["a header nested deeply", safetensors("[".repeat(1e6))],
    ["an entry that is no object", safetensors({ x: 4 })],
    ["an unknown type", safetensors({ x: { ...x, dtype: "F8_E4M3" } }, four)],
    ["a type of every object", safetensors({ x: { ...x, dtype: "constructor" } }, four)],
    ["a negative size", safetensors({ x: { ...x, shape: [-1] } }, four)],
    ["sizes whose product is no integer", safetensors({ x: { ...x, shape: [2 ** 52, 2 ** 52] } }, four)],
    ["offsets of another length", safetensors({ x: { ...x, data_offsets: [0, 8] } }, new Uint8Array(8))],
    ["three offsets", safetensors({ x: { ...x, data_offsets: [0, 4, 4] } }, four)],
    ["offsets before the start", safetensors({ x: { ...x, data_offsets: [-4, 0] } }, four)],
    ["offsets that leave a hole", safetensors({ x: { ...x, data_offsets: [4, 8] } }, new Uint8Array(8))],
    ["offsets that overlap", safetensors({ x, y: x }, four)],
    ["bytes that are nobody's", safetensors({ x }, new Uint8Array(8))],
    ["fewer bytes than it says", safetensors({ x }, new Uint8Array(3))],
  ])("%s", (_, bytes) => {
    expect(() => readSafetensors(bytes, "x.safetensors")).toThrow(refusal(/^wrong-/, /^x\.safetensors/));
  });

  test("any byte changed or cut off: arrays or a refusal", () => {
    const whole = writeSafetensors(ARRAYS, { a: "b" });
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length), (at, value, length) => {
        const bytes = whole.slice(0, length);
        if (at < length) bytes[at] = value;
        try {
          readSafetensors(bytes, "x");
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe(".npz that is damaged, or a stranger's trap, is refused", () => {
  const bomb = writeNpz(ARRAYS);
  // The size of the first array, in the list at the end: a gigabyte.
  const at = Buffer.from(bomb).lastIndexOf(Buffer.from("PK\x01\x02"));
  new DataView(bomb.buffer).setUint32(at + 24, 2 ** 30, true);
  test.each([
    ["no bytes", new Uint8Array(0)],
    ["an empty zip", zipSync({})],
    ["another file in it", zipSync({ "a.txt": new Uint8Array(4) })],
    ["an array of nothing", zipSync({ "a.npy": new Uint8Array(4) })],
    ["two arrays in one", zipSync({ "a.npy": Uint8Array.from([...writeNpy(ARRAYS[0]!), ...writeNpy(ARRAYS[1]!)]) })],
    ["a size that no packing gives", bomb],
  ])("%s", (_, bytes) => {
    expect(() => readNpz(bytes, "x.npz")).toThrow(refusal(/^wrong-/, /^x\.npz/));
  });

  test("any byte changed or cut off: arrays or a refusal", () => {
    const whole = writeNpz(ARRAYS);
    fc.assert(
      fc.property(
        fc.nat(whole.length - 1),
        fc.nat(255),
        fc.nat(whole.length),
        fc.boolean(),
        (at, value, length, cut) => {
          const bytes = cut ? whole.slice(0, length) : whole.slice();
          if (at < bytes.length) bytes[at] = value;
          try {
            readNpz(bytes, "x");
          } catch (error) {
            expect(error).toBeInstanceOf(InputError);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});

test("arrays as read", () => {
  expect(asRead(readNpz(writeNpz(ARRAYS), "m.npz"))).toEqual(asWritten(ARRAYS));
});
