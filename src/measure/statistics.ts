/**
 * Version of the formulas by which predictions become means and intervals (docs/measures.md).
 *
 * It is apart from BITS: other formulas change no trained bit. Results, claims and comparisons carry it; where it is
 * absent it is 1.
 *
 *   1  first-order jackknife; sums of equal values divided by their number
 *   2  intervals that hold where two solutions are equally common; equal values have exactly their mean, and no
 *   interval
 */
export const STATISTICS = 2;
