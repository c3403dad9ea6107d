/**
 * The compiler of the kernels, in this process: one that has compiled before takes a tenth of the time of one that starts.
 */
import { main } from "assemblyscript/asc";

/** Targets of asconfig.json that are not named after their source. */
const SOURCES = { relaxed: "assembly/simd.ts", bench: "bench/assembly/bench.ts" };

/**
 * The bytes of a target of asconfig.json.
 * @param options of asc, beside those of the target
 * @throws Error with what the compiler says
 */
export async function compile(target, ...options) {
  let bytes;
  const writeFile = (_name, contents) => {
    bytes = contents;
  };
  const source = SOURCES[target] ?? `assembly/${target}.ts`;
  const { error, stderr } = await main([source, "--target", target, ...options], { writeFile });
  if (error) throw new Error(`${target} does not compile:\n${stderr}${error.message}`);
  return bytes;
}
