/** A sheet as a table of a page. */
import { type Html, html } from "../src/report/html.js";
import { heads, tableOf } from "../src/report/page.js";
import type { Sheet } from "./sheet.js";

export function sheetHtml({ title, note, heads: columns, rows }: Sheet): Html {
  const kinds = columns.map((head, k) => [head, k === 0 ? "" : "n"] as const);
  const body = rows.map(
    (
      row,
    ) => html`<tr>${row.map((cell, k) => (k === 0 ? html`<th scope="row">${cell}</th>` : html`<td class="n">${cell}</td>`))}</tr>
`,
  );
  return tableOf(title, note, html`${heads(kinds)}<tbody>${body}</tbody>`);
}
