/** The parts of a result that are long. */

/** Parts that are left out unless asked for. */
export const PARTS = ["parameters", "predictions", "logits", "trail", "curves", "examples"] as const;
/** Parts that a run records only on request, in each replica. */
export const RECORDED = ["trail", "curves"] as const satisfies readonly Part[];
/** A part of a result that its JSON has only on request. */
export type Part = (typeof PARTS)[number];
