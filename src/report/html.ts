/**
 * Markup that cannot be injected into: `html` escapes every value that is not itself markup.
 *
 *     html`<td>${arm.name}</td>`        // a name "<b>" becomes &lt;b&gt;
 */

export interface Html {
  readonly markup: string;
}

type Value = Html | string | number | readonly Value[] | null | undefined;

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Text, safe in an element and in a quoted attribute. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

/** The text that was escaped. */
export function unescaped(markup: string): string {
  return Object.entries(ENTITIES)
    .reverse()
    .reduce((text, [character, entity]) => text.replaceAll(entity, character), markup);
}

/** Markup made elsewhere (a plot, the style sheet), taken as it is. */
export function raw(markup: string): Html {
  return { markup };
}

function inserted(value: Value): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return escaped(value);
  if (typeof value === "number") return String(value);
  return "markup" in value ? value.markup : value.map(inserted).join("");
}

/** Template tag: strings are escaped, lists joined, null and undefined left out. */
export function html(strings: TemplateStringsArray, ...values: Value[]): Html {
  return { markup: strings.reduce((all, string, i) => all + inserted(values[i - 1]) + string) };
}
