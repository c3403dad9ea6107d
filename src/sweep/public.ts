/** Sweeps, an entry of their own: `doppelgrad/sweep`, in Node and in browsers. A page without them loads nothing of it. */
export type { GridOptions, SweepAxes, SweepAxis } from "./grid.js";
export type { HalvingOptions } from "./halving.js";
export type { PlanOptions } from "./plan.js";
export type { SweepOptions } from "./sweep.js";
export { sweep } from "./sweep.js";
export type { SweepContrast, SweepRow, SweepTable } from "./table.js";
export { sweepTable } from "./table.js";
export type { FailedSetting, SweptSetting } from "./train-settings.js";
export type { TunedSetting, TuneOptions } from "./tune.js";
