/**
 * The documentation site, static files in build/site: `npm run docs`. Pages are gathered from docs/, examples/ and the
 * papers of the project, those of the reference are made of the code, VitePress builds them, and every link and anchor
 * of what it built is followed. `npm run docs -- --serve` serves the site that is there.
 *
 * What builds it is installed into site/ when it is first needed. DOCS_BASE=/folder/ builds for a folder of a server.
 */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeApi } from "./docs/api.mjs";
import { writeCommands } from "./docs/commands.mjs";
import { checkLinks } from "./docs/links.mjs";
import { gatherPages } from "./docs/pages.mjs";
import { writeStudyFields } from "./docs/study-fields.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const staged = join(root, "build/docs");
const vitepress = join(root, "site/node_modules/vitepress/bin/vitepress.js");

/** Runs a program in the open. */
function run(program, args, cwd = root) {
  const { status } = spawnSync(program, args, { cwd, stdio: ["ignore", "inherit", "inherit"] });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${status}.`);
}

/** Whether site/ has the packages of its lock file. */
function isInstalled() {
  const packagesOf = (path) => Object.entries(JSON.parse(readFileSync(join(root, path), "utf8")).packages);
  if (!existsSync(vitepress)) return false;
  const installed = new Map(packagesOf("site/node_modules/.package-lock.json"));
  return packagesOf("site/package-lock.json").every(
    ([path, { version, optional }]) => path === "" || optional || installed.get(path)?.version === version,
  );
}

if (!isInstalled()) run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], join(root, "site"));

if (process.argv.includes("--serve")) {
  run(process.execPath, [vitepress, "preview", "site"]);
} else {
  rmSync(staged, { recursive: true, force: true });
  gatherPages(root, staged);
  const isOfPages = (path) => !path.endsWith(".cjs");
  cpSync(join(root, "dist/browser"), join(staged, "public/sdk"), { recursive: true, filter: isOfPages });
  writeStudyFields(root, join(staged, "reference/study-fields.md"));
  await writeCommands(join(root, "dist/cli.js"), join(staged, "reference/commands.md"));
  writeApi(root, join(staged, "reference/api"));
  run(process.execPath, [vitepress, "build", "site"]);
  const { pages, links } = checkLinks(join(root, "build/site"), process.env.DOCS_BASE ?? "/");
  console.log(`build/site: ${pages} pages, ${links} links and anchors followed. npm run docs -- --serve shows it.`);
}
