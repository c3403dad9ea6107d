import { execFileSync } from "node:child_process";
import { parseHTML } from "linkedom";
import Papa from "papaparse";
import { describe, expect, test } from "vitest";
import { numbersOf } from "../../src/report/download.js";
import { figure, plot } from "../../src/report/figure.js";
import { html } from "../../src/report/html.js";
import { barsPlot } from "../../src/report/plots/bars.js";
import { report } from "../../src/report/report.js";
import { inventedClaims, inventedMaps, inventedRun } from "./fixture.js";

const contentOf = (href: string) => decodeURIComponent(href.slice(href.indexOf(",") + 1));
const claims = inventedClaims();
const pages = {
  claims: await report(claims, { command: "doppelgrad claims", maps: inventedMaps(24) }),
  run: await report(inventedRun(), { command: "doppelgrad run vee", maps: inventedMaps(24) }),
};

describe.each(Object.entries(pages))("the figures of the page of %s", (_, page) => {
  const { document } = parseHTML(page);
  const figures = [...document.querySelectorAll("figure")];
  const links = (ending: string) =>
    figures.map((drawn) => [...drawn.querySelectorAll(`a[download$="${ending}"]`)].map((link) => link));

  test("are numbered in order, with an address each, and files of that number", () => {
    figures.forEach((drawn, at) => {
      const number = `figure-${at + 1}`;
      expect(drawn.id).toBe(number);
      expect(drawn.querySelector("figcaption .number")!.textContent).toBe(`Figure ${at + 1}.`);
      expect(drawn.querySelector("figcaption .number")!.getAttribute("href")).toBe(`#${number}`);
      for (const link of drawn.querySelectorAll("a[download]"))
        expect(link.getAttribute("download")).toMatch(new RegExp(`^${number}(-\\d)?\\.(svg|csv)$`));
      expect(drawn.querySelector(".again")!.textContent).toMatch(/^doppelgrad (claims|run vee)$/);
    });
  });

  test("a drawing each, well-formed and right on its own", () => {
    const drawings = links(".svg").map((own) => {
      expect(own.length).toBe(1);
      return contentOf(own[0]!.getAttribute("href")!);
    });
    for (const drawing of drawings) {
      expect(drawing).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="[\d.]+" height="[\d.]+"/);
      expect(drawing).not.toMatch(/var\(|currentColor|class=|<script|NaN|undefined/);
      expect(drawing).toContain('fill="#ffffff"');
    }
    const parsed = execFileSync(
      "python3",
      [
        "-c",
        "import json,sys\nimport xml.etree.ElementTree as E\nprint(len([E.fromstring(x) for x in json.load(sys.stdin)]))",
      ],
      { input: JSON.stringify(drawings), encoding: "utf8" },
    );
    expect(Number(parsed)).toBe(figures.length);
  });

  test("a table of numbers at least, of rows as long as its head", () => {
    for (const own of links(".csv")) {
      expect(own.length).toBeGreaterThan(0);
      for (const link of own) {
        const { data, errors } = Papa.parse<string[]>(contentOf(link.getAttribute("href")!).trimEnd());
        expect(errors).toEqual([]);
        expect(data.length).toBeGreaterThan(1);
        for (const row of data) expect(row.length).toBe(data[0]!.length);
      }
    }
  });
});

const tableOf = (page: string, number: number, at = 0) => {
  const link = parseHTML(page).document.querySelectorAll(`#figure-${number} a[download$=".csv"]`)[at]!;
  return Papa.parse<Record<string, string>>(contentOf(link.getAttribute("href")!), {
    header: true,
    skipEmptyLines: true,
  }).data;
};

test("the numbers of the figure of all claims are those of its contrasts", () => {
  const row = tableOf(pages.claims, 1).find(({ claim, data }) => claim!.startsWith("C2") && data === "vee")!;
  const contrast = claims.claims.find(({ id, data }) => id === "C2" && data === "vee")!.contrasts[0]!;
  expect(row.verdict).toBe("holds");
  for (const [name, logarithm] of [
    ["ratio", contrast.estimate],
    ["low", contrast.low],
    ["high", contrast.high],
    ["margin", contrast.margin],
    ["draw 3", contrast.byDraw[3]],
  ] as const)
    expect(Number(row[name])).toBeCloseTo(Math.exp(logarithm!), 12);
});

test("the map has a row a point with the predictions of both replicas", () => {
  const { width, height, replicas } = inventedMaps(24);
  const rows = tableOf(pages.claims, 2);
  expect(rows.length).toBe(width * height);
  for (const at of [0, 25, 575])
    for (const { index, probabilities } of replicas)
      expect(Number(rows[at]![`replica ${index}`])).toBeCloseTo(probabilities[at]!, 4);
});

test("a run has its losses replica by replica", () => {
  const rows = tableOf(pages.run, 1, 2);
  expect(rows.map((row) => Number(row["mean test loss on the labels"]))).toEqual(
    inventedRun().replicas.map(({ loss }) => loss),
  );
  expect(rows.map(({ replica }) => Number(replica))).toEqual(inventedRun().replicas.map(({ index }) => index));
});

test("panels of one kind are one table, and any name is text", () => {
  const name = 'a "b", <c>#%20';
  const rows = [{ name, form: "pairwise", y: 0.25, low: 0.2, high: 0.3, title: "", draws: [0.2, 0.3] }];
  const drawn = figure(
    ["one", "two"].map((data) => barsPlot(data, "pairwise", rows, [0, 1])),
    html`x`,
  ).markup;
  const link = parseHTML(`<body>${drawn}</body>`).document.querySelector('a[download$=".csv"]')!;
  expect(Papa.parse(contentOf(link.getAttribute("href")!).trimEnd()).data).toEqual([
    ["panel", "arm", "PD (pairwise)", "low", "high", "draw 0", "draw 1"],
    ["one", name, "0.25", "0.2", "0.3", "0.2", "0.3"],
    ["two", name, "0.25", "0.2", "0.3", "0.2", "0.3"],
  ]);
});

test("what ends in blanks keeps them", () => {
  const numbers = numbersOf([" "], [["x", (row) => row]]);
  const drawn = figure([plot("t", "label", { marks: [] }, numbers)], html`x`).markup;
  expect(drawn).toContain("data:text/csv;charset=utf-8,x%0A %0A");
});
