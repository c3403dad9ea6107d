/** The pages of the site that somebody wrote: docs/, the examples with their code, and the papers of the project. */
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, extname, join, posix } from "node:path";
import { sidebar } from "../../site/.vitepress/sidebar.mjs";

/** Repository -> site. */
const PAPERS = {
  "README.md": "index.md",
  "CONTRIBUTING.md": "contributing.md",
  "CHANGELOG.md": "changelog.md",
  "SECURITY.md": "security.md",
  "examples/README.md": "examples/index.md",
  "examples/data/README.md": "examples/data/index.md",
};
const FOLDERS = { examples: "examples/index.md", "examples/data": "examples/data/index.md" };
/** Pages of long lists, in which nobody searches for a word. */
const NOT_SEARCHED = ["mutants.md", "changelog.md", "benchmarks.md"];
const CODE = { ".mjs": "js", ".py": "py", ".yaml": "yaml" };
/** What a page shows or hands out as it is. */
const isAsset = (path) => /\.(png|json|csv)$/.test(path);

/** Where a file of the repository is in the site, or null. */
function placeOf(path) {
  const plain = path.replace(/\/$/, "");
  if (plain in PAPERS) return PAPERS[plain];
  if (plain in FOLDERS) return FOLDERS[plain];
  if (plain.startsWith("docs/")) return plain.slice("docs/".length);
  if (!plain.startsWith("examples/")) return null;
  return extname(plain) in CODE ? `${plain.replaceAll(".", "-")}.md` : plain;
}

/** The text of a page, whose links lead to pages of the site. */
function relinked(text, from) {
  // Every other piece is a fenced block.
  const pieces = text.split(/^(```[\s\S]*?^```)/m);
  return pieces
    .map((piece, i) =>
      i % 2 === 1
        ? piece
        : piece.replace(/\]\((?![a-z]+:|[#/])([^)#\s]+)(#[^)]*)?\)/g, (_, target, anchor = "") => {
            const path = posix.join(posix.dirname(from), target);
            const place = placeOf(path);
            if (place === null) throw new Error(`${from}: ${target} is no page of the site.`);
            // Pictures stand beside their page, what is handed out in the folder of public files.
            return /\.png$/.test(place) ? `](/${place})` : `](/${place}${anchor})`;
          }),
    )
    .join("");
}

function filesOf(root, folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => posix.join(folder, entry.parentPath.slice(join(root, folder).length), entry.name));
}

/** Writes the pages into a folder, in which `public/` holds what is no page. */
export function gatherPages(root, into) {
  const write = (place, text) => {
    mkdirSync(dirname(join(into, place)), { recursive: true });
    writeFileSync(join(into, place), NOT_SEARCHED.includes(place) ? `---\nsearch: false\n---\n\n${text}` : text);
  };
  const papers = Object.keys(PAPERS).filter((path) => path !== "README.md");
  for (const path of new Set([...filesOf(root, "docs"), ...filesOf(root, "examples"), ...papers])) {
    const place = placeOf(path);
    if (isAsset(path)) {
      cpSync(join(root, path), join(into, "public", place));
      continue;
    }
    const text = readFileSync(join(root, path), "utf8");
    if (path.endsWith(".md")) write(place, relinked(text, path));
    else write(place, `# ${posix.basename(path)}\n\n\`\`\`${CODE[extname(path)]}\n${text}\`\`\`\n`);
  }
  write("index.md", readFileSync(join(root, "site/index.md"), "utf8"));

  const listed = sidebar.flatMap(({ items }) => items.map(({ link }) => link.replace(/^\/|\/$/g, "")));
  const isListed = (path) => listed.includes(path.slice("docs/".length).replace(/(\/index)?\.md$/, ""));
  const lost = filesOf(root, "docs").filter((path) => path.endsWith(".md") && !isListed(path));
  if (lost.length > 0) throw new Error(`site/.vitepress/sidebar.mjs does not have ${lost.join(", ")}.`);
}
