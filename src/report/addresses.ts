/**
 * Numbers and addresses of what stands on a page, given to the whole of it at once: figures are counted, sections can be
 * linked to, and both are listed. Texts from elsewhere have no tags of their own (`html` escapes them), so a tag is one
 * of ours.
 */
import { type Html, html, raw, unescaped } from "./html.js";

/** The page with its figures numbered, its sections with addresses, and the list of these where it wants them, or at the end of its header. */
export function addressed(body: Html, command: string | undefined): Html {
  const sections: { id: string; title: string }[] = [];
  const taken = new Set([...body.markup.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id!));
  const named = body.markup.replace(
    /<section(?: id="([^"]*)")?((?: [^>]*)?)>(\s*(?:<div class="heading">)?\s*<h2>)(.*?)<\/h2>/gs,
    (_, given: string | undefined, rest: string, opening: string, heading: string) => {
      const title = unescaped(
        heading
          .replace(/<[^>]*>/g, " ")
          .trim()
          .replace(/\s+/g, " "),
      );
      const id = given ?? free(slug(title), taken);
      sections.push({ id, title });
      return html`<section id="${id}"${raw(rest)}>${raw(opening)}<a class="anchor" href="#${id}">${raw(heading)}</a></h2>`
        .markup;
    },
  );
  const list = html`<nav aria-label="Sections">${sections.map(({ id, title }) => html`<a href="#${id}">${title}</a>`)}</nav>`;
  const placed = named.includes("<nav></nav>") ? named : named.replace("</header>", "<nav></nav>\n</header>");
  return raw(
    numbered(
      placed.replace("<nav></nav>", () => list.markup),
      command,
    ),
  );
}

/** Figures in the order in which they stand, with the command that makes their numbers again. */
function numbered(markup: string, command: string | undefined): string {
  const again = command === undefined ? "" : html`<code class="again">${command}</code>`.markup;
  let figures = 0;
  return markup.replace(/<figure>.*?<\/figure>/gs, (figure) => {
    const n = ++figures;
    return figure
      .replace("<figure>", `<figure id="figure-${n}">`)
      .replace("<figcaption>", `<figcaption><a class="number" href="#figure-${n}">Figure ${n}.</a> `)
      .replaceAll(' download="figure', ` download="figure-${n}`)
      .replace(/(<p class="get">.*?)<\/p>/s, (_, links: string) => `${links}${again}</p>`);
  });
}

function slug(title: string): string {
  const words = title.toLowerCase().match(/[a-z0-9]+/g) ?? ["section"];
  return words.join("-").slice(0, 60);
}

function free(id: string, taken: Set<string>): string {
  let name = id;
  for (let n = 2; taken.has(name); n++) name = `${id}-${n}`;
  taken.add(name);
  return name;
}
