/**
 * The border of the fused steps of the SIMD build: a module of its own, loaded where a study can use it. It works in the
 * memory of simd.ts, behind the constants of that.
 */
import { trainTogether as trainPartsTogether } from "./fused";
import { Model } from "./model";

/** First byte that is free for the caller. */
export function heapBase(): usize {
  return __heap_base;
}
export function trainTogether(model: usize, parts: usize, states: i32, s: i32, rates: usize, t: i32, steps: i32): bool {
  return trainPartsTogether<v128>(changetype<Model>(model), parts, states, s, rates, t, steps);
}
