import { createHash } from "node:crypto";
import { deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { Link } from "../../src/link/link.js";
import { makeLink } from "../../src/link/train.js";
import { readLink, writeLink } from "../../src/link/url.js";
import { InputError, type Refusal } from "../../src/study/errors.js";
import { refusal } from "../refusal.js";
import { studies, study } from "./studies.js";

const page = "https://example.org/play/?theme=dark";
let link: Link;
let url: string;
beforeAll(async () => {
  link = await makeLink(study);
  url = await writeLink(link, page);
});

/** A link as a stranger would forge it: anything, with a right checksum. */
function forged(content: unknown, deflate = true): string {
  const bytes = Buffer.from(typeof content === "string" ? content : JSON.stringify(content));
  return forgedBytes(deflate ? deflateRawSync(bytes, { level: 9 }) : bytes);
}

function forgedBytes(packed: Buffer): string {
  const checksum = createHash("sha256").update(packed).digest().subarray(0, 4);
  return `${page}#1.${Buffer.concat([checksum, packed]).toString("base64url")}`;
}

/** The error with which a link is refused: one sentence, which says nothing of how links are read. */
async function refused(text: string): Promise<unknown> {
  const error: unknown = await readLink(text).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error instanceof InputError, `${String(error)} for ${text.slice(0, 80)}`).toBe(true);
  const { message } = error as Error;
  expect(message).toMatch(/^link\b[^\n]*[.?]$/);
  expect(message).not.toMatch(/call stack|JSON at position|Unexpected token|is not a function|undefined \(/);
  expect(message.length).toBeLessThan(400);
  return error;
}

describe("an address", () => {
  test("of any study is read as it was written", async () => {
    await fc.assert(
      fc.asyncProperty(studies, fc.nat(6), async (input, step) => {
        const made = await makeLink(input, step % 3);
        const address = await writeLink(made, page);
        expect(address).toMatch(/^https:\/\/example\.org\/play\/\?theme=dark#1\.[A-Za-z0-9_-]+$/);
        expect(await readLink(address)).toEqual(made);
        expect(await writeLink(await readLink(address), page)).toBe(address);
      }),
      { numRuns: 40 },
    );
  });

  test("is the same whatever the order of the fields, and wherever the page is", async () => {
    const { study: written, step, fingerprint, trail } = link;
    const turned = {
      trail,
      fingerprint,
      step,
      study: Object.fromEntries(Object.entries(written).reverse()) as unknown as Link["study"],
    };
    expect(await writeLink(turned, page)).toBe(url);
    expect(await writeLink(link, `${page}#1.old`)).toBe(url);
    const [, fragment] = url.split("#");
    expect(await writeLink(link, "file:///home/me/page.html")).toBe(`file:///home/me/page.html#${fragment}`);
    expect(await readLink(`#${fragment}`)).toEqual(link);
  });

  test("holds every default", () => {
    expect(link.study).toMatchObject({
      activation: { name: "relu" },
      optimizer: { name: "adagrad", epsilon: 1e-10 },
      shuffleForm: "buffer",
      seeds: {},
    });
    expect(url.length).toBeLessThan(900);
  });

  test.each(["javascript:alert(1)", "data:text/html,x", "nowhere", "ftp://a/b", ""])(
    "of no page: %s",
    async (wrong) => {
      await expect(writeLink(link, wrong)).rejects.toThrow(refusal("wrong-value", "page", `"${wrong}"`));
    },
  );

  test("that is too long says what to do", async () => {
    const x = Array.from({ length: 3000 }, (_, n) => [Math.fround(Math.sin(n)), Math.fround(Math.sin(n * n))]);
    const large = await makeLink(
      { ...study, data: { name: "given", x, y: x.map(() => 1), test: { x: [[1, 1]], y: [1] } } },
      0,
    );
    await expect(writeLink(large, page)).rejects.toThrow(
      refusal("wrong-value", "link", /\d+/, { expected: /32000 characters/, remedy: /examples/ }),
    );
  });
});

describe("damage", () => {
  test("one character changed, anywhere behind the #, is always seen", async () => {
    const start = url.indexOf("#") + 1;
    const characters = fc.oneof(
      fc.constantFrom(..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
      fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: start, max: url.length - 1 }), characters, async (at, character) => {
        fc.pre(url[at] !== character);
        await refused(url.slice(0, at) + character + url.slice(at + 1));
      }),
      { numRuns: 1000 },
    );
  });

  test("every other last character is seen, and every cut", async () => {
    for (const character of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") {
      if (character !== url.at(-1)) await refused(url.slice(0, -1) + character);
    }
    for (let length = url.length - 1; length > 0; length--) await refused(url.slice(0, length));
    await refused(`${url}A`);
    await refused(`${url}=`);
  });

  test("any text is refused in one sentence", async () => {
    const isRefused = async (text: string) => void (await refused(text));
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.webUrl({ withFragments: true }),
          fc.base64String().map((text) => `#1.${text}`),
        ),
        isRefused,
      ),
      { numRuns: 500 },
    );
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), (bytes) =>
        isRefused(forged(Buffer.from(bytes).toString("latin1"), false)),
      ),
      { numRuns: 300 },
    );
    await fc.assert(
      fc.asyncProperty(fc.json(), (text) => isRefused(forged(text))),
      { numRuns: 300 },
    );
  });

  test("what it says", async () => {
    expect(await refused("https://example.org/")).toEqual(
      refusal("wrong-value", "link", '"https://example.org/"', { expected: /#1/ }),
    );
    expect(await refused(url.replace("#1.", "#2."))).toEqual(
      refusal("wrong-value", "link", "2", { expected: /1 after the #/ }),
    );
    expect(await refused(url.slice(0, -9))).toEqual(refusal("wrong-value", "link", /others/));
    expect(await refused(forged("no deflate", false))).toEqual(
      refusal("wrong-value", "link", /inflated/, { expected: /deflated/ }),
    );
    expect(await refused(forged("{"))).toEqual(refusal("wrong-type", "link", /text/, { expected: /deflated/ }));
    expect(await refused(`${page}#1.${"A".repeat(40000)}`)).toEqual(
      refusal("wrong-value", "link", /\d+/, { expected: /32000 characters/ }),
    );
    await expect(readLink(7 as never)).rejects.toThrow(refusal("wrong-type", "link", "7", { expected: "an address" }));
  });
});

describe("a hostile link", () => {
  test("bombs: inflated, nested, numerous", async () => {
    expect(await refused(forged(" ".repeat(20_000_000)))).toEqual(
      refusal("wrong-value", "link", "more", { expected: /1048576 bytes/ }),
    );
    await refused(forged("[".repeat(500_000)));
    await refused(forged(`${"[".repeat(500_000)}${"]".repeat(500_000)}`));
    expect(
      await refused(
        forged(
          JSON.stringify(link).replace('"study":', `"x":${'{"a":'.repeat(40_000)}1${"}".repeat(40_000)},"study":`),
        ),
      ),
    ).toEqual(refusal("wrong-value", "link", "more", { expected: /12 levels/ }));
    expect(await refused(forged({ ...link, trail: Array(50_000).fill("00000000") }))).toEqual(
      refusal("wrong-value", "link.trail", "50000", { expected: /9 entries/ }),
    );
  });

  test("bytes behind the end of the deflated ones, and an end that is missing", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(0, 1, 6, 9),
        fc.boolean(),
        fc.uint8Array({ minLength: 1, maxLength: 40 }),
        async (level, huffmanOnly, behind) => {
          const packed = deflateRawSync(Buffer.from(JSON.stringify(link)), {
            level,
            ...(huffmanOnly && { strategy: 2 }),
          });
          expect(await readLink(forgedBytes(packed))).toEqual(link);
          expect(await refused(forgedBytes(Buffer.concat([packed, behind])))).toEqual(
            refusal("wrong-value", "link", /^(more bytes|bytes that cannot be inflated)$/, {
              expected: /deflated JSON/,
            }),
          );
          const cut = packed.subarray(0, Math.max(0, packed.length - behind.length));
          expect(await refused(forgedBytes(cut))).toEqual(
            refusal("wrong-value", "link", /inflated/, { expected: /deflated/ }),
          );
        },
      ),
      { numRuns: 100 },
    );
  });

  test.each<[name: string, change: (copy: any) => void, error: Refusal]>([
    ["an unknown field", (copy) => (copy.extra = 1), refusal("unknown-field", "link", "extra")],
    [
      "a field that is missing",
      (copy) => delete copy.trail,
      refusal("wrong-type", "link", "no trail", { expected: /fingerprint/ }),
    ],
    [
      "an unknown field of the study",
      (copy) => (copy.study.epoch = 1),
      refusal("unknown-field", "link.study", "epoch", { remedy: 'Did you mean "epochs"?' }),
    ],
    ["a study that is none", (copy) => (copy.study = null), refusal("wrong-type", "link.study", "null")],
    [
      "a name of every object",
      (copy) => (copy.study.constructor = 1),
      refusal("wrong-type", "link", 'a field "constructor"', { expected: /fields/ }),
    ],
    [
      "a file",
      (copy) => (copy.study.data = { name: "csv", path: "/etc/passwd" }),
      refusal("wrong-value", "link.study.data.path", '"/etc/passwd"'),
    ],
    [
      "a step behind the end",
      (copy) => (copy.step = 16),
      refusal("wrong-value", "link.step", "16", { expected: /0 to 15/ }),
    ],
    [
      "a negative step",
      (copy) => (copy.step = -1),
      refusal("wrong-value", "link.step", "-1", { expected: /0 to 2147483647$/ }),
    ],
    [
      "half a step",
      (copy) => (copy.step = 1.5),
      refusal("wrong-value", "link.step", "1.5", { expected: /0 to 2147483647$/ }),
    ],
    [
      "a trail of another length",
      (copy) => copy.trail.pop(),
      refusal("wrong-value", "link.trail", "8", { expected: /9 entries/ }),
    ],
    [
      "a trail of other things",
      (copy) => (copy.trail[2] = 5),
      refusal("wrong-type", "link.trail[2]", "5", { expected: /8 hex/ }),
    ],
    [
      "a short fingerprint",
      (copy) => (copy.fingerprint = "abc"),
      refusal("wrong-value", "link.fingerprint", '"abc"', { expected: /64 hex/ }),
    ],
    [
      "a batch beyond the data",
      (copy) => (copy.study.batchSize = 41),
      refusal("wrong-value", "link.study.batchSize", undefined, { expected: /1 to 40/ }),
    ],
    [
      "data without end",
      (copy) => (copy.study.data = { name: "teacher", train: 1e6, hidden: Array(8).fill(1000) }),
      refusal("wrong-value", "link.study.data", undefined, { expected: /20000000 products/ }),
    ],
    [
      "a network without end",
      (copy) => (copy.study.hidden = [65536, 65536]),
      refusal("wrong-value", "link.study", undefined, { expected: /4 GiB/ }),
    ],
    [
      "a large network",
      (copy) => (copy.study.hidden = [3000, 3000]),
      refusal("wrong-value", "link.study", /study/, { expected: /512 MiB/ }),
    ],
    [
      "a training without end",
      (copy) => Object.assign(copy.study, { epochs: 1e6, hidden: [100, 100] }) && (copy.step = 5e6),
      refusal("wrong-value", "link.study", /5000000 steps of 5 replicas, about \S+/, {
        expected: /1e\+12 multiplications/,
      }),
    ],
  ])("%s", async (_, change, error) => {
    const copy = structuredClone(link);
    change(copy);
    expect(await refused(forged(copy))).toEqual(error);
  });

  test("__proto__ anywhere, which changes no prototype", async () => {
    const json = JSON.stringify(link);
    for (const text of [
      json.replace("{", '{"__proto__":{"step":3},'),
      json.replace('"study":{', '"study":{"__proto__":{"replicas":9},'),
      json.replace('"optimizer":{', '"optimizer":{"__proto__":{},'),
    ]) {
      expect(text).not.toBe(json);
      expect(await refused(forged(text))).toEqual(
        refusal("wrong-type", "link", 'a field "__proto__"', { expected: /fields/ }),
      );
    }
    expect(({} as { step?: unknown }).step).toBeUndefined();
  });

  test("an honest one, forged alike, is read: the refusals above have their own reasons", async () => {
    expect(await readLink(forged(link))).toEqual(link);
  });
});
