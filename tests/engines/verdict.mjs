/**
 * Judges what an engine answered about a build: its bits are those of the contract, or the package does not use the
 * build there.
 */

/**
 * What the package calls each engine of the matrix: a name that only this one has, its version, the engine below. Bare
 * shells do not say what they are.
 */
const CALLED = [
  [/^Node/, /^Node [\d.]+ \(V8 [\w.-]+\)$/],
  [/^Deno/, /^Deno [\d.]+ \(V8 [\w.-]+\)$/],
  [/^Bun/, /^Bun [\d.]+ \(JavaScriptCore [0-9a-f]+\)$/],
  [/^Chromium/, /^Chrome [\d.]+ \(V8\)$/],
  [/^Firefox/, /^Firefox [\d.]+ \(SpiderMonkey\)$/],
  [/^WebKitGTK/, /^WebKitGTK [\d.]+ \(JavaScriptCore\)$/],
  [/shell/, /^unknown$/],
  [/interpreter/, /^none$/],
];

/**
 * @param {string} name of the engine in the matrix
 * @param {string | undefined} engine what the package called it; nothing where there is no JavaScript
 */
export function rightlyCalled(name, engine = "none") {
  return CALLED.find(([of]) => of.test(name))[1].test(engine);
}

/**
 * @param {"simd" | "scalar"} build
 * @param answer as runner.ts gives it
 * @param {Record<string, string>} golden name of a study -> its fingerprint
 * @param {string} committed assembly/kernel.sha256
 * @param {string} measures the digest of the measures (tests/golden/measures.json)
 * @returns {{ words: string, kept: boolean, different: string[] }} words for a table; whether the promise is kept
 */
export function judge(build, answer, golden, committed, measures) {
  const isShipped = (sha256, name) => committed.split("\n").includes(`${sha256}  build/${name}.wasm`);
  // An interpreter that takes no fused steps and measures nothing says nothing of them.
  const { wasm, fused, noise, simulated, measures: ofMeasures, measured = measures } = answer;
  const others = [
    [fused, `${build}-fused`],
    [noise, `${build}-noise`],
    [simulated, `${build}-simulated`],
    [ofMeasures, "measures"],
  ];
  if (!isShipped(wasm, build) || others.some(([sha256, name]) => sha256 !== undefined && !isShipped(sha256, name)))
    return { words: "other bytes", kept: false, different: [] };
  // A user is served without SIMD, but not without both.
  if (!answer.compiles)
    return { words: `no ${build === "simd" ? "SIMD" : "WebAssembly"}`, kept: build === "simd", different: [] };
  const names = Object.keys(golden);
  const different = names.filter((name) => answer.fingerprints[name] !== golden[name]);
  const words = `${names.length - different.length} of ${names.length}`;
  if (measured !== measures) different.push("measures");
  if (answer.refused) return { words: `refused (${words})`, kept: build === "simd", different };
  return { words, kept: different.length === 0, different };
}
