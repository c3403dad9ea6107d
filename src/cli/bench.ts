/** `doppelgrad bench` */
import { benchKernels, kernelTable } from "../../bench/kernels.js";
import { expected, shown } from "../study/errors.js";
import { print, printJson } from "./output.js";

export async function benchCommand(what: string, options: { json?: boolean }): Promise<void> {
  if (what !== "kernels") throw new RangeError(expected("bench", "kernels", shown(what)));
  const rows = await benchKernels();
  if (options.json) printJson(rows);
  else print(kernelTable(rows));
  if (rows.some((row) => !row.same)) process.exitCode = 1;
}
