/**
 * What each source of randomness does to predictions, an entry of its own: `doppelgrad/attribute`, in Node and in
 * browsers. A page without it loads nothing of it.
 */
export type { AttributeOptions } from "./attribute.js";
export { attribute } from "./attribute.js";
export type { AttributedComponent, AttributedExample, AttributedFactor, Attribution } from "./attribution.js";
export { attributionCsv } from "./attribution-csv.js";
export type { DesignOptions } from "./design.js";
