/** Where two trainings part, an entry of its own: `doppelgrad/bisect`, for hosts like Node, Deno, Bun. */
export type { Bisection, BisectOptions } from "./bisect.js";
export { bisect } from "./bisect.js";
export type { ShownNumber } from "./bits.js";
export type { ClaimDifference } from "./claimed.js";
export type { DifferenceOperand, DifferenceSide, FirstDifference } from "./difference.js";
export type { DifferingArray } from "./record.js";
export type { OtherRounding } from "./roundings.js";
export type { BisectSide } from "./side.js";
