import { createHash } from "node:crypto";
import { deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { Link } from "../../src/link/link.js";
import { makeLink } from "../../src/link/train.js";
import { readLink, writeLink } from "../../src/link/url.js";
import { InputError } from "../../src/study/errors.js";
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

/** Kind and sentence of the error with which a link is refused. */
async function refusal(text: string): Promise<string> {
  const error: unknown = await readLink(text).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error instanceof InputError, `${String(error)} for ${text.slice(0, 80)}`).toBe(true);
  const { message } = error as Error;
  expect(message).toMatch(/^link\b[^\n]*[.?]$/);
  expect(message).not.toMatch(/call stack|JSON at position|Unexpected token|is not a function|undefined \(/);
  expect(message.length).toBeLessThan(400);
  return message;
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
      await expect(writeLink(link, wrong)).rejects.toThrow(
        `page: expected the address of a page, http, https or file; got "${wrong}".`,
      );
    },
  );

  test("that is too long says what to do", async () => {
    const x = Array.from({ length: 3000 }, (_, n) => [Math.fround(Math.sin(n)), Math.fround(Math.sin(n * n))]);
    const large = await makeLink(
      { ...study, data: { name: "given", x, y: x.map(() => 1), test: { x: [[1, 1]], y: [1] } } },
      0,
    );
    await expect(writeLink(large, page)).rejects.toThrow(
      /^link: expected at most 32000 characters; got \d+\. Use fewer examples of your own, or share the result of a run instead\.$/,
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
        await refusal(url.slice(0, at) + character + url.slice(at + 1));
      }),
      { numRuns: 1000 },
    );
  });

  test("every other last character is seen, and every cut", async () => {
    for (const character of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") {
      if (character !== url.at(-1)) await refusal(url.slice(0, -1) + character);
    }
    for (let length = url.length - 1; length > 0; length--) await refusal(url.slice(0, length));
    await refusal(`${url}A`);
    await refusal(`${url}=`);
  });

  test("any text is refused in one sentence", async () => {
    const isRefused = async (text: string) => void (await refusal(text));
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
    expect(await refusal("https://example.org/")).toBe(
      'link: expected an address that ends in #1. and the link; got "https://example.org/".',
    );
    expect(await refusal(url.replace("#1.", "#2."))).toBe(
      "link: expected 1 behind the #, the contract of this version; got 2. Open it with the version that made it.",
    );
    expect(await refusal(url.slice(0, -9))).toBe(
      "link: expected the characters with which it was made; got others, or not all of them. Copy it again, whole.",
    );
    expect(await refusal(forged("no deflate", false))).toBe(
      "link: expected deflated JSON; got bytes that cannot be inflated.",
    );
    expect(await refusal(forged("{"))).toBe("link: expected deflated JSON; got text that is none.");
    expect(await refusal(`${page}#1.${"A".repeat(40000)}`)).toMatch(
      /^link: expected at most 32000 characters; got \d+\.$/,
    );
    await expect(readLink(7 as never)).rejects.toThrow("link: expected an address; got 7.");
  });
});

describe("a hostile link", () => {
  test("bombs: inflated, nested, numerous", async () => {
    expect(await refusal(forged(" ".repeat(20_000_000)))).toBe(
      "link: expected at most 1048576 bytes when inflated; got more.",
    );
    await refusal(forged("[".repeat(500_000)));
    await refusal(forged(`${"[".repeat(500_000)}${"]".repeat(500_000)}`));
    expect(
      await refusal(
        forged(
          JSON.stringify(link).replace('"study":', `"x":${'{"a":'.repeat(40_000)}1${"}".repeat(40_000)},"study":`),
        ),
      ),
    ).toBe("link: expected at most 12 levels of arrays and objects; got more.");
    expect(await refusal(forged({ ...link, trail: Array(50_000).fill("00000000") }))).toBe(
      "link.trail: expected 9 entries, as step 15 has; got 50000.",
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
          expect(await refusal(forgedBytes(Buffer.concat([packed, behind])))).toMatch(
            /^link: expected deflated JSON( and nothing behind it; got more bytes|; got bytes that cannot be inflated)\.$/,
          );
          const cut = packed.subarray(0, Math.max(0, packed.length - behind.length));
          expect(await refusal(forgedBytes(cut))).toBe(
            "link: expected deflated JSON; got bytes that cannot be inflated.",
          );
        },
      ),
      { numRuns: 100 },
    );
  });

  test.each<[name: string, change: (copy: any) => void, message: string | RegExp]>([
    [
      "an unknown field",
      (copy) => (copy.extra = 1),
      'link: unknown field "extra". Its fields are study, step, fingerprint, trail.',
    ],
    [
      "a field that is missing",
      (copy) => delete copy.trail,
      "link: expected study, step, fingerprint and trail; got no trail.",
    ],
    [
      "an unknown field of the study",
      (copy) => (copy.study.epoch = 1),
      'link.study: unknown field "epoch". Did you mean "epochs"?',
    ],
    ["a study that is none", (copy) => (copy.study = null), "link.study: expected an object; got null."],
    [
      "a name of every object",
      (copy) => (copy.study.constructor = 1),
      'link: expected the fields of a study; got a field "constructor".',
    ],
    [
      "a file",
      (copy) => (copy.study.data = { name: "csv", path: "/etc/passwd" }),
      /^link\.study\.data\.path: expected no file, which a link cannot carry; got "\/etc\/passwd"\./,
    ],
    [
      "a step behind the end",
      (copy) => (copy.step = 16),
      "link.step: expected an integer from 0 to 15, the steps of the study; got 16.",
    ],
    ["a negative step", (copy) => (copy.step = -1), "link.step: expected an integer from 0 to 2147483647; got -1."],
    ["half a step", (copy) => (copy.step = 1.5), "link.step: expected an integer from 0 to 2147483647; got 1.5."],
    ["a trail of another length", (copy) => copy.trail.pop(), "link.trail: expected 9 entries, as step 15 has; got 8."],
    [
      "a trail of other things",
      (copy) => (copy.trail[2] = 5),
      "link.trail[2]: expected 8 hex digits, in lower case; got 5.",
    ],
    [
      "a short fingerprint",
      (copy) => (copy.fingerprint = "abc"),
      'link.fingerprint: expected 64 hex digits, in lower case; got "abc".',
    ],
    [
      "a batch beyond the data",
      (copy) => (copy.study.batchSize = 41),
      /^link\.study\.batchSize: expected an integer from 1 to 40,/,
    ],
    [
      "data without end",
      (copy) => (copy.study.data = { name: "teacher", train: 1e6, hidden: Array(8).fill(1000) }),
      /^link\.study\.data: expected data that a link can draw in at most 20000000 products; got /,
    ],
    [
      "a network without end",
      (copy) => (copy.study.hidden = [65536, 65536]),
      /^link\.study: expected at most 4 GiB of memory; got /,
    ],
    [
      "a large network",
      (copy) => (copy.study.hidden = [3000, 3000]),
      /^link\.study: expected at most 512 MiB of memory in a link; got a study that needs about \d+ MiB\./,
    ],
    [
      "a training without end",
      (copy) => Object.assign(copy.study, { epochs: 1e6, hidden: [100, 100] }) && (copy.step = 5e6),
      /^link\.study: expected a training of at most 1e\+12 multiplications in a link; got 5000000 steps of 5 replicas, about \S+\. Show an earlier step\./,
    ],
  ])("%s", async (_, change, message) => {
    const copy = structuredClone(link);
    change(copy);
    const text = await refusal(forged(copy));
    if (typeof message === "string") expect(text).toBe(message);
    else expect(text).toMatch(message);
  });

  test("__proto__ anywhere, which changes no prototype", async () => {
    const json = JSON.stringify(link);
    for (const text of [
      json.replace("{", '{"__proto__":{"step":3},'),
      json.replace('"study":{', '"study":{"__proto__":{"replicas":9},'),
      json.replace('"optimizer":{', '"optimizer":{"__proto__":{},'),
    ]) {
      expect(text).not.toBe(json);
      expect(await refusal(forged(text))).toBe('link: expected the fields of a study; got a field "__proto__".');
    }
    expect(({} as { step?: unknown }).step).toBeUndefined();
  });

  test("an honest one, forged alike, is read: the refusals above have their own reasons", async () => {
    expect(await readLink(forged(link))).toEqual(link);
  });
});
