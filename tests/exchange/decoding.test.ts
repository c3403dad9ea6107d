import { describe, expect, test } from "vitest";
import { refusal } from "../refusal.js";
import { opened } from "./opened.js";

const TEXT = "größe,日本\n1,ja\n2,nein\n";
const utf16 = (text: string, isLittle: boolean) =>
  Uint8Array.from(
    text.split("").flatMap((unit) => {
      const code = unit.charCodeAt(0);
      return isLittle ? [code & 255, code >> 8] : [code >> 8, code & 255];
    }),
  );
const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

describe("the same table", () => {
  test.each([
    ["UTF-8 with a mark", new TextEncoder().encode(`\ufeff${TEXT}`), ""],
    ["UTF-16LE", utf16(`\ufeff${TEXT}`, true), ", UTF-16LE"],
    ["UTF-16BE", utf16(`\ufeff${TEXT}`, false), ", UTF-16BE"],
    ["UTF-16LE without a mark", utf16(TEXT, true), ", UTF-16LE"],
    ["UTF-16BE without a mark", utf16(TEXT, false), ", UTF-16BE"],
  ])("%s", async (_, bytes, words) => {
    const { form, ...table } = await opened(TEXT);
    for (const length of [1, 3, 1000])
      expect(await opened(bytes, {}, length)).toEqual({ ...table, form: `${form}${words}` });
  });

  test("older encodings, where that is said", async () => {
    const bytes = latin1("gr\xf6\xdfe,n\n1,ja\n2,nein\n");
    for (const encoding of ["windows-1252", "latin1", "iso-8859-1"])
      expect((await opened(bytes, { encoding })).names).toEqual(["größe", "n"]);
    await expect(opened(bytes)).rejects.toThrow(
      refusal("wrong-value", "text", "bytes that are not", {
        expected: "text in UTF-8",
        remedy: /data\.encoding="windows-1252"/,
      }),
    );
  });

  test("an encoding that nobody knows", async () => {
    await expect(opened(TEXT, { encoding: "klingon" })).rejects.toThrow(
      refusal("wrong-value", "study.data.encoding", '"klingon"'),
    );
  });
});

test("half a character at the end is no text", async () => {
  await expect(opened(new TextEncoder().encode("a,b\n1,é").slice(0, -1))).rejects.toThrow(
    refusal("wrong-value", "text"),
  );
});
