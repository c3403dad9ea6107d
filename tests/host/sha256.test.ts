import { sha256 as portable } from "@noble/hashes/sha2";
import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { openHash, sha256 } from "../../src/host/sha256.js";

test("Node's SHA-256 and the portable one agree, whatever pieces the bytes come in", async () => {
  vi.resetModules();
  vi.spyOn(process, "getBuiltinModule").mockReturnValue(undefined);
  const withoutNode = await import("../../src/host/sha256.js");
  vi.restoreAllMocks();
  expect(withoutNode.openHash).not.toBe(openHash);
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 5 }), (pieces) => {
      const whole = Uint8Array.from(pieces.flatMap((piece) => [...piece]));
      const expected = portable(whole);
      for (const open of [openHash, withoutNode.openHash]) {
        const hash = open();
        for (const piece of pieces) hash.update(piece);
        expect(hash.digest()).toEqual(expected);
      }
      expect(sha256(whole)).toEqual(expected);
    }),
  );
});
