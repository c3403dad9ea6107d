import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { html } from "../../src/report/html.js";
import { page } from "../../src/report/page.js";

const made = (body: ReturnType<typeof html>) => parseHTML(page({ title: "t", origin: {}, body, cited: [] })).document;

test("a section is linked to by its heading, and listed; two of one name have two addresses", () => {
  const document = made(html`<header><h1>x</h1></header><section><h2>All of it, <em>now</em></h2>1</section>
<section><h2>All of it, now</h2>2</section><section id="C1"><div class="heading"><h2>Given</h2></div></section>`);
  const ids = ["all-of-it-now", "all-of-it-now-2", "C1"];
  expect([...document.querySelectorAll("section")].map(({ id }) => id)).toEqual(ids);
  expect([...document.querySelectorAll("h2 .anchor")].map((link) => link.getAttribute("href"))).toEqual(
    ids.map((id) => `#${id}`),
  );
  expect(
    [...document.querySelectorAll("header nav a")].map((link) => [link.getAttribute("href"), link.textContent]),
  ).toEqual([
    ["#all-of-it-now", "All of it, now"],
    ["#all-of-it-now-2", "All of it, now"],
    ["#C1", "Given"],
  ]);
});

test("a text that looks like a tag is none", () => {
  const text = '<section><h2>no</h2></section><figure><figcaption> download="figure';
  const document = made(html`<header><p>${text}</p></header><section><h2>${text}</h2></section>`);
  expect(document.querySelectorAll("section").length).toBe(1);
  expect(document.querySelector("p")!.textContent).toBe(text);
  expect(document.querySelector("nav a")!.textContent).toBe(text);
});
