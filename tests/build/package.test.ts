/**
 * The package as it is published: packed, looked over by the tools of others, and installed in empty projects, ESM,
 * CommonJS and TypeScript, which run every public entry. Only what package.json promises is there: its tarball and its
 * dependencies, in a folder from which nothing of the repository can be reached.
 */
import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { run } from "../../src/run/run.js";

const manifest = JSON.parse(readFileSync("package.json", "utf8")) as {
  exports: Record<string, unknown>;
  dependencies: Record<string, string>;
};
const scratch = mkdtempSync(join(tmpdir(), "doppelgrad-package-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
let tarball: string;

/** Runs a program to its end in a folder; what it prints. */
function printed(folder: string, program: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder, encoding: "utf8" });
  expect(status, stdout + stderr).toBe(0);
  return stdout;
}

beforeAll(() => {
  // `npm run build` has made dist/; its scripts would make it again.
  const name = printed(".", "npm", "pack", "--ignore-scripts", "--silent", "--pack-destination", scratch).trim();
  tarball = join(scratch, name);
  printed(scratch, "tar", "-xzf", tarball);
});

/** An empty project with the package and, beside it, its dependencies. */
function project(name: string, type: "module" | "commonjs"): string {
  const folder = join(scratch, name);
  const modules = join(folder, "node_modules");
  mkdirSync(modules, { recursive: true });
  cpSync(join(scratch, "package"), join(modules, "doppelgrad"), { recursive: true });
  for (const dependency of Object.keys(manifest.dependencies))
    cpSync(join("node_modules", dependency), join(modules, dependency), { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name, private: true, type }));
  return folder;
}

const STUDY = '{ data: { name: "vee", train: 40, test: 8 }, replicas: 6 }';

/** What a project does with each entry, and prints; `load` is its word for importing. */
const USES: Record<string, (load: (entry: string) => string) => string> = {
  ".": (load) => `const { run } = ${load("")}; console.log((await run(${STUDY}, { workers: 0 })).fingerprint);`,
  "./relaxed": (load) =>
    `const { witness } = ${load("/relaxed")}; console.log((await witness(${STUDY})).study.replicas);`,
  "./store": (load) =>
    `const { runInto } = ${load("/store")}; console.log((await runInto("stored", ${STUDY}, { workers: 0 })).fingerprint);`,
  "./queue": (load) => `
    const { submit } = ${load("/queue")};
    const { parts } = await submit("queued", ${STUDY}, { to: "parallel", dryRun: true, partSize: 2 });
    console.log(parts.missing);`,
  "./sweep": (load) => `
    const { sweep, sweepTable } = ${load("/sweep")};
    const settings = [];
    for await (const setting of sweep(${STUDY}, { epochs: [1, 2] }, { workers: 0 })) settings.push(setting);
    console.log(sweepTable(settings).settings[0].fingerprint);`,
  "./attribute": (load) => `
    const { attribute } = ${load("/attribute")};
    console.log((await attribute(${STUDY}, { levels: { init: 2, shuffle: 2 }, workers: 0 })).components.length);`,
  "./explain": (load) => `
    const { explain } = ${load("/explain")};
    console.log((await explain(${STUDY}, { workers: 0, examples: 3 })).explained.length);`,
  "./further": (load) => `
    const { measureFurther } = ${load("/further")};
    console.log((await measureFurther({ predictions: [[0.9, 0.2], [0.7, 0.6]] })).measures.kappa.value);`,
  "./experiments": (load) => `
    const { experiment, EXPERIMENT_NAMES } = ${load("/experiments")};
    console.log(EXPERIMENT_NAMES.includes("boubdir-2023"), await experiment("snap").catch(({ path }) => path));`,
  "./bisect": (load) =>
    `const { bisect } = ${load("/bisect")}; const study = ${STUDY};
    console.log((await bisect({ study }, { study, backend: "reference" })).where);`,
  "./worker": (load) => `
    const { openPool, run } = ${load("")};
    const pool = await openPool({ workers: 2, worker: address("doppelgrad/worker") });
    console.log((await run(${STUDY}, { pool })).host.workers);
    await pool.close();`,
  "./simd.wasm": () => 'console.log(WebAssembly.validate(readFileSync(address("doppelgrad/simd.wasm"))));',
  "./scalar.wasm": () => 'console.log(WebAssembly.validate(readFileSync(address("doppelgrad/scalar.wasm"))));',
  "./package.json": () => 'console.log(JSON.parse(readFileSync(address("doppelgrad/package.json"), "utf8")).name);',
};
const { fingerprint } = await run({ data: { name: "vee", train: 40, test: 8 }, replicas: 6 }, { workers: 0 });
const PRINTED: Record<string, string> = {
  ".": fingerprint,
  "./relaxed": "6",
  "./store": fingerprint,
  "./queue": "3",
  "./sweep": fingerprint,
  "./attribute": "3",
  "./explain": "3",
  "./further": "0",
  "./experiments": "true experiment",
  "./bisect": "nowhere",
  "./worker": "2",
  "./simd.wasm": "true",
  "./scalar.wasm": "true",
  "./package.json": "doppelgrad",
};
const ENTRIES = Object.keys(manifest.exports);

/** A program of braces, one an entry. */
const program = (load: (entry: string) => string) => ENTRIES.map((entry) => `{ ${USES[entry]!(load)} }`).join("\n");
const expected = `${ENTRIES.map((entry) => PRINTED[entry]).join("\n")}\n`;

test("every entry is used below", () => {
  expect(Object.keys(USES)).toEqual(ENTRIES);
  expect(Object.keys(PRINTED)).toEqual(ENTRIES);
});

interface Link {
  /** The file that it stands in. */
  file: string;
  target: string;
}

/** Links and pictures of a Markdown file, those in code left out. */
function linksOf(folder: string, path: string): Link[] {
  const file = join(folder, path);
  const text = readFileSync(file, "utf8")
    .replace(/^```.*?^```/gms, "")
    .replace(/`[^`\n]*`/g, "");
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => ({ file, target: target! }));
}

/** Whether a link leads to no file, or to no heading of it. */
function isDead({ file, target }: Link): boolean {
  const [path, heading] = target.split("#");
  const goal = path ? join(dirname(file), path) : file;
  if (!existsSync(goal)) return true;
  return heading !== undefined && !headingsOf(readFileSync(goal, "utf8")).includes(heading);
}

/** The names that headings have in addresses. */
function headingsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    title!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

describe("the tarball", () => {
  test("holds what runs and what explains it, and no sources or tests", () => {
    const texts = ["CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "README.md", "SECURITY.md"];
    const top = readdirSync(join(scratch, "package")).sort();
    expect(top).toEqual([...texts, "dist", "docs", "examples", "package.json"]);
    const files = readdirSync(join(scratch, "package/dist"), { recursive: true, encoding: "utf8" });
    expect(files.filter((path) => !/(\.(c?js|d\.c?ts|wasm)|^browser)$/.test(path))).toEqual([]);
  });

  test("has no link in its texts that is dead", () => {
    const folder = join(scratch, "package");
    const texts = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".md"));
    expect(texts.length).toBeGreaterThan(20);
    const links = texts.flatMap((path) => linksOf(folder, path));
    expect(links.length).toBeGreaterThan(50);
    expect(links.filter(({ target }) => !/^https?:/.test(target)).filter(isDead)).toEqual([]);
    // It has no address of its own yet, and none is invented.
    const { repository, bugs, homepage } = manifest as { repository?: string; bugs?: string; homepage?: string };
    expect([repository, bugs, homepage]).toEqual([undefined, undefined, undefined]);
  });

  test("has links, of which a dead one would be seen", () => {
    const folder = join(scratch, "links");
    mkdirSync(folder);
    writeFileSync(
      join(folder, "a.md"),
      "# One `two`\n[a](b.md) ![b](a.md) [c](a.md#one-two) [d](a.md#three) [e](#four)\n```\n[f](g)\n```\n",
    );
    expect(
      linksOf(folder, "a.md")
        .filter(isDead)
        .map(({ target }) => target),
    ).toEqual(["b.md", "a.md#three", "#four"]);
  });

  test("is what publint asks for", async () => {
    const bytes = readFileSync(tarball);
    const { messages, pkg } = await publint({
      pack: { tarball: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) },
      strict: true,
    });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  test("has types that resolve as its modules do (attw; .attw.json leaves out what is no module)", () => {
    const attw = resolve("node_modules/@arethetypeswrong/cli/dist/index.js");
    const out = printed(".", process.execPath, attw, tarball, "--profile", "node16", "--no-emoji", "--no-color");
    for (const entry of [
      "doppelgrad",
      "doppelgrad/relaxed",
      "doppelgrad/store",
      "doppelgrad/queue",
      "doppelgrad/sweep",
      "doppelgrad/attribute",
      "doppelgrad/explain",
      "doppelgrad/further",
      "doppelgrad/experiments",
      "doppelgrad/bisect",
    ])
      expect(out).toContain(`"${entry}"`);
  });

  test("attw says so where a type does not resolve", () => {
    const folder = join(scratch, "broken");
    cpSync(join(scratch, "package"), join(folder, "package"), { recursive: true });
    renameSync(join(folder, "package/dist/index.d.cts"), join(folder, "package/dist/elsewhere.d.cts"));
    printed(folder, "tar", "-czf", "broken.tgz", "package");
    const attw = resolve("node_modules/@arethetypeswrong/cli/dist/index.js");
    const args = [attw, join(folder, "broken.tgz"), "--profile", "node16"];
    expect(spawnSync(process.execPath, args, { encoding: "utf8" }).status).toBe(1);
  });
});

describe("installed in an empty project", () => {
  test("ESM", () => {
    const folder = project("esm", "module");
    const head = `import { readFileSync } from "node:fs";
      const address = (name) => new URL(import.meta.resolve(name));`;
    writeFileSync(join(folder, "main.js"), head + program((entry) => `await import("doppelgrad${entry}")`));
    expect(printed(folder, process.execPath, "main.js")).toBe(expected);
  });

  test("CommonJS", () => {
    const folder = project("cjs", "commonjs");
    const head = `const { readFileSync } = require("node:fs"); const { pathToFileURL } = require("node:url");
      const address = (name) => pathToFileURL(require.resolve(name));`;
    const body = program((entry) => `require("doppelgrad${entry}")`);
    writeFileSync(join(folder, "main.js"), `${head} (async () => {${body}})();`);
    expect(printed(folder, process.execPath, "main.js")).toBe(expected);
  });

  /** Lines that use the types; each entry with types has one. */
  const TYPED = `
    const study: StudyInput = { data: { name: "vee", train: 40, test: 8 }, replicas: 6 };
    export async function main(): Promise<[string, number]> {
      const result: RunResult = await run(study, { workers: 0 });
      const wide: Witness = await witness(study);
      const value: number | null = result.measures.predictionDifference.value;
      const axes: SweepAxes = { epochs: "1..4*2" };
      for await (const { index } of sweep(study, axes, { workers: 0 })) if (index > 0) break;
      const options: RunIntoOptions = { partSize: 2 };
      const stored: RunResult = await runInto("typed", study, options);
      const parted: Bisection = await bisect({ study }, { study, backend: "scalar" });
      if (!parted.same) throw new Error(parted.message);
      const shares: Attribution = await attribute(study, { levels: { init: 2, shuffle: 2 }, workers: 0 });
      if (shares.replicas !== 4) throw new Error(shares.method);
      const explained: Explanation = await explain(stored, { examples: 1, workers: 0 });
      if (explained.resultFingerprint !== stored.fingerprint) throw new Error(explained.notes.join());
      const further: FurtherMeasures = await measureFurther({ predictions: [[0.9, 0.2], [0.7, 0.6]] });
      if (further.measures.kappa?.value !== 0) throw new Error(JSON.stringify(further.measures));
      const elo: ExperimentOptions = { replicas: 40 };
      if (EXPERIMENT_NAMES.length === 0) throw new Error((await experiment("boubdir-2023", elo)).fingerprint);
      // @ts-expect-error: no result has such a field
      result.predictionDiference;
      // @ts-expect-error: a seed is a number
      await run({ seed: "0" }, { workers: 0 }).catch(() => value);
      return [stored.fingerprint, wide.study.replicas];
    }
    main().then((lines) => console.log(lines.join("\\n")));`;
  const IMPORTS = `
    import { run, type RunResult, type StudyInput } from "doppelgrad";
    import { attribute, type Attribution } from "doppelgrad/attribute";
    import { type Bisection, bisect } from "doppelgrad/bisect";
    import { explain, type Explanation } from "doppelgrad/explain";
    import { type FurtherMeasures, measureFurther } from "doppelgrad/further";
    import { EXPERIMENT_NAMES, type ExperimentOptions, experiment } from "doppelgrad/experiments";
    import { type Witness, witness } from "doppelgrad/relaxed";
    import { type RunIntoOptions, runInto } from "doppelgrad/store";
    import { sweep, type SweepAxes } from "doppelgrad/sweep";`;

  test.each([
    {
      name: "node16 with the types of browsers",
      files: ["main.mts", "main.cts"],
      module: ts.ModuleKind.Node16,
      moduleResolution: ts.ModuleResolutionKind.Node16,
      lib: ["lib.es2022.d.ts", "lib.dom.d.ts"],
      types: [],
    },
    {
      name: "bundler with the types of Node",
      files: ["main.ts"],
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      lib: ["lib.es2022.d.ts"],
      types: ["node"],
    },
  ])("TypeScript, $name: strict, declarations of packages checked too", ({ name, files, types, ...options }) => {
    const folder = project(name.replaceAll(" ", "-"), "module");
    for (const file of files) writeFileSync(join(folder, file), IMPORTS + TYPED);
    for (const path of types.length > 0 ? ["@types/node", "undici-types"] : [])
      cpSync(join("node_modules", path), join(folder, "node_modules", path), { recursive: true });
    const compiled = ts.createProgram(
      files.map((file) => join(folder, file)),
      {
        ...options,
        types,
        typeRoots: [join(folder, "node_modules/@types")],
        target: ts.ScriptTarget.ES2022,
        strict: true,
        skipDefaultLibCheck: true,
      },
    );
    const { diagnostics } = compiled.emit();
    const faults = [...ts.getPreEmitDiagnostics(compiled), ...diagnostics];
    expect(faults.map(({ file, messageText }) => [file?.fileName, messageText])).toEqual([]);
    for (const file of files)
      expect(printed(folder, process.execPath, file.replace(/ts$/, "js"))).toBe(`${fingerprint}\n6\n`);
  });

  test("the command", () => {
    const folder = project("command", "module");
    const { bin } = JSON.parse(readFileSync(join(folder, "node_modules/doppelgrad/package.json"), "utf8"));
    const command = join("node_modules/doppelgrad", bin.doppelgrad);
    const args = ["run", "vee", "--set", "data.train=40", "--set", "data.test=8", "--replicas", "6", "--json"];
    expect(JSON.parse(printed(folder, process.execPath, command, ...args)).fingerprint).toBe(fingerprint);
  });
});
