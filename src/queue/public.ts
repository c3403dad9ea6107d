/** Studies in folders on many machines, by the engines that people have: an entry of its own, `doppelgrad/queue`. */

export type { WholeClaims } from "./claims-job.js";
export type { HandOverOptions, Submitted } from "./hand-over.js";
export type { SubmitOptions } from "./submit.js";
export { submit } from "./submit.js";
export type { SubmitClaimsOptions } from "./submit-claims.js";
export { submitClaims } from "./submit-claims.js";
export type { SubmitSweepOptions } from "./submit-sweep.js";
export { submitSweep } from "./submit-sweep.js";
export type { WorkEvent } from "./work-event.js";
export type { WholeStudy, Worked, WorkOptions } from "./work-from.js";
export { workFrom } from "./work-from.js";
