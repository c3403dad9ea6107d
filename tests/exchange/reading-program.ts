/**
 * A program that reads a file to its end and says by how many bytes its process has grown at most: bundled by
 * memory.test.ts, and run in a process of its own.
 */
import { existsSync, readFileSync } from "node:fs";
import { contentOf } from "../../src/exchange/content.js";
import { openTable } from "../../src/exchange/open-table.js";
import { readSafetensors } from "../../src/exchange/safetensors.js";

/** Most bytes that this process has had. Linux counts those of whoever started it in maxRSS, but not in VmHWM. */
function peak(): number {
  const status = existsSync(STATUS) ? readFileSync(STATUS, "utf8") : "";
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? process.resourceUsage().maxRSS) * 1024;
}
const STATUS = "/proc/self/status";

async function readTable(path: string): Promise<number> {
  let cells = 0;
  const { names, batches } = await openTable(contentOf({ path }, path), {});
  for await (const { numbers } of batches) cells += numbers.length * names.length;
  return cells;
}

async function readArrays(path: string): Promise<number> {
  let numbers = 0;
  for (const { shape, valueAt } of readSafetensors(await contentOf({ path }, path).bytes(), path)) {
    const count = shape.reduce((product, size) => product * size, 1);
    for (let n = 0; n < count; n++) numbers += Number.isFinite(valueAt(n)) ? 1 : 0;
  }
  return numbers;
}

const [small, large] = process.argv.slice(2) as [string, string];
const read = large.endsWith(".safetensors") ? readArrays : readTable;
// What is compiled and loaded for a reader is not of the file.
await read(small);
const before = peak();
const cells = await read(large);
console.log(JSON.stringify({ cells, grown: peak() - before }));
