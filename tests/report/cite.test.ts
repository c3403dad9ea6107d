import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { citation } from "../../src/report/cite.js";
import { report } from "../../src/report/report.js";
import { inventedClaims, inventedRun } from "./fixture.js";

test("a result by its version, command and fingerprint, and the paper of its claims", () => {
  const fingerprint = "0123456789abcdef".repeat(4);
  const paper = {
    authors: "O'Hara, Shamir",
    title: "Loss & 100% of it",
    venue: "ICML 2021",
    url: "https://arxiv.org/abs/2103.04514",
  };
  const { markup } = citation([{ title: "a_b {c}", fingerprint, paper }], "1.2.3", "doppelgrad run 'x y' --set a=1");
  const text = parseHTML(`<body>${markup}</body>`).document.querySelector("pre")!.textContent;
  expect(text).toBe(`@misc{doppelgrad-01234567,
  author       = {{The doppelgrad project}},
  title        = {{a\\_b \\{c\\}}},
  howpublished = {doppelgrad 1.2.3},
  note         = {Made by: doppelgrad run 'x y' --set a=1. Fingerprint: ${fingerprint}}
}

@misc{ohara2021,
  author        = {O'Hara and Shamir},
  title         = {{Loss \\& 100\\% of it}},
  howpublished  = {ICML 2021},
  year          = {2021},
  eprint        = {2103.04514},
  archiveprefix = {arXiv},
  url           = {https://arxiv.org/abs/2103.04514}
}`);
});

test("the page of claims cites the paper, that of a run its own result alone; both to take along", async () => {
  const claims = parseHTML(await report(inventedClaims(), { maps: null })).document.querySelector("#cite")!;
  expect(claims.textContent).toContain("@misc{snapp2021,");
  const run = parseHTML(await report(inventedRun(), { maps: null })).document.querySelector("#cite")!;
  expect(run.textContent).toContain(inventedRun().fingerprint);
  expect(run.textContent!.match(/@misc/g)!.length).toBe(1);
  const link = run.querySelector('a[download="doppelgrad.bib"]')!.getAttribute("href")!;
  expect(decodeURIComponent(link.slice(link.indexOf(",") + 1)).trimEnd()).toBe(run.querySelector("pre")!.textContent);
});
