/** Follows every link, anchor, script and picture of a built site. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, posix } from "node:path";

/**
 * @param {string} folder the built site
 * @param {string} base the path at which it is served
 * @returns how many pages there are, and how many links lead to them
 * @throws Error with every link that leads to nothing, or to another server for a part of the page
 */
export function checkLinks(folder, base) {
  const pages = readdirSync(folder, { recursive: true }).filter((path) => path.endsWith(".html"));
  const texts = new Map(pages.map((path) => [path, readFileSync(join(folder, path), "utf8")]));
  const anchors = new Map(
    pages.map((path) => [path, new Set([...texts.get(path).matchAll(/\sid="([^"]+)"/g)].map(([, id]) => plain(id)))]),
  );
  /** What is wrong -> the pages on which it is. */
  const dead = new Map();
  const bury = (what, page) => dead.set(what, [...(dead.get(what) ?? []), page]);
  let links = 0;
  for (const [page, text] of texts) {
    for (const [, tag, attributes] of text.matchAll(/<(a|img|script|link)\s([^>]*)>/g)) {
      const address = /(?:^|\s)(?:href|src)="([^"]*)"/.exec(attributes)?.[1];
      if (address === undefined || address.startsWith("data:")) continue;
      links++;
      if (/^([a-z]+:|\/\/)/.test(address)) {
        if (tag !== "a") bury(`${address} is loaded from another server`, page);
        continue;
      }
      const [path, anchor = ""] = plain(address).split("#");
      const found = path === "" ? page : fileOf(folder, path, page, base);
      if (found === null) bury(address, page);
      else if (anchor !== "" && page !== "404.html" && !anchors.get(found)?.has(decodeURIComponent(anchor)))
        bury(`${address}, an anchor that is not there`, page);
    }
  }
  const lines = [...dead].map(([what, on]) => `${what}: on ${on.length} pages, as on ${on[0]}`);
  if (lines.length > 0) throw new Error(`links lead to nothing:\n${lines.join("\n")}`);
  return { pages: pages.length, links };
}

function plain(attribute) {
  return attribute.replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&lt;", "<").replaceAll("&amp;", "&");
}

function fileOf(folder, path, page, base) {
  if (path.startsWith("/") && !path.startsWith(base)) return null;
  const within = path.startsWith("/") ? path.slice(base.length) : posix.join(posix.dirname(page), path);
  const file = within === "" || within.endsWith("/") ? `${within}index.html` : within;
  const whole = join(folder, decodeURIComponent(file));
  return existsSync(whole) && statSync(whole).isFile() ? file : null;
}
