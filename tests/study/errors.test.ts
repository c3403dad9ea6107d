import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  editsBetween,
  InputError,
  notOneOf,
  readOrRefuse,
  shown,
  suggestion,
  unknownField,
  wrongType,
  wrongValue,
} from "../../src/study/errors.js";

/** By its definition: the last characters are deleted, inserted, replaced or kept. */
function slowly(a: string, b: string): number {
  if (a === "" || b === "") return a.length + b.length;
  const [c, d] = [a.slice(0, -1), b.slice(0, -1)];
  return Math.min(slowly(c, b) + 1, slowly(a, d) + 1, slowly(c, d) + (a.at(-1) === b.at(-1) ? 0 : 1));
}

test("edits between words are the fewest", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 5 });
  fc.assert(fc.property(word, word, (a, b) => void expect(editsBetween(a, b)).toBe(slowly(a, b))));
  expect(editsBetween("kitten", "sitting")).toBe(3);
});

describe("a value in a message", () => {
  const whole = (value: unknown) => JSON.stringify(value);
  const cut = (text: string) => (text.length > 60 ? `${text.slice(0, 57)}...` : text);

  test("is the beginning of its JSON", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", "c") });
    const written = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 6 },
        fc.constantFrom(null, true, 4, undefined),
        text,
        fc.array(tie("value"), { maxLength: 200 }),
        fc.dictionary(text, tie("value"), { maxKeys: 200 }),
      ),
    }));
    const nested = fc.oneof(fc.array(written.value), fc.dictionary(text, written.value, { noNullPrototype: true }));
    fc.assert(fc.property(nested, (value) => void expect(shown(value)).toBe(cut(whole(value)))));
    expect(shown(Array.from({ length: 500 }, () => []))).toBe(cut(whole(Array.from({ length: 500 }, () => []))));
  });

  test("is written no further, however many ways lead through it", () => {
    let value: unknown = 1;
    for (let level = 0; level < 90; level++) value = { a: value, b: value };
    expect(shown(value)).toBe(`${'{"a":'.repeat(12).slice(0, 57)}...`);
  });
});

test("the nearest name is meant, and none where none is near", () => {
  const names = ["hidden", "epochs", "seed", "vary"];
  expect(suggestion("hiden", names)).toBe('Did you mean "hidden"?');
  expect(suggestion("EPOCH", names)).toBe('Did you mean "epochs"?');
  expect(suggestion("see", names)).toBe('Did you mean "seed"?');
  expect(suggestion("se", ["seed"])).toBe("");
  expect(suggestion("colour", names)).toBe("");
  expect(suggestion("h".repeat(1e6), names)).toBe("");
  expect(suggestion("x", [])).toBe("");
});

describe("an InputError", () => {
  test("makes its sentence of its fields", () => {
    const error = wrongValue("study.seed", "an integer from 0 to 9", "11", "Take a smaller one.");
    expect(error.message).toBe("study.seed: expected an integer from 0 to 9; got 11. Take a smaller one.");
    expect({ ...error }).toEqual({
      name: "InputError",
      kind: "wrong-value",
      path: "study.seed",
      expected: "an integer from 0 to 9",
      got: "11",
      remedy: "Take a smaller one.",
    });
    expect(wrongType("study", "an object", "4").message).toBe("study: expected an object; got 4.");
  });

  test("of an unknown field says which was meant, else which there are", () => {
    expect(unknownField("study", "seeed", ["seed", "vary"])).toMatchObject({
      kind: "unknown-field",
      path: "study",
      got: "seeed",
      message: 'study: unknown field "seeed". Did you mean "seed"?',
    });
    expect(unknownField("study", "colour", ["seed", "vary"]).remedy).toBe("Its fields are seed, vary.");
    expect(unknownField("study", "colour", []).remedy).toBe("Take it out.");
    expect(unknownField("study", "x\u001b".repeat(1e6), []).message.length).toBeLessThan(120);
  });

  test("of a name that there is not says the nearest, and of what is no name its type", () => {
    expect(notOneOf("task", "binry", ["binary", "classes"])).toMatchObject({
      kind: "wrong-value",
      remedy: 'Did you mean "binary"?',
    });
    const many = Array.from({ length: 35 }, (_, i) => `measure${i}`);
    expect(notOneOf("measures[0]", "mesure20", many).message).toBe(
      'measures[0]: expected one of 35 names; got "mesure20". Did you mean "measure20"?',
    );
    expect(notOneOf("measures[0]", "kappa", many).message).toContain("measure34; got");
    expect(notOneOf("task", 4, ["binary", "classes"])).toMatchObject({ kind: "wrong-type", got: "4", remedy: "" });
  });

  test("crosses the border of a worker as data", () => {
    const error = unknownField("study", "seeed", ["seed"]);
    const again = new InputError(structuredClone({ ...error }));
    expect(again).toEqual(error);
    expect(again.message).toBe(error.message);
    expect(new InputError(JSON.parse(JSON.stringify(error)))).toEqual(error);
  });

  test("is an Error of its own name, and keeps its cause", () => {
    const cause = new Error("no room");
    const error = wrongValue("--out", "a folder", "none", "", { cause });
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(RangeError);
    expect(String(error)).toBe("InputError: --out: expected a folder; got none.");
    expect(error.cause).toBe(cause);
    expect("cause" in wrongValue("--out", "a folder", "none")).toBe(false);
  });
});

describe("what was given and cannot be read", () => {
  const thrown = (work: () => unknown, given: unknown = null): unknown => {
    try {
      return readOrRefuse("result", "a result", given, work);
    } catch (error) {
      return error;
    }
  };
  const engine = (work: () => unknown): unknown => {
    try {
      return work();
    } catch (error) {
      return error;
    }
  };

  test("is refused where it has another shape, whatever it is, and the reason is kept", () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    for (const given of [null, undefined, 4, {}, Object.create(null), proxy, () => 4]) {
      const cause = engine(() => (given as { a: { b: number } }).a.b);
      expect(cause).toBeInstanceOf(TypeError);
      const error = thrown(() => (given as { a: { b: number } }).a.b, given);
      expect(error).toMatchObject({ name: "InputError", kind: "wrong-type", path: "result", expected: "a result" });
      expect((error as Error).cause).toEqual(cause);
    }
  });

  test("is bad input where the stack ends in what was given", () => {
    const nested = (levels: number) => {
      let value: unknown = 1;
      for (let level = 0; level < levels; level++) value = level % 2 ? [value] : { a: value, b: value };
      return value;
    };
    const deep = nested(100_000);
    expect(thrown(() => JSON.stringify(deep), deep)).toMatchObject({ name: "InputError", path: "result" });
    const endless = (): unknown => [endless()];
    expect(thrown(endless, nested(90))).toBeInstanceOf(RangeError);
  });

  test("is no bad input where the machine has no stack or no memory left, nor where anybody else raises an error", () => {
    const endless = (): unknown => [endless()];
    const machines = [
      endless,
      () => new Array(-1),
      () => new Float32Array(2 ** 53 - 1),
      () => new ArrayBuffer(2 ** 53 - 1),
      () => "x".repeat(2 ** 32),
    ];
    for (const machine of machines) {
      const error = thrown(machine);
      expect(error).toBeInstanceOf(RangeError);
      expect(error).not.toBeInstanceOf(InputError);
    }
    fc.assert(
      fc.property(
        fc.oneof(
          fc.anything(),
          fc.string().map((text) => new RangeError(text)),
          fc.string().map((text) => new Error(text)),
          fc.string().map((text) => wrongValue("x", text, "4")),
        ),
        fc.anything(),
        (other, given) => {
          const raise = () => {
            throw other;
          };
          expect(thrown(raise, given)).toBe(other);
          expect(thrown(() => other, given)).toBe(other);
        },
      ),
    );
  });
});
