/**
 * What papers say of irreproducibility, as experiments: an entry of their own, `doppelgrad/experiments`.
 */
export type {
  ExperimentResult,
  JudgedLine,
  Line,
  Paper,
  ShownFigure,
  ShownSeries,
  ShownTable,
  TrainedArm,
} from "./experiment.js";
export { EXPERIMENT_NAMES } from "./list.js";
export type { DecidingQuantity, Quantity, Rule } from "./rule.js";
export type { ExperimentOptions } from "./run-experiment.js";
export { experiment } from "./run-experiment.js";
