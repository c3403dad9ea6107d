/**
 * Drives wabt's interpreter, which has no JavaScript: a study is recorded in Node, and the interpreter repeats every
 * call on the shipped bytes; after each one, all of its memory must have the digest that it had in Node.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bundleFile } from "./script.mjs";

/** Arguments that are f32; all others are i32. */
const FLOATS = { initialize: [4, 5] };

const word = (value) => ({ type: "i32", value: String(value >>> 0) });
const float = (value) => ({ type: "f32", value: String(new Uint32Array(Float32Array.of(value).buffer)[0]) });

/** The script of spectest-interp, in the form that wast2json writes. */
function commandsOf(calls) {
  const commands = [
    { type: "module", name: "$kernel", filename: "kernel.wasm" },
    { type: "register", name: "$kernel", as: "kernel" },
    { type: "module", name: "$memory", filename: "memory.wasm" },
  ];
  const invoke = (module, field, args) => ({ type: "invoke", module, field, args });
  const act = (module, field, args) =>
    commands.push({ type: "action", action: invoke(module, field, args), expected: [] });
  let pages = 0;
  for (const call of calls) {
    // The constants of a build are asked for before any work.
    if (call.field === "lanes" || call.field === "heapBase") {
      pages = call.pages;
      continue;
    }
    if (call.pages > pages) act("$memory", "grow", [word(call.pages - pages)]);
    pages = call.pages;
    for (const [address, value] of call.writes) act("$memory", "write", [word(address), word(value)]);
    act(
      "$kernel",
      call.field,
      call.args.map((arg, k) => (FLOATS[call.field]?.includes(k) ? float(arg) : word(arg))),
    );
    const expected = [{ type: "i64", value: String(call.digest) }];
    commands.push({ type: "assert_return", action: invoke("$memory", "digest", []), expected });
  }
  // Its parser wants the fields in this order.
  return commands.map(({ type, ...rest }, index) => ({ type, line: index + 1, ...rest }));
}

/**
 * @param {string} program spectest-interp
 * @param {"simd" | "scalar"} build
 * @param {{ name: string, study: object }[]} studies
 * @returns an answer as runner.ts gives it
 */
export async function trainInInterpreter(program, build, studies) {
  const start = Date.now();
  const scratch = mkdtempSync(join(tmpdir(), "doppelgrad-wabt-"));
  try {
    const [kernel, memory, script, recorder] = ["kernel.wasm", "memory.wasm", "script.json", "recorder.mjs"].map(
      (file) => join(scratch, file),
    );
    if (spawnSync("wat2wasm", ["tests/engines/memory.wat", "--output", memory]).status !== 0)
      throw new Error("wat2wasm failed");
    writeFileSync(recorder, await bundleFile("tests/engines/recorder.ts", "esm"));
    const { record } = await import(pathToFileURL(recorder).href);
    const fingerprints = {};
    for (const { name, study } of studies) {
      const { module, fingerprint, calls } = await record(
        build,
        (name) => readFileSync(`dist/${name}.wasm`, "hex"),
        readFileSync(memory, "hex"),
        study,
      );
      copyFileSync(`dist/${module}.wasm`, kernel);
      const commands = commandsOf(calls);
      writeFileSync(script, JSON.stringify({ source_filename: name, commands }));
      const { stdout, stderr } = spawnSync(program, [script], { encoding: "utf8", maxBuffer: 1 << 28 });
      // Each module counts, and each call: it must not trap.
      const tests = commands.filter(({ type }) => type !== "register").length;
      const passed = stdout.includes(`${tests}/${tests} tests passed.`);
      fingerprints[name] = passed ? fingerprint : `other memory: ${(stdout + stderr).slice(-300)}`;
    }
    const wasm = createHash("sha256")
      .update(readFileSync(`dist/${build}.wasm`))
      .digest("hex");
    return { build, wasm, compiles: true, refused: null, fingerprints, time: Date.now() - start };
  } finally {
    rmSync(scratch, { recursive: true });
  }
}
