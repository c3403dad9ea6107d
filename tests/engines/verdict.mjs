/**
 * Judges what an engine answered about a build: its bits are those of the contract, or the package does not use the build there.
 */

/**
 * @param {"simd" | "scalar"} build
 * @param answer as runner.ts gives it
 * @param {Record<string, string>} golden name of a study -> its fingerprint
 * @param {string} committed assembly/kernel.sha256
 * @returns {{ words: string, kept: boolean, different: string[] }} words for a table; whether the promise is kept
 */
export function judge(build, answer, golden, committed) {
  const shipped = committed.includes(`${answer.wasm}  build/${build}.wasm`);
  if (!shipped) return { words: "other bytes", kept: false, different: [] };
  // A user is served without SIMD, but not without both.
  if (!answer.compiles) return { words: `no ${build === "simd" ? "SIMD" : "WebAssembly"}`, kept: build === "simd", different: [] };
  const names = Object.keys(golden);
  const different = names.filter((name) => answer.fingerprints[name] !== golden[name]);
  const words = `${names.length - different.length} of ${names.length}`;
  if (answer.refused) return { words: `refused (${words})`, kept: build === "simd", different };
  return { words, kept: different.length === 0, different };
}
