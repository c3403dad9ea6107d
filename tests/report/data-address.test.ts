import fc from "fast-check";
import { expect, test } from "vitest";
import { address } from "../../src/report/data-address.js";

test("whoever follows an address has the text, whole and as it was", async () => {
  const text = fc.string({ unit: fc.oneof(fc.constantFrom(..."#%<>\"'?& \n\r\t"), fc.string({ unit: "grapheme" })) });
  await fc.assert(
    fc.asyncProperty(text, async (content) => {
      const url = address("text/plain", content);
      expect(url).not.toMatch(/["<>]/);
      expect(await (await fetch(url)).text()).toBe(content);
    }),
    { examples: [["#0072b2"], ["ends in blanks  "], ["100%25"]] },
  );
});
