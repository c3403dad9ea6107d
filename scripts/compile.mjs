/**
 * The compiler of the kernels, in this process: one that has compiled before takes a tenth of the time of one that starts.
 */
import { main } from "assemblyscript/asc";

/** Targets of asconfig.json that are not named after their source. */
const SOURCES = { relaxed: "assembly/simd.ts", bench: "bench/assembly/bench.ts" };

/**
 * Compiles one target of asconfig.json.
 * @param folder the tree in which sources and build/ lie
 * @throws Error with what the compiler says
 */
export async function compile(target, folder = ".") {
  const source = SOURCES[target] ?? `assembly/${target}.ts`;
  const { error, stderr } = await main([source, "--target", target, "--baseDir", folder]);
  if (error) throw new Error(`${target} does not compile:\n${stderr}${error.message}`);
}
