import fc from "fast-check";
import { expect, test } from "vitest";
import { repeatedKey } from "../../src/cli/repeated-key.js";

test.each([
  ['{"a":1,"a":2}', "a"],
  ['{"a":1,"\\u0061":2}', "a"],
  ['{"a":{"b":1},"c":[{"b":1,"d":2,"b":3}]}', "b"],
  ['{ "a" : "}{\\"a\\":" , "b" : {"a":1}, "a":0}', "a"],
  ['{"a":{"a":[{"a":1},{"a":2}]}}', null],
  ['["a","a",{"x":"a"}]', null],
  ['{"__proto__":1,"__proto__":2}', "__proto__"],
  ["4", null],
])("%s", (text, key) => {
  expect(repeatedKey(text)).toBe(key);
});

test("what JSON.stringify writes repeats no key, however it is indented; an entry more is found", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }), fc.constantFrom(0, 2), (value, indent) => {
      const text = JSON.stringify({ outer: [value] }, null, indent);
      expect(repeatedKey(text)).toBeNull();
      const [key] = Object.keys(value);
      expect(repeatedKey(`${JSON.stringify(value).slice(0, -1)},${JSON.stringify(key)}:0}`)).toBe(key);
    }),
  );
});
