/**
 * The roundings of the kernels against those of the reference, on every lane: a probe, compiled from assembly/rounding.ts,
 * maps them over arrays.
 */
import { readFileSync } from "node:fs";
import { main } from "assemblyscript/asc";
import { beforeAll, describe, expect, test } from "vitest";
import { bf16, f16, flushed, fma, tf32 } from "../../src/reference/rounding.js";
import { floats, halves, triples } from "../rounding-cases.js";

type Map = (out: number, a: number, b: number, c: number, count: number) => void;
let memory: WebAssembly.Memory;
let probe: Record<string, Map>;

const SOURCE = `
import { flushed, fma, inFormat } from "./assembly/rounding";
function map<T>(kind: i32, out: usize, a: usize, b: usize, c: usize, count: i32): void {
  for (const end = a + ((<usize>count) << 2); a < end; a += sizeof<T>()) {
    const x = load<T>(a);
    if (kind == 0) store<T>(out, fma<T>(x, load<T>(b), load<T>(c)));
    else store<T>(out, kind == 4 ? flushed<T>(x) : inFormat<T>(x, kind));
    out += sizeof<T>();
    b += sizeof<T>();
    c += sizeof<T>();
  }
}
${["fma", "bf16", "tf32", "f16", "flushed"]
  .flatMap((name, kind) =>
    ["f32", "v128"].map(
      (T) => `export function ${name}_${T}(out: usize, a: usize, b: usize, c: usize, count: i32): void {
  map<${T}>(${kind}, out, a, b, c, count);
}`,
    ),
  )
  .join("\n")}`;

beforeAll(async () => {
  let bytes = new Uint8Array();
  const options = ["--runtime", "stub", "--enable", "simd", "--importMemory", "-O3", "--outFile", "probe.wasm"];
  const { error, stderr } = await main(["probe.ts", ...options, "--disableWarning"], {
    readFile: (name) => {
      if (name === "probe.ts") return SOURCE;
      try {
        return name.startsWith("assembly/") ? readFileSync(name, "utf8") : null;
      } catch {
        return null;
      }
    },
    writeFile: (_, contents) => void (bytes = contents as typeof bytes),
  });
  expect(error, stderr.toString()).toBe(null);
  memory = new WebAssembly.Memory({ initial: 512 });
  const { exports } = await WebAssembly.instantiate(await WebAssembly.compile(bytes), { env: { memory } });
  probe = exports as typeof probe;
});

const START = 65536;

/** Places at which the kernel and the reference part. */
function differences(name: string, formula: (...values: number[]) => number, ...arrays: Float32Array[]): unknown[] {
  // Whole registers.
  const count = Math.floor(arrays[0]!.length / 4) * 4;
  const places = [0, 1, 2, 3].map((index) => START + 4 * count * index);
  arrays.forEach((values, index) =>
    new Float32Array(memory.buffer, places[index]!, count).set(values.subarray(0, count)),
  );
  probe[name]!(places[3]!, places[0]!, places[1]!, places[2]!, count);
  const found = new Float32Array(memory.buffer, places[3]!, count);
  const wrong: unknown[] = [];
  for (let k = 0; k < count; k++) {
    const values = arrays.map((array) => array[k]!);
    const expected = formula(...values);
    if (!Object.is(found[k], expected)) wrong.push([...values, found[k], expected]);
  }
  return wrong.slice(0, 5);
}

const EDGES = [0, -0, Infinity, -Infinity, Number.NaN, 65519.99609375, 65520, -65520, 2 ** -126, -(2 ** -149)];
const NAN = new Float32Array(new Uint32Array([0x7fffffff, 0x7f800001, 0xffffffff, 0xff800001]).buffer);

describe.each(["f32", "v128"])("on %s", (T) => {
  test.each(Object.entries({ bf16, tf32, f16, flushed }))("%s", (name, formula) => {
    expect(differences(`${name}_${T}`, formula, halves())).toEqual([]);
    expect(differences(`${name}_${T}`, formula, Float32Array.of(...floats(100_000), ...EDGES, ...EDGES))).toEqual([]);
    expect(differences(`${name}_${T}`, formula, NAN)).toEqual([]);
  });

  test("fma", () => {
    const { a, b, c } = triples(400_000);
    expect(differences(`fma_${T}`, fma as never, a, b, c)).toEqual([]);
    const edges = EDGES.flatMap((x) => EDGES.flatMap((y) => EDGES.map((z) => [x, y, z])));
    const column = (k: number) => Float32Array.from(edges, (edge) => edge[k]!);
    expect(differences(`fma_${T}`, fma as never, column(0), column(1), column(2))).toEqual([]);
  });
});
