import { parseHTML } from "linkedom";
import { describe, expect, test } from "vitest";
import { AGAINST } from "../../src/measure/loss.js";
import { convergenceRows } from "../../src/report/claims-words.js";
import { report } from "../../src/report/report.js";
import { refusal } from "../refusal.js";
import { inventedClaims, inventedMaps, inventedRun, studyOf } from "./fixture.js";

const ORIGIN = {
  command: "npx doppelgrad claims --seed 0",
  seconds: 161.4,
  host: { engine: "Node 20.20.2", architecture: "x64", backend: "simd", workers: 2 },
};
const HOSTILE = `<script>alert("1")</script>'&`;

/** A value that was never meant to be read, outside the study's JSON. */
function missing(page: string): RegExpMatchArray | null {
  return page.replace(/<pre>.*?<\/pre>/gs, "").match(/NaN|Infinity|undefined|null|\[object/);
}

const pages = {
  claims: await report(inventedClaims(), { ...ORIGIN, maps: inventedMaps(24) }),
  run: await report(inventedRun(), { ...ORIGIN, maps: inventedMaps(24) }),
};

test("a host with the name of an earlier release, kernels, is the same; with both it is refused", async () => {
  const { backend: kernels, ...host } = ORIGIN.host;
  const earlier = { ...host, kernels } as object;
  expect(await report(inventedRun(), { ...ORIGIN, host: earlier, maps: inventedMaps(24) })).toBe(pages.run);
  await expect(report(inventedRun(), { host: { ...ORIGIN.host, ...earlier } })).rejects.toThrow(
    refusal("unknown-field", "options.host", "kernels", { remedy: "Take it out." }),
  );
  await expect(report(inventedRun(), { host: { kernels: 4 } as object })).rejects.toThrow(
    refusal("wrong-type", "options.host.backend", "4", { expected: "text" }),
  );
});

test("a list that cannot be read is refused as what it is", async () => {
  const { proxy, revoke } = Proxy.revocable([], {});
  revoke();
  for (const fields of [{ replicas: proxy }, { replicas: [proxy] }, { predictions: proxy }])
    await expect(report({ ...inventedRun(), ...(fields as object) })).rejects.toThrow(
      refusal("wrong-type", "result", undefined, {
        expected: /^what run, .* or sweepTable returns, or { results }, several of run and compare$/,
      }),
    );
});

test("a fingerprint that is none is refused, wherever the page says it", async () => {
  for (const fingerprint of [undefined, 4, {}])
    await expect(report({ ...inventedRun(), fingerprint: fingerprint as never })).rejects.toThrow(
      refusal("wrong-type", "result", undefined, { expected: /^what run, / }),
    );
});

describe.each(Object.entries(pages))("the page of %s", (_, page) => {
  const { document } = parseHTML(page);

  test("loads nothing and runs nothing", () => {
    expect(page.match(/<(script|link|img|iframe|object|embed)\b|@import|\burl\((?!#)|\son\w+="/i)).toBeNull();
    // The addresses of papers are texts; what is taken along stands in the page.
    const addresses = [...page.matchAll(/ (?:href|src|srcset|action|data|poster)="([^"]*)"/g)].map(
      ([, address]) => address!,
    );
    for (const address of addresses) expect(address.slice(0, 12)).toMatch(/^(#|data:(image\/|text\/))/);
  });

  test("every picture is an image with a name of its own, in a figure with a caption", () => {
    const pictures = [...document.querySelectorAll("figure svg[role]")];
    expect(pictures.length).toBeGreaterThan(4);
    for (const picture of pictures) {
      expect(picture.getAttribute("role")).toBe("img");
      expect(picture.getAttribute("aria-label")!.length).toBeGreaterThan(20);
    }
    for (const drawn of document.querySelectorAll("figure"))
      expect(drawn.querySelector("figcaption")!.textContent.length).toBeGreaterThan(20);
  });

  test("every table has a name and column heads, every link a target", () => {
    for (const table of document.querySelectorAll("table")) {
      expect(table.getAttribute("aria-label")).toBeTruthy();
      const columns = table.querySelectorAll("thead th[scope=col]").length;
      expect(columns).toBeGreaterThan(2);
    }
    const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
    for (const link of document.querySelectorAll("a:not([download])"))
      expect(ids).toContain(link.getAttribute("href")!.slice(1));
  });

  test("says how it came about, and has styles for dark, phone and print", () => {
    for (const text of [
      ORIGIN.command,
      "2 min 41 s",
      "Node 20.20.2, x64, simd backend, 2 workers",
      "prefers-color-scheme: dark",
      "max-width",
      "@media print",
    ])
      expect(page).toContain(text);
  });

  test("wherever a loss, an excess or an accuracy stands, the words say what it is measured against", () => {
    const against = Object.values(AGAINST);
    const shown = [...document.querySelectorAll("table, figure, figure svg[role]")]
      .map((element) =>
        element.getAttribute("role") === "img" ? element.getAttribute("aria-label")! : element.textContent,
      )
      .filter((text) =>
        /\bloss(es)?\b|\bexcess\b|\baccuracy\b/i.test(text.replace(/match(ed|es another) in loss/g, "")),
      );
    expect(shown.length).toBeGreaterThan(2);
    for (const text of shown) expect([text, against.some((words) => text.includes(words))]).toEqual([text, true]);
  });

  test("no number is missing its value", () => expect(missing(page)).toBeNull());
});

test("a section for each claim, with its verdicts, arms and contrasts", () => {
  const { document } = parseHTML(pages.claims);
  const claims = inventedClaims().claims;
  for (const id of ["control", "linear", "C1", "C1-first", "C2", "C3", "C4", "C5"] as const) {
    const section = document.getElementById(id)!;
    const families = claims.filter((claim) => claim.id === id);
    expect([...section.querySelectorAll(".verdict")].map((element) => element.textContent)).toEqual(
      families.map((claim) => claim.verdict),
    );
    const rows = [...section.querySelectorAll("tbody th")].map((element) => element.textContent);
    const named = families.flatMap((claim) => [
      ...claim.arms.map((arm) => arm.name),
      ...claim.contrasts.map(({ a, b }) => `${a} / ${b}`),
      ...(claim.convergence ? convergenceRows(claim.convergence).map(({ head }) => head) : []),
    ]);
    expect([...rows].sort()).toEqual(named.sort());
  }
});

test("all pictures of the claims are there", () => {
  const labels = [...parseHTML(pages.claims).document.querySelectorAll("figure svg[role]")].map(
    (picture) => picture.getAttribute("aria-label")!,
  );
  for (const about of [
    "against shuffle window",
    "against excess loss",
    "against depth",
    "against width",
    "by arm",
    "ratios of prediction differences",
    "over the plane",
    "absolute difference",
  ]) {
    expect(
      labels.some((label) => label.includes(about)),
      about,
    ).toBe(true);
  }
});

test("the same input gives the same text", async () => {
  expect(await report(inventedClaims(), { ...ORIGIN, maps: inventedMaps(24) })).toBe(pages.claims);
  expect(await report(inventedRun(), { ...ORIGIN, maps: inventedMaps(24) })).toBe(pages.run);
});

test("hostile names stay text", async () => {
  const { claims, ...rest } = inventedClaims();
  const renamed = claims.map((claim) => ({
    ...claim,
    data: HOSTILE,
    reason: HOSTILE,
    title: HOSTILE,
    arms: claim.arms.map((arm) => ({ ...arm, name: arm.name + HOSTILE })),
    contrasts: claim.contrasts.map((contrast) => ({ ...contrast, a: contrast.a + HOSTILE, method: HOSTILE })),
  }));
  const run = { ...inventedRun(), study: studyOf({ data: { name: HOSTILE } as never }) };
  for (const page of [
    await report({ ...rest, claims: renamed }, { command: HOSTILE, maps: null }),
    await report(run, {
      command: HOSTILE,
      maps: { ...inventedMaps(8), title: HOSTILE, inputNames: [HOSTILE, HOSTILE] },
    }),
  ]) {
    expect(page).toContain("&lt;script&gt;");
    expect(page).not.toContain("<script");
    expect(parseHTML(page).document.querySelectorAll("script").length).toBe(0);
  }
});

test("claims without a single number still make a page", async () => {
  const { claims, ...rest } = inventedClaims();
  const none = { form: "pairwise", value: null, low: null, high: null };
  const empty = claims.map((claim) => ({
    ...claim,
    contrasts: [],
    verdict: "not resolved" as const,
    arms: claim.arms.map((arm) => ({
      ...arm,
      fingerprint: null,
      loss: null,
      excess: null,
      excessKept: null,
      kept: null,
      predictionDifference: none,
      predictionDifferenceKept: null,
      churn: none,
      failed: "replica 0 diverged at step 1",
    })),
  }));
  const page = await report({ ...rest, claims: empty }, { maps: null });
  expect(page).toContain("replica 0 diverged at step 1");
  expect(missing(page)).toBeNull();
});

test("a contrast without an interval says why in its row, and the figure that it is not plotted", async () => {
  const { claims, ...rest } = inventedClaims();
  const noInterval = "relu keeps 2 of 4 replicas on a data draw, 3 are needed";
  const without = { estimate: null, low: null, high: null, byDraw: [], smallestDetectableRatio: null, noInterval };
  const holed = claims.map((claim) => ({
    ...claim,
    contrasts: claim.contrasts.map((contrast, i) => (i === 1 ? { ...contrast, ...without } : contrast)),
  }));
  const page = await report({ ...rest, claims: holed }, { maps: null });
  const { document } = parseHTML(page);
  for (const { id, data, contrasts } of holed.filter((claim) => claim.contrasts.length > 1)) {
    const row = document.querySelector(`#${id} table[aria-label="Contrasts on ${data}"] tbody tr:nth-child(2)`)!;
    expect(row.textContent).toContain(`${contrasts[1]!.a} / ${contrasts[1]!.b}`);
    expect(row.textContent).toContain(`no interval: ${noInterval}`);
  }
  expect(page).toContain("Not plotted: 2 without an interval; the tables say why.");
  expect(missing(page)).toBeNull();
});

test.each([1, 2])("a result of %i replicas makes a page", async (replicas) => {
  const run = inventedRun(replicas);
  const none = { form: "pairwise", value: null, low: null, high: null };
  const page = await report(
    replicas === 1 ? { ...run, measures: { ...run.measures, predictionDifference: none, churn: none } } : run,
    {
      maps: null,
    },
  );
  expect(missing(page)).toBeNull();
});

test("a control says that nothing differs", async () => {
  const run = inventedRun(4);
  const predictions = new Float32Array(run.predictions!.length).fill(0.5);
  const replicas = run.replicas.map((replica) => ({ ...replica, loss: 0.5, fingerprint: run.fingerprint }));
  const page = await report(
    {
      ...run,
      predictions,
      replicas,
      measures: { ...run.measures, predictionDifference: { form: "pairwise", value: 0, low: null, high: null } },
    },
    { maps: null },
  );
  expect(page).toContain(
    "4 replicas predict exactly alike: the prediction difference (pairwise) is 0, with one fingerprint.",
  );
  expect(page).toContain("No example is predicted differently.");
  expect(missing(page)).toBeNull();
});
