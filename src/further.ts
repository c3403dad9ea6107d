/**
 * Measures that not everybody asks for, and how many replicas they need, an entry of their own: `doppelgrad/further`.
 */
export type { MeasureFurtherOptions } from "./compare/measure-further.js";
export { measureFurther } from "./compare/measure-further.js";
export type { Power, PowerOptions } from "./compare/power.js";
export { power } from "./compare/power.js";
export type { ConsistencyBin } from "./further/agreement.js";
export type { FurtherOptions } from "./further/asked.js";
export type { ReliabilityBin } from "./further/calibration.js";
export type { EnsembleSize } from "./further/ensembles.js";
export type { FurtherEstimate } from "./further/found.js";
export type { FurtherMeasures, FurtherOfExamples, FurtherOfGroup } from "./further/further.js";
export type { FurtherName } from "./further/names.js";
export { FURTHER_MEASURES } from "./further/names.js";
