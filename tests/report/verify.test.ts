import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Claims } from "../../src/claims/claim.js";
import { decisionMaps } from "../../src/report/decision-maps.js";
import { PAGE_VERSION } from "../../src/report/page.js";
import { report } from "../../src/report/report.js";
import { firstDifference, verifyReport } from "../../src/report/verify.js";
import { run } from "../../src/run/run.js";
import { refusal } from "../refusal.js";
import { inventedClaims } from "./fixture.js";

const made = {
  command: "doppelgrad run 'a \"b\" <c> & d' --out .",
  seconds: 12.345678,
  host: { engine: "Elsewhere 1", architecture: "abacus", backend: "simd", workers: 3 },
};
const result = await run(
  { data: { name: "vee", train: 60, test: 12 }, hidden: [3], replicas: 4, batchSize: 8 },
  { workers: 0 },
);
const maps = await decisionMaps(result.study, { workers: 0 });
const page = await report(result, { ...made, maps });
const claims = JSON.parse(JSON.stringify(inventedClaims())) as Claims;
const claimsPage = await report(claims, { ...made, maps: null });

const CHANGED = ["its command line, seconds and host, which are what it says of itself"];

describe("an honest page", () => {
  test("of a run, its maps trained again", async () => {
    expect(await verifyReport(page, result, { workers: 0, backend: "scalar" })).toEqual({
      same: true,
      notCompared: CHANGED,
      message:
        "the report is the page of this result, in every number, word and drawing. Not compared: its command line, seconds and host, which are what it says of itself.",
    });
  });

  test("of claims, of a result without maps, and without an origin", async () => {
    expect((await verifyReport(claimsPage, claims, { maps: null })).same).toBe(true);
    expect((await verifyReport(await report(result, { maps: null }), result, { maps: null })).same).toBe(true);
    expect(
      (await verifyReport(await report(result, { maps, host: result.host }), { ...result, host: made.host }, { maps }))
        .same,
    ).toBe(true);
  });

  test("whose drawings another engine rounded otherwise: that is said", async () => {
    const moved = page.replace(
      / d="M(\d+\.\d\d)/,
      (_, x: string) => ` d="M${String(Number((Number(x) + 0.01).toFixed(2)))}`,
    );
    expect(moved).not.toBe(page);
    const { same, notCompared } = await verifyReport(moved, result, { maps });
    expect([same, notCompared.at(-1)]).toEqual([true, "hundredths of a pixel, which this engine rounds otherwise"]);
  });
});

describe("a page that was changed", () => {
  test("the first difference is shown", async () => {
    const digits = result.fingerprint.slice(0, 12);
    const { same, message } = await verifyReport(page.replace(digits, "0123456789ab"), result, { maps });
    expect(same).toBe(false);
    expect(message).toMatch(/^the report is not the page of this result: line \d+ is ".*0123456789ab.*", not ".*"\.$/);
    expect(message).toContain(digits);
  });

  test.each([
    ["run", page],
    ["claims", claimsPage],
  ])("any digit of the page of %s, and any letter", (_, text) => {
    const places = [...text.matchAll(/\d|[a-z]/g)].map(({ index }) => index);
    fc.assert(
      fc.property(fc.nat({ max: places.length - 1 }), (chosen) => {
        const at = places[chosen]!;
        const character = text[at]!;
        // The last digit of a place in a drawing is a hundredth of a pixel: five of them are seen.
        const other = /\d/.test(character) ? String((Number(character) + 5) % 10) : character === "q" ? "x" : "q";
        expect(
          firstDifference(text.slice(0, at) + other + text.slice(at + 1), text),
          text.slice(at - 40, at + 40),
        ).toMatchObject({ isDrawn: false });
      }),
      { numRuns: 300 },
    );
    expect(firstDifference(text, text)).toBeNull();
  });

  test.each<[name: string, change: (text: string) => string]>([
    ["a row less", (text) => text.replace(/<tr><th scope="row">churn.*?<\/tr>\n/s, "")],
    ["a paragraph more", (text) => text.replace("</header>", "<p>Certified.</p></header>")],
    ["a script", (text) => text.replace("</body>", "<script>1</script></body>")],
    ["a style that hides a table", (text) => text.replace("</style>", "table{display:none}</style>")],
    ["no drawing", (text) => text.replace(/<svg\b.*?<\/svg>/s, "")],
    ["places that are none", (text) => text.replace(/ d="[^"]*"/, (all) => all.replace(/\d+(\.\d+)?/g, "#"))],
    ["an end that is cut", (text) => text.slice(0, -20)],
    ["a seconds' text of its own", (text) => text.replace("<dd>12 s</dd>", "<dd>0.1 s</dd>")],
    ["a command of its own", (text) => text.replace("<pre><code>doppelgrad run", "<pre><code>doppelgrad walk")],
    [
      "a head that carries a result",
      (text) => text.replace("{&quot;version&quot;", "{&quot;measures&quot;:{},&quot;version&quot;"),
    ],
    ["a head that says nothing", (text) => text.replace(/<meta name="doppelgrad"[^>]*>\n/, "")],
    ["a head that is no JSON", (text) => text.replace(/(<meta name="doppelgrad" content=")[^"]*/, "$1{")],
    [
      "a head of other kinds",
      (text) => text.replace("&quot;seconds&quot;:12.345678", "&quot;seconds&quot;:&quot;12&quot;"),
    ],
  ])("%s", async (_, change) => {
    const changed = change(page);
    expect(changed).not.toBe(page);
    expect(await verifyReport(changed, result, { maps })).toMatchObject({
      same: false,
      message: expect.stringMatching(/^the report is not the page of this result: /) as string,
    });
  });

  test("the page of another result", async () => {
    const other = await run({ ...result.study, seed: 1 }, { workers: 0 });
    expect((await verifyReport(page, other, { workers: 0 })).same).toBe(false);
    expect((await verifyReport(claimsPage, result, { maps })).same).toBe(false);
    expect((await verifyReport("", result, { maps })).same).toBe(false);
    await expect(verifyReport(4 as never, result)).rejects.toThrow(refusal("wrong-type", "page", "4"));
  });
});

test("a page of another version is not compared, and that is said", async () => {
  const other = page.replace(
    `&quot;version&quot;:&quot;${PAGE_VERSION}&quot;`,
    "&quot;version&quot;:&quot;99.1.0&quot;",
  );
  const what = `the report, a page of doppelgrad 99.1.0, which version ${PAGE_VERSION} cannot make`;
  expect(await verifyReport(other, result, { maps })).toEqual({
    same: null,
    notCompared: [what],
    message: `not compared: ${what}.`,
  });
});
