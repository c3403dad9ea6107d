/** Studies in folders on many machines, by the engines that people have: an entry of its own, `doppelgrad/queue`. */
export type { SubmitOptions, Submitted } from "./submit.js";
export { submit } from "./submit.js";
export type { WorkEvent } from "./work-event.js";
export type { WholeStudy, Worked, WorkOptions } from "./work-from.js";
export { workFrom } from "./work-from.js";
