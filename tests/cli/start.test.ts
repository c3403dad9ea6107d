import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const DIST = fileURLToPath(new URL("../../dist/", import.meta.url));
const CLI = join(DIST, "cli.js");

/** A file and all that it imports before it does anything. */
function loaded(file: string, known: Set<string> = new Set()): Set<string> {
  if (known.has(file)) return known;
  known.add(file);
  for (const [, path] of read(file).matchAll(/^(?:import|export)[^"]*"(\.[^"]+)";$/gm))
    loaded(join(dirname(file), path!), known);
  return known;
}

const read = (file: string) => readFileSync(file, "utf8");
const bytes = (files: Set<string>) => [...files].reduce((sum, file) => sum + statSync(file).size, 0);
const has = (files: Iterable<string>, name: string) =>
  [...files].some((file) => read(file).includes(`function ${name}(`));

test("version and help load the words of the commands, and nothing that reads, trains, measures or draws", () => {
  const files = loaded(CLI);
  expect(bytes(files)).toBeLessThan(256 * 1024);
  const all = readdirSync(DIST).flatMap((name) => (name.endsWith(".js") ? [join(DIST, name)] : []));
  for (const name of ["studyFrom", "makeDataset", "wasmGroup", "openMeasures", "claims", "report"])
    expect([name, has(all, name), has(files, name)]).toEqual([name, true, false]);
});

test("run loads no plots, no claims, and no reader of a file", () => {
  const [room] = /run-\w+\.js/.exec(read(CLI))!;
  const files = loaded(join(DIST, room));
  expect(has(files, "runCommand")).toBe(true);
  expect(bytes(files)).toBeLessThan(512 * 1024);
});
