import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { refusal } from "../refusal.js";
import { opened } from "./opened.js";

const packed = (text: string | Uint8Array) => new Uint8Array(gzipSync(text));
const TEXT = "a,b\n1,x\n2,y\n";

test("the table is that of what is packed", async () => {
  const { form, ...table } = await opened(TEXT);
  for (const length of [1, 7, 1 << 20]) {
    expect(await opened(packed(TEXT), {}, length)).toEqual({ ...table, form: `${form}, gzip` });
  }
});

test("members one behind the other are one text", async () => {
  const both = Uint8Array.from([...packed("a,b\n1,x\n"), ...packed("2,y\n")]);
  expect((await opened(both)).rows).toEqual((await opened(TEXT)).rows);
});

test("what is cut, damaged or packed twice is refused", async () => {
  const bytes = packed(`a,b\n${Array.from({ length: 999 }, (_, n) => `${n},${n * n}\n`).join("")}`);
  const damaged = refusal("wrong-value", "text", /damaged/);
  await expect(opened(bytes.slice(0, -9))).rejects.toThrow(damaged);
  await expect(opened(bytes.slice(0, 30))).rejects.toThrow(damaged);
  const changed = new Uint8Array(bytes);
  changed[200]! ^= 4;
  await expect(opened(changed)).rejects.toThrow(refusal("wrong-value", /^text/));
  await expect(opened(packed(packed(TEXT)))).rejects.toThrow(
    refusal("wrong-value", "text", "gzip again", { remedy: "Unpack it first." }),
  );
});

test("a bomb is refused", async () => {
  const bytes = packed(`a,b\n${`1,${"x".repeat(10000)}\n`.repeat(11000)}`);
  await expect(opened(bytes)).rejects.toThrow(
    refusal("wrong-value", "text", /^\d+ bytes of the first \d+$/, { expected: /250/, remedy: "Unpack it first." }),
  );
});
