/** The pages of the API, by TypeDoc from the built types of every entry of package.json `exports`. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

/** The page of `doppelgrad` itself, whose module is called index. */
const MAIN = "main";

export function writeApi(root, into) {
  const { exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const entries = Object.entries(exports).flatMap(([path, { import: found }]) =>
    found ? [[path.replace(/^\./, "doppelgrad"), basename(found.types)]] : [],
  );

  // What is loaded on demand is a constant of the type of a function: this says that it is one.
  const types = join(root, "build/docs-types");
  mkdirSync(types, { recursive: true });
  for (const name of readdirSync(join(root, "dist")).filter((each) => each.endsWith(".d.ts"))) {
    const text = readFileSync(join(root, "dist", name), "utf8");
    writeFileSync(join(types, name), text.replace(/ \*\/\n(declare const \w+: typeof )/g, " * @function\n */\n$1"));
  }
  const files = entries.map(([, name]) => join(types, name));
  const config = join(types, "tsconfig.json");
  writeFileSync(config, JSON.stringify({ extends: join(root, "tsconfig.json"), include: [], files }));
  const options = join(types, "typedoc.json");
  writeFileSync(
    options,
    JSON.stringify({
      entryPoints: files,
      tsconfig: config,
      // tsc checks the sources of which these types are made.
      skipErrorChecking: true,
      logLevel: "Error",
      plugin: ["typedoc-plugin-markdown"],
      out: into,
      outputFileStrategy: "modules",
      readme: "none",
      disableSources: true,
      hidePageHeader: true,
      hideBreadcrumbs: true,
      parametersFormat: "table",
      interfacePropertiesFormat: "table",
      classPropertiesFormat: "table",
      typeAliasPropertiesFormat: "table",
      typeDeclarationFormat: "table",
    }),
  );
  const typedoc = join(root, "site/node_modules/typedoc/bin/typedoc");
  const { status } = spawnSync(process.execPath, [typedoc, "--options", options], {
    cwd: join(root, "site"),
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (status !== 0) throw new Error(`TypeDoc ended with ${status}.`);

  renameSync(join(into, "index.md"), join(into, `${MAIN}.md`));
  const pages = entries.map(([path, name]) => {
    const page = name === "index.d.ts" ? MAIN : basename(name, ".d.ts");
    const file = join(into, `${page}.md`);
    const text = readFileSync(file, "utf8")
      .replace(/^# .*/, `# ${path}`)
      .replaceAll("](index.md", `](${MAIN}.md`)
      // Names that a bundler has made different.
      .replace(/(\w)\$1\b/g, "$1");
    writeFileSync(file, text);
    return `- [${path}](${page}.md)`;
  });
  const lead =
    "What a program imports, one page an entry of the package. Types, defaults and errors stand in the declarations, so an editor shows the same.";
  writeFileSync(join(into, "index.md"), `# API\n\n${lead}\n\n${pages.join("\n")}\n`);
}
