/** Why replicas disagree, an entry of its own: `doppelgrad/explain`, for hosts like Node, Deno, Bun. */
export type { ExplainOptions } from "./explain.js";
export { explain } from "./explain.js";
export type {
  ClassCount,
  ExampleLabel,
  ExplainedExample,
  Explanation,
  NearExample,
  ReplicaPrediction,
} from "./explanation.js";
export type { HingeKind, HingeLine, UnitHinges } from "./hinges.js";
export type { ExplainedMap, ExplainedMaps } from "./maps.js";
export type { Twins, TwinsPoint, TwinsTrace } from "./twins.js";
