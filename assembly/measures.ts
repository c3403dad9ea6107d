/**
 * The border of the measures: a module of its own, of SIMD alone, loaded with the first measuring. Pointers and sizes
 * in, numbers out; no imports, no allocation.
 */
import { addCells as addTileCells } from "./measures/cells";
import { addDecisions as addTileDecisions } from "./measures/decisions";
import { addCrossEntropies as addTileCrossEntropies, addSquares as addTileSquares } from "./measures/losses";
import { Tile } from "./measures/tile";

/** First byte that is free for the caller. */
export function heapBase(): usize {
  return __heap_base;
}
export function addCells(tile: usize): void {
  addTileCells(changetype<Tile>(tile));
}
export function addCrossEntropies(tile: usize, weights: usize, sums: usize): void {
  addTileCrossEntropies(changetype<Tile>(tile), weights, sums);
}
export function addSquares(tile: usize, targets: usize, sums: usize): void {
  addTileSquares(changetype<Tile>(tile), targets, sums);
}
export function addDecisions(tile: usize, scores: usize, threshold: f32): i32 {
  return addTileDecisions(changetype<Tile>(tile), scores, threshold);
}
