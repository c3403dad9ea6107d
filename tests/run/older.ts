import { type Claimed, repeatedMeasures } from "../../src/run/claimed.js";

/** The result as release 0.1.0 made it: no version of the statistics, and six measures a second time. */
export function older(result: Claimed): Claimed {
  const { statistics: _now, ...others } = structuredClone(result);
  return { ...others, ...structuredClone(repeatedMeasures(1, others.measures)) } as Claimed;
}
