/** The entry `doppelgrad/relaxed`: the witness, apart from everything that makes results. */
export { witness } from "./witness.js";
export type { Witness, WitnessOptions, WitnessReplica } from "./witness.js";
