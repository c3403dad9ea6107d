import { backwardActivation, forwardActivation } from "../../assembly/activation";

const KINDS = 17;
const CELLS = 200;
const RELU = 1,
  LEAKY_RELU = 2,
  TANH = 12,
  HARD_SWISH = 15,
  RELU6 = 16;

/** Constants with which every kind is an ordinary function; the largest kind has ten of them. */
const constants: StaticArray<f32> = [0.5, 0.5, 0.75, 1.25, 0.5, 0.25, 1, 0.5, 0.25, 0.125];

function at(cells: StaticArray<f32>): usize {
  return changetype<usize>(cells);
}

/** From -8 to 8, both zeros among them. */
function points(): StaticArray<f32> {
  const z = new StaticArray<f32>(4 * CELLS);
  for (let i = 0; i < z.length; i++) z[i] = <f32>(i - 2 * CELLS) / 50;
  z[0] = -0.0;
  return z;
}

function differences(a: StaticArray<f32>, b: StaticArray<f32>): i32 {
  let different = 0;
  for (let i = 0; i < a.length; i++) different += reinterpret<u32>(a[i]) != reinterpret<u32>(b[i]) ? 1 : 0;
  return different;
}

function values(kind: i32, z: StaticArray<f32>): StaticArray<f32> {
  const a = new StaticArray<f32>(z.length);
  forwardActivation<f32>(at(a), at(z), z.length, kind, at(constants));
  return a;
}

/** The slope at each z: what a gradient of 1 becomes. */
function slopes(kind: i32, z: StaticArray<f32>): StaticArray<f32> {
  const a = values(kind, z),
    dz = new StaticArray<f32>(z.length);
  for (let i = 0; i < dz.length; i++) dz[i] = 1;
  backwardActivation<f32>(at(dz), at(z), at(a), z.length, kind, at(constants));
  return dz;
}

describe("each activation", () => {
  test("has the values of f32 in every lane of v128", () => {
    const z = points(),
      a = new StaticArray<f32>(z.length);
    for (let kind = 0; kind < KINDS; kind++) {
      forwardActivation<v128>(at(a), at(z), CELLS, kind, at(constants));
      expect<i32>(differences(a, values(kind, z))).toBe(0);
    }
  });

  test("has the slopes of f32 in every lane of v128", () => {
    const z = points(),
      dz = new StaticArray<f32>(z.length);
    for (let kind = 0; kind < KINDS; kind++) {
      for (let i = 0; i < dz.length; i++) dz[i] = 1;
      backwardActivation<v128>(at(dz), at(z), at(values(kind, z)), CELLS, kind, at(constants));
      expect<i32>(differences(dz, slopes(kind, z))).toBe(0);
    }
  });
});

describe("a kink", () => {
  test("of relu at both zeros has value +0 and slope 0", () => {
    const z: StaticArray<f32> = [0, -0.0, 1, -1];
    const value: StaticArray<f32> = [0, 0, 1, 0],
      slope: StaticArray<f32> = [0, 0, 1, 0];
    expect<i32>(differences(values(RELU, z), value)).toBe(0);
    expect<i32>(differences(slopes(RELU, z), slope)).toBe(0);
  });

  test("of relu6 at 0 and at 6 has slope 0", () => {
    const z: StaticArray<f32> = [0, -0.0, 6, 5.5, 7, -1];
    const value: StaticArray<f32> = [0, 0, 6, 5.5, 6, 0],
      slope: StaticArray<f32> = [0, 0, 0, 1, 0, 0];
    expect<i32>(differences(values(RELU6, z), value)).toBe(0);
    expect<i32>(differences(slopes(RELU6, z), slope)).toBe(0);
  });

  test("of leaky_relu at 0 takes the lower slope", () => {
    const z: StaticArray<f32> = [0, 2, -2];
    const value: StaticArray<f32> = [0, 2, -1],
      slope: StaticArray<f32> = [0.5, 1, 0.5];
    expect<i32>(differences(values(LEAKY_RELU, z), value)).toBe(0);
    expect<i32>(differences(slopes(LEAKY_RELU, z), slope)).toBe(0);
  });

  test("of hard_swish at -3 and 3 has the middle slope", () => {
    const z: StaticArray<f32> = [-3, 3, 4, -4, 0];
    const value: StaticArray<f32> = [0, 3, 4, 0, 0],
      slope: StaticArray<f32> = [-0.5, 1.5, 1, 0, 0.5];
    expect<i32>(differences(values(HARD_SWISH, z), value)).toBe(0);
    expect<i32>(differences(slopes(HARD_SWISH, z), slope)).toBe(0);
  });
});

describe("a slope", () => {
  test("multiplies the gradient that arrives", () => {
    const z: StaticArray<f32> = [0, 0],
      dz: StaticArray<f32> = [3, -0.25],
      expected: StaticArray<f32> = [3, -0.25];
    backwardActivation<f32>(at(dz), at(z), at(values(TANH, z)), 2, TANH, at(constants));
    expect<i32>(differences(dz, expected)).toBe(0);
  });
});
