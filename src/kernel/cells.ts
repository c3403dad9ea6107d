/**
 * Cells: a number of each lane, side by side in a kernel's memory.
 */
import { lookAtFloats, writeWords } from "./memory.js";

/** Writes one array a lane at a byte address; a lane without an array repeats the last one. */
export function writeCells(
  memory: WebAssembly.Memory,
  address: number,
  lanes: number,
  arrays: readonly Float32Array[],
): void {
  const length = arrays[0]!.length;
  const cells = new Float32Array(length * lanes);
  for (let lane = 0; lane < lanes; lane++) {
    const values = arrays[Math.min(lane, arrays.length - 1)]!;
    for (let i = 0; i < length; i++) cells[i * lanes + lane] = values[i]!;
  }
  writeWords(memory, address, cells);
}

/** Copies the values of one lane out of cells, into `values` from `start` on. */
export function takeLane(values: Float32Array, start: number, cells: Float32Array, lanes: number, lane: number): void {
  for (let i = lane, to = start; i < cells.length; i += lanes, to++) values[to] = cells[i]!;
}

/** Copies `count` values of one lane from a byte address. */
export function readLane(
  memory: WebAssembly.Memory,
  address: number,
  count: number,
  lanes: number,
  lane: number,
): Float32Array {
  const values = new Float32Array(count);
  takeLane(values, 0, lookAtFloats(memory, address, count * lanes), lanes, lane);
  return values;
}
