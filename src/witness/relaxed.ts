/** The entry `doppelgrad/relaxed`: the witness, apart from everything that makes results. */

export type { Witness, WitnessOptions, WitnessReplica } from "./witness.js";
export { witness } from "./witness.js";
