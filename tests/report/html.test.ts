import { expect, test } from "vitest";
import { escaped, html, raw } from "../../src/report/html.js";

test("strings are escaped, markup and lists of markup are not", () => {
  const name = `<b> & "c" 'd'`;
  expect(html`<i title="${name}">${name}</i>`.markup).toBe(
    `<i title="&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;">&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;</i>`,
  );
  expect(html`${raw("<b>")}${[1, "<", html`<u>${"&"}</u>`, null]}${undefined}`.markup).toBe("<b>1&lt;<u>&amp;</u>");
});

test("plain text stays as it is", () => expect(escaped("window 6000 / window 2")).toBe("window 6000 / window 2"));
