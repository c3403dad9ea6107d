/**
 * The form of all sources: `npm run format`, or with --check (what the tests ask) says which files have another, exit
 * code 1.
 *
 * Biome formats, and knows no AssemblyScript: a decorator on a function is no TypeScript. While it looks, `@inline`
 * stands in a comment.
 */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const BIOME = "node_modules/@biomejs/biome/bin/biome";
const ASSEMBLY = ["assembly", "bench/assembly", "tests/assembly"];
const DECORATORS = [/@(inline|lazy|unsafe)(?= )/g, /\/\*@(inline|lazy|unsafe)\*\/(?= )/g];

const isCheck = process.argv.includes("--check");

function biome(args, input) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIOME, ...args], { input, encoding: "utf8" });
  return { ok: status === 0, stdout, stderr };
}

/** Whether a file has the form now. */
function formatted(file) {
  const source = readFileSync(file, "utf8");
  const { ok, stdout, stderr } = biome(
    ["format", "--stdin-file-path=source.ts"],
    source.replace(DECORATORS[0], "/*@$1*/"),
  );
  if (!ok) throw new Error(`${file}: ${stderr}`);
  const wanted = stdout.replace(DECORATORS[1], "@$1");
  if (wanted !== source && !isCheck) writeFileSync(file, wanted);
  return wanted === source || !isCheck;
}

const files = ASSEMBLY.flatMap((folder) =>
  readdirSync(folder, { recursive: true }).map((name) => join(folder, name)),
).filter((name) => name.endsWith(".ts"));
const other = files.filter((file) => !formatted(file));
for (const file of other) console.error(`${file} has another form: npm run format.`);
const { ok, stdout, stderr } = biome(isCheck ? ["ci"] : ["check", "--write"]);
process.stdout.write(stdout);
process.stderr.write(stderr);
process.exitCode = ok && other.length === 0 ? 0 : 1;
