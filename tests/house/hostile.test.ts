/**
 * Objects whose keys every object has, whose fields are getters, or which are no plain ones: data or refused, never a
 * prototype.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { resolveData } from "../../src/data/spec.js";
import { prepare } from "../../src/run/prepare.js";
import { InputError } from "../../src/study/errors.js";
import { resolveStudy } from "../../src/study/resolve.js";
import { refusal } from "../refusal.js";

const facts = { task: "binary", inputs: 2, classes: 2, targets: 1, train: 20 } as const;
const resolve = async (input: unknown) =>
  resolveStudy(input, await resolveData((input as { data?: unknown }).data ?? "vee"), facts);
const NAMES = Object.getOwnPropertyNames(Object.prototype);
const whole = () => ({
  data: { name: "vee", train: 20 },
  hidden: [2],
  activation: { name: "elu", alpha: 1 },
  optimizer: { name: "adam", beta1: 0.5 },
  schedule: { name: "step", every: 2 },
  initial: { weights: { name: "normal", mean: 1 }, biases: { name: "constant", value: 1 } },
  seeds: { init: 1 },
  replicas: 2,
});
const layers = () => ({ hidden: [], vary: ["shuffle"], initial: [{ W: [[1], [2]], b: [3] }] });
const given = () => ({
  data: {
    name: "given",
    x: [
      [1, 2],
      [3, 4],
    ],
    y: [0, 1],
    test: { x: [[1, 2]], y: [1] },
  },
});
const grid = () => ({ design: { init: 2, shuffle: 2 } });

/** Every object in some JSON, and where it is. */
function* objects(value: unknown, at = "study"): Generator<[object, string]> {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value)) yield [value, at];
  for (const [key, inner] of Object.entries(value))
    yield* objects(inner, Array.isArray(value) ? `${at}[${key}]` : `${at}.${key}`);
}

/** As JSON.parse makes an own field of any name. */
const put = (object: object, key: string, value: unknown): void =>
  void Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });

/** What the study is refused with, or null; what else is thrown is thrown on. */
async function refusedWith(study: unknown): Promise<InputError | null> {
  try {
    await resolve(study);
    return null;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error;
  }
}

const SHAPES = { whole, layers, given, grid };

describe.each(Object.entries(SHAPES))("a study (%s)", (_, make) => {
  test.each([...NAMES, "replica"])(
    'with a field "%s" in any of its objects is refused, and says where',
    async (name) => {
      const places = [...objects(make())].length;
      for (let place = 0; place < places; place++) {
        for (const value of [{ replicas: 9 }, 4, null, ["x"]]) {
          const study = make();
          const [object, at] = [...objects(study)][place]!;
          put(object, name, value);
          expect(await refusedWith(study)).toEqual(refusal("unknown-field", at, name));
        }
      }
      expect(({} as { replicas?: unknown }).replicas).toBeUndefined();
    },
  );

  test("of objects without a prototype, of proxies or with getters is the same study", async () => {
    const bare = (value: unknown): unknown => {
      if (typeof value !== "object" || value === null) return value;
      if (Array.isArray(value)) return value.map(bare);
      return Object.assign(
        Object.create(null) as object,
        Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, bare(inner)])),
      );
    };
    const watched = (value: unknown): unknown =>
      typeof value === "object" && value !== null
        ? new Proxy(value, { get: (target, key, self) => watched(Reflect.get(target, key, self)) })
        : value;
    const computed = (value: unknown): unknown => {
      if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
      const object = {};
      for (const [key, inner] of Object.entries(value))
        Object.defineProperty(object, key, { enumerable: true, get: () => computed(inner) });
      return object;
    };
    const right = JSON.stringify(await resolve(make()));
    for (const other of [bare, watched, computed]) expect(JSON.stringify(await resolve(other(make())))).toBe(right);
  });

  test("whose getter throws passes its error on", async () => {
    const own = new Error("mine");
    const study = Object.defineProperty(make(), "replicas", {
      enumerable: true,
      get() {
        throw own;
      },
    });
    await expect(resolve(study)).rejects.toThrow(own);
  });

  test("with an instance of a class in place of an object is refused", async () => {
    class Own {
      replicas = 9;
    }
    for (const [, at] of objects(make())) {
      for (const other of [new Own(), new Map(), new Date(0), Object.create({ name: "vee" }) as object]) {
        const study = at === "study" ? other : make();
        if (at !== "study") {
          const path = at
            .slice("study.".length)
            .split(/\.|\[|\]\.?/)
            .filter(Boolean);
          const parent = path
            .slice(0, -1)
            .reduce<Record<string, unknown>>(
              (object, key) => object[key] as Record<string, unknown>,
              study as Record<string, unknown>,
            );
          parent[path.at(-1)!] = other;
        }
        expect(await refusedWith(study), at).toEqual(refusal(/^wrong-/, at));
      }
    }
  });
});

test("any JSON is a study or refused in the form, and no prototype is touched", async () => {
  const key = fc.oneof(
    fc.constantFrom(...NAMES, ...Object.keys({ ...whole(), ...grid(), order: 0, vary: 0, seed: 0, name: 0 })),
    fc.string(),
  );
  const json = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      fc.constantFrom(null, true, 0, 1, -1, 1e300, "vee", "adam", "__proto__", ""),
      fc.array(tie("value"), { maxLength: 3 }),
      tie("object"),
    ),
    object: fc.array(fc.tuple(key, tie("value")), { maxLength: 4 }).map((fields) => {
      const object = {};
      for (const [name, value] of fields) put(object, name, value);
      return object;
    }),
  })).value;
  await fc.assert(
    fc.asyncProperty(json, async (value) => {
      await prepare(value as never).catch((error: unknown) => {
        if (!(error instanceof InputError)) throw error;
      });
      expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(NAMES);
    }),
    { numRuns: 500 },
  );
});
